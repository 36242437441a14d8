//! The picture of a round seal (印章) with an organ's name: for demonstrations and trials. A real seal is a scan of
//! the real thing and is uploaded.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::fonts::{Fonts, Role};

/// Pixels a millimetre: about 300 dpi, sharp in print.
const RESOLUTION: f64 = 12.0;
/// Sizes that the rules of seals know, with room to spare, millimetres.
const DIAMETERS: std::ops::RangeInclusive<f64> = 20.0..=60.0;
/// More characters than this cannot be told apart around a circle.
const LONGEST: usize = 30;

/// A transparent PNG of the seal, `diameter_mm` across.
/// Fails where the name is empty, too long or has a character without a glyph, and where the size is no seal's.
pub fn draw(fonts: &Fonts, name: &str, diameter_mm: f64) -> Result<Vec<u8>, String> {
    let length = name.chars().count();
    if !(1..=LONGEST).contains(&length) || !DIAMETERS.contains(&diameter_mm) {
        return Err(format!("no seal of {length} characters and {diameter_mm} mm"));
    }
    if let Some(missing) = name.chars().find(|character| !fonts.covers(Role::Song, *character)) {
        return Err(format!("no font has a glyph for {missing:?}"));
    }
    let world = SealWorld::new(fonts, name, diameter_mm)?;
    let document = typst::compile::<PagedDocument>(&world).output.map_err(|errors| reasons(&errors))?;
    let pdf = typst_pdf::pdf(&document, &PdfOptions::default()).map_err(|errors| reasons(&errors))?;
    let pdf = Pdf::new(pdf).map_err(|error| format!("unreadable PDF: {error:?}"))?;
    let page = pdf.pages().first().ok_or("a seal without a page")?;
    let scale = (RESOLUTION * 25.4 / 72.0) as f32;
    // Nothing behind the seal: the default background is transparent.
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, ..PixmapSettings::default() };
    let drawn = render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &settings,
    );
    let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
    // Colour is the same everywhere: only the cover differs, and the picture stays small.
    let pixels: Vec<u8> = drawn.data().iter().flat_map(|pixel| [0xE3, 0x14, 0x1E, pixel.a]).collect();
    encode(&pixels, width, height).map_err(|error| error.to_string())
}

fn encode(pixels: &[u8], width: u32, height: u32) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(pixels)?;
    Ok(file)
}

fn reasons(errors: &[SourceDiagnostic]) -> String {
    errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; ")
}

/// One template, one file of data, the fonts.
struct SealWorld<'a> {
    library: LazyHash<Library>,
    fonts: &'a Fonts,
    template: Source,
    data: (FileId, Bytes),
}

impl<'a> SealWorld<'a> {
    fn new(fonts: &'a Fonts, name: &str, diameter_mm: f64) -> Result<Self, String> {
        let data =
            serde_json::json!({ "name": name, "diameter_mm": diameter_mm, "font": fonts.chain(Role::Song) });
        Ok(Self {
            library: LazyHash::new(Library::default()),
            fonts,
            template: Source::new(file_id("/seal.typ")?, include_str!("../templates/seal.typ").to_owned()),
            data: (file_id("/seal.json")?, Bytes::from_string(data.to_string())),
        })
    }
}

impl World for SealWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data.0 { Ok(self.data.1.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn file_id(path: &str) -> Result<FileId, String> {
    let path = VirtualPath::new(path).map_err(|error| format!("{path}: {error:?}"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

#[cfg(test)]
mod tests {
    use super::draw;
    use crate::fonts::Fonts;

    #[test]
    fn what_is_no_seal_is_refused() {
        let fonts = Fonts::find(&[]);
        assert!(draw(&fonts, "", 42.0).is_err());
        assert!(draw(&fonts, &"舟".repeat(31), 42.0).is_err());
        assert!(draw(&fonts, "舟山市大数据局", f64::NAN).is_err());
    }
}
