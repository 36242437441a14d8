//! From a sheet to pages, and from pages to PDF/A.

use std::num::NonZeroUsize;

use api::sheet::Sheet;
use serde::Serialize;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Label, Selector, Smart};
use typst::introspection::Introspector;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::data::{Data, Push};
use crate::fonts::Fonts;
use crate::images;
use crate::world::{SheetWorld, Templates};

/// 版心: its top and height, and a character of 三号, in points.
const FRAME_TOP: f64 = 37.0 / 25.4 * 72.0;
const FRAME_HEIGHT: f64 = 225.0 / 25.4 * 72.0;
const CHARACTER: f64 = 16.0;
/// Where the templates find the data of a document.
const SHEET: &str = "/sheet.json";
/// Lines of text that go with the signature to a new page.
const LINES_WITH_SIGNATURE: [u32; 2] = [2, 1];
/// Lines a page may have instead of 22 (调整行距, GB/T 9704 7.3.5.5), nearest first: to save a page; and at the last.
const TIGHTER: [u32; 2] = [23, 24];
const OTHER_LINES: [u32; 6] = [23, 21, 24, 20, 25, 19];
/// Above so many pages one more line a page moves the end too far to aim with, and each try takes seconds.
const MOST_PAGES_ADJUSTED: usize = 60;
const SMALLER_MARKS: [f64; 2] = [0.75, 0.5];
/// Lines a page, where the title of many lines takes all of the first.
const CLOSER: [u32; 2] = [24, 26];

/// The pages of a document. The reason of a failure is for the log.
pub fn lay_out(templates: &Templates, fonts: &Fonts, sheet: &Sheet) -> Result<PagedDocument, String> {
    let mut data = Data::of(sheet, fonts)?;
    let mut world = SheetWorld::new(templates, fonts, sheet.format);
    images::put(sheet, &mut world)?;
    let mut document = compile(&mut world, SHEET, &data)?;
    // The first page shows text (7.3.3): recipients that take it all go to the imprint, else the mark gets smaller.
    if is_pushed_off(&document) && sheet.recipients.is_some() && !data.recipients_below {
        data.recipients_below = true;
        document = compile(&mut world, SHEET, &data)?;
    }
    for size in SMALLER_MARKS {
        if is_pushed_off(&document) {
            data.tuning.mark = size;
            document = compile(&mut world, SHEET, &data)?;
        }
    }
    for lines in CLOSER {
        if is_pushed_off(&document) {
            data.tuning.lines = lines;
            document = compile(&mut world, SHEET, &data)?;
        }
    }
    if is_together(&document) { Ok(document) } else { keep_together(&mut world, &mut data, document) }
}

/// PDF/A-2b. The same pages give the same bytes: the file's date and identifier come from the document.
pub fn export(document: &PagedDocument) -> Result<Vec<u8>, String> {
    let standards = PdfStandards::new(&[PdfStandard::A_2b]).map_err(|error| error.message().to_string())?;
    let options =
        PdfOptions { creator: Smart::Custom(Some("Tongzhou".into())), standards, ..PdfOptions::default() };
    typst_pdf::pdf(document, &options).map_err(|errors| reasons(&errors))
}

/// The pages of the world's main template, which finds `data` in a file of this name.
pub fn compile(world: &mut SheetWorld, file: &str, data: &impl Serialize) -> Result<PagedDocument, String> {
    let json = serde_json::to_vec(data).map_err(|error| error.to_string())?;
    world.put(file, json);
    let compiled = typst::compile::<PagedDocument>(world);
    for warning in &compiled.warnings {
        eprintln!("typeset: {}", warning.message);
    }
    compiled.output.map_err(|errors| reasons(&errors))
}

fn reasons(errors: &[SourceDiagnostic]) -> String {
    errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; ")
}

/// A signature never stands on a page without text (此页无正文 is not allowed; 7.3.5.5). One or two lines more a page
/// where that saves the page; else the last lines of the text go over with it; else looser or tighter pages. A text
/// of one line must stay on the first page: then at least the note of attachments (附件说明) goes over.
fn keep_together(
    world: &mut SheetWorld,
    data: &mut Data,
    natural: PagedDocument,
) -> Result<PagedDocument, String> {
    let usual = data.tuning.lines;
    let short = natural.pages().len() <= MOST_PAGES_ADJUSTED;
    if last_line(&natural).is_some_and(|place| place.page == NonZeroUsize::MIN) {
        for lines in TIGHTER {
            data.tuning.lines = lines;
            let tight = compile(world, SHEET, data)?;
            if is_together(&tight) {
                return Ok(tight);
            }
        }
        data.tuning.lines = usual;
    }
    for lines in LINES_WITH_SIGNATURE {
        data.tuning.push = push(&natural, lines, usual);
        if data.tuning.push.is_some() {
            let pushed = compile(world, SHEET, data)?;
            if is_together(&pushed) {
                return Ok(pushed);
            }
        }
    }
    data.tuning.push = None;
    for lines in OTHER_LINES.into_iter().filter(|_| short) {
        data.tuning.lines = lines;
        let adjusted = compile(world, SHEET, data)?;
        if is_together(&adjusted) {
            return Ok(adjusted);
        }
    }
    data.tuning.lines = usual;
    data.tuning.note_with_signature = true;
    compile(world, SHEET, data)
}

/// How much of the last text page to keep free so that `lines` of it go to the next, where some text stays above.
fn push(document: &PagedDocument, lines: u32, a_page: u32) -> Option<Push> {
    let pitch = FRAME_HEIGHT / f64::from(a_page);
    let last = last_line(document)?;
    let cut = last.top - f64::from(lines) * pitch + (pitch + CHARACTER) / 2.0;
    let block = places(document, "block")
        .into_iter()
        .rposition(|place| place.page == last.page && place.top < cut - CHARACTER)?;
    Some(Push { block, height_pt: FRAME_TOP + FRAME_HEIGHT - cut })
}

/// A page, from 1, and the upper edge of a line on it, in points.
#[derive(Clone, Copy, Debug)]
struct Place {
    page: NonZeroUsize,
    top: f64,
}

fn is_together(document: &PagedDocument) -> bool {
    match (last_line(document), places(document, "signature").first()) {
        (Some(text), Some(signature)) => text.page == signature.page,
        _ => true,
    }
}

fn last_line(document: &PagedDocument) -> Option<Place> {
    places(document, "body-end").first().copied()
}

/// Whether the text begins after the first page.
fn is_pushed_off(document: &PagedDocument) -> bool {
    places(document, "block").first().is_some_and(|place| place.page > NonZeroUsize::MIN)
}

/// Where the templates' marks with this label came to stand.
fn places(document: &PagedDocument, label: &str) -> Vec<Place> {
    let Some(label) = Label::new(PicoStr::intern(label)) else { return Vec::new() };
    let introspector = document.introspector();
    let marks = introspector.query(&Selector::Label(label));
    let locations = marks.iter().filter_map(|mark| introspector.position(mark.location()?));
    locations.map(|place| Place { page: place.page, top: place.point.y.to_pt() }).collect()
}
