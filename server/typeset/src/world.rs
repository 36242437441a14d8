//! The only things a layout can read: the templates, one document's data, its pictures, the fonts.

use std::collections::HashMap;

use api::documents::Format;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::fonts::Fonts;

const FORM: &str = "/form.typ";
const TEMPLATES: [(&str, &str); 13] = [
    ("/document.typ", include_str!("../templates/document.typ")),
    ("/letter.typ", include_str!("../templates/letter.typ")),
    ("/order.typ", include_str!("../templates/order.typ")),
    ("/minutes.typ", include_str!("../templates/minutes.typ")),
    ("/measures.typ", include_str!("../templates/measures.typ")),
    ("/page.typ", include_str!("../templates/page.typ")),
    ("/head.typ", include_str!("../templates/head.typ")),
    ("/body.typ", include_str!("../templates/body.typ")),
    ("/table.typ", include_str!("../templates/table.typ")),
    ("/attachment.typ", include_str!("../templates/attachment.typ")),
    ("/signature.typ", include_str!("../templates/signature.typ")),
    ("/imprint.typ", include_str!("../templates/imprint.typ")),
    (FORM, include_str!("../templates/form.typ")),
];

/// The template of each format (公文格式).
fn main_of(format: Format) -> &'static str {
    match format {
        Format::Document => "/document.typ",
        Format::Letter => "/letter.typ",
        Format::Order => "/order.typ",
        Format::Minutes => "/minutes.typ",
    }
}

/// What stays the same from one document to the next.
pub struct Templates {
    library: LazyHash<Library>,
    sources: HashMap<FileId, Source>,
}

impl Templates {
    pub fn load() -> Templates {
        let sources = TEMPLATES.map(|(path, text)| {
            let id = file_id(path);
            (id, Source::new(id, text.to_owned()))
        });
        Templates { library: LazyHash::new(Library::default()), sources: sources.into() }
    }
}

/// One document before the templates: its data and pictures as files, nothing else readable.
pub struct SheetWorld<'a> {
    pub templates: &'a Templates,
    pub fonts: &'a Fonts,
    files: HashMap<FileId, Bytes>,
    main: FileId,
}

impl<'a> SheetWorld<'a> {
    pub fn new(templates: &'a Templates, fonts: &'a Fonts, format: Format) -> SheetWorld<'a> {
        SheetWorld { templates, fonts, files: HashMap::new(), main: file_id(main_of(format)) }
    }

    /// For a handling sheet (处理单).
    pub fn form(templates: &'a Templates, fonts: &'a Fonts) -> SheetWorld<'a> {
        SheetWorld { templates, fonts, files: HashMap::new(), main: file_id(FORM) }
    }

    /// Makes bytes readable to the templates at `path`.
    pub fn put(&mut self, path: &str, bytes: Vec<u8>) {
        self.files.insert(file_id(path), Bytes::new(bytes));
    }
}

impl World for SheetWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.templates.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.templates.sources.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    /// The date comes with the document: a layout never depends on the day it is made.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// The id of one of our own paths; they are few and fixed, so interning them does not grow.
fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(path).unwrap_or_else(|_| unreachable!("our own path {path} is well-formed"));
    RootedPath::new(VirtualRoot::Project, path).intern()
}
