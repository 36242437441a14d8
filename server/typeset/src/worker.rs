//! The worker: one JSON request a line in, one JSON reply a line out.

use std::io::{self, BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use api::sheet::{MissingGlyph, Reply, Request, Sheet};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use typst_layout::PagedDocument;

use crate::fonts::Fonts;
use crate::world::Templates;
use crate::{form, glyphs, layout, picture, seal_picture};

/// What stays warm between requests.
pub struct Worker {
    templates: Templates,
    fonts: Fonts,
}

impl Worker {
    /// Reads the templates and finds the fonts, those below `directories` before the system's.
    pub fn new(directories: &[PathBuf]) -> Worker {
        Worker { templates: Templates::load(), fonts: Fonts::find(directories) }
    }

    pub fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    /// Answers one request. A panic inside a library is an answer too: [`Reply::Failed`].
    pub fn answer(&self, request: &Request) -> Reply {
        let reply = catch_unwind(AssertUnwindSafe(|| self.try_answer(request)));
        // What the layout remembered is worth nothing to the next document and would grow without end.
        comemo::evict(0);
        match reply {
            Ok(Ok(reply)) => reply,
            Ok(Err(reason)) => Reply::Failed { reason },
            Err(_) => {
                Reply::Failed { reason: "the layout panicked; see the worker's standard error".to_owned() }
            }
        }
    }

    fn try_answer(&self, request: &Request) -> Result<Reply, String> {
        match request {
            Request::Pdf { sheet } => self.pdf(sheet),
            Request::Form { form } => exported(&form::lay_out(&self.templates, &self.fonts, form)?),
            Request::Picture { pdf, page, width } => {
                let pdf = BASE64_STANDARD.decode(pdf).map_err(|error| format!("pdf: {error}"))?;
                let (webp, pages) = picture::draw(pdf, *page, *width)?;
                Ok(Reply::Picture { webp: BASE64_STANDARD.encode(webp), pages })
            }
            Request::SealPicture { name, diameter_mm } => {
                let png = seal_picture::draw(&self.fonts, name, *diameter_mm)?;
                Ok(Reply::SealPicture { png: BASE64_STANDARD.encode(png) })
            }
            Request::Glyphs { sheet } => Ok(Reply::Glyphs { missing: glyphs::missing(&self.fonts, sheet) }),
        }
    }

    fn pdf(&self, sheet: &Sheet) -> Result<Reply, String> {
        let missing = glyphs::missing(&self.fonts, sheet);
        if !missing.is_empty() {
            return Err(name_all(&missing));
        }
        exported(&layout::lay_out(&self.templates, &self.fonts, sheet)?)
    }

    /// Answers every line of `input` on `output`, until the input ends.
    /// Fails only where reading or writing does.
    pub fn serve(&self, input: impl BufRead, mut output: impl Write) -> io::Result<()> {
        for line in input.split(b'\n') {
            let line = line?;
            if line.trim_ascii().is_empty() {
                continue;
            }
            let reply = match serde_json::from_slice(&line) {
                Ok(request) => self.answer(&request),
                Err(error) => Reply::Failed { reason: format!("unreadable request: {error}") },
            };
            serde_json::to_writer(&mut output, &reply)?;
            output.write_all(b"\n")?;
            output.flush()?;
        }
        Ok(())
    }
}

fn exported(document: &PagedDocument) -> Result<Reply, String> {
    let pdf = BASE64_STANDARD.encode(layout::export(document)?);
    Ok(Reply::Pdf { pdf, pages: document.pages().len() })
}

/// Glyphs named in one reason; [`Request::Glyphs`] lists them all.
const MOST_NAMED: usize = 20;

fn name_all(missing: &[MissingGlyph]) -> String {
    let names = missing
        .iter()
        .map(|glyph| format!("{:?} ({}) in {:?}", glyph.character, glyph.code_point, glyph.near));
    let named: Vec<String> = names.take(MOST_NAMED).collect();
    format!("no font has a glyph for {}: {}", missing.len(), named.join(", "))
}
