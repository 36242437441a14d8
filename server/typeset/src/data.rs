//! A [`Sheet`] as the templates read it: cleaned words, broken titles, seals as files.

use api::documents::Block;
use api::sheet::Sheet;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;

use crate::fonts::Fonts;
use crate::text::{breakable, clean, lines};
use crate::title::break_title;
use crate::world::SheetWorld;

/// Lines of a page where nothing has to be adjusted (GB/T 9704 5.2.3).
pub const LINES: u32 = 22;

/// What may be adjusted to keep the signature with its text (7.3.5.5).
#[derive(Clone, Debug, Serialize)]
pub struct Tuning {
    /// Lines of a page.
    pub lines: u32,
    pub push: Option<Push>,
    /// Whether the note of attachments goes to the signature's page.
    pub note_with_signature: bool,
}

/// Room kept free at the foot of the page on which a block starts, so that the lines there go to the next page.
#[derive(Clone, Debug, Serialize)]
pub struct Push {
    pub block: usize,
    /// Height in points.
    pub height_pt: f64,
}

/// The file `sheet.json` of the templates.
#[derive(Serialize)]
pub struct Data {
    copy_number: Option<String>,
    secrecy: Option<String>,
    urgency: Option<String>,
    mark: Vec<String>,
    mark_suffix: bool,
    number: Option<String>,
    signers: Vec<String>,
    /// The title in one line, for the file's metadata.
    title: String,
    title_lines: Vec<String>,
    recipients: Option<String>,
    /// 主送 stands in the imprint, because above the text it would push the text from the first page (7.3.2).
    pub recipients_below: bool,
    pub body: Vec<BlockData>,
    attachments: Vec<AttachmentData>,
    signatures: Vec<String>,
    date: Option<String>,
    seals: Vec<SealData>,
    unsealed: bool,
    note: Option<String>,
    copies: Option<String>,
    printer: Option<String>,
    printed_on: Option<String>,
    made_at: DateTime,
    pub tuning: Tuning,
    fonts: serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum BlockData {
    Heading { level: u8, text: String },
    Paragraph { text: String },
}

#[derive(Serialize)]
struct AttachmentData {
    title: String,
    title_lines: Vec<String>,
    body: Vec<BlockData>,
}

#[derive(Serialize)]
struct SealData {
    file: String,
    diameter_mm: f64,
}

#[derive(Serialize)]
pub struct DateTime {
    year: i16,
    month: i8,
    day: i8,
    hour: i8,
    minute: i8,
    second: i8,
}

impl Data {
    /// Fails where a seal is no picture of a sensible size or the instant is not RFC 3339.
    pub fn of(sheet: &Sheet, fonts: &Fonts) -> Result<Data, String> {
        Ok(Data {
            copy_number: present(&sheet.copy_number),
            secrecy: present(&sheet.secrecy),
            urgency: present(&sheet.urgency),
            mark: sheet.mark.iter().map(|name| clean(name)).collect(),
            mark_suffix: sheet.mark_suffix,
            number: present(&sheet.number),
            signers: names(&sheet.signers),
            title: clean(&sheet.title.replace('\n', "")),
            title_lines: break_title(&sheet.title),
            recipients: flowing(&sheet.recipients),
            recipients_below: false,
            body: blocks(&sheet.body),
            attachments: sheet.attachments.iter().map(attachment).collect(),
            signatures: names(&sheet.signatures).iter().map(|name| breakable(name)).collect(),
            date: present(&sheet.date),
            seals: seals(sheet)?,
            unsealed: sheet.unsealed,
            note: flowing(&sheet.note),
            copies: flowing(&sheet.copies),
            printer: flowing(&sheet.printer),
            printed_on: present(&sheet.printed_on),
            made_at: instant(&sheet.made_at)?,
            tuning: Tuning { lines: LINES, push: None, note_with_signature: false },
            fonts: fonts.by_role(),
        })
    }
}

/// Makes the seals' pictures readable to the templates.
pub fn put_seals(sheet: &Sheet, world: &mut SheetWorld) -> Result<(), String> {
    for (index, seal) in sheet.seals.iter().enumerate() {
        let png = BASE64_STANDARD.decode(&seal.png).map_err(|error| format!("seal {index}: {error}"))?;
        let (width, height) = png_size(&png).ok_or_else(|| format!("seal {index} is not a PNG picture"))?;
        if width == 0 || height == 0 || width > MAX_SEAL_PIXELS || height > MAX_SEAL_PIXELS {
            return Err(format!("seal {index}: {width} x {height} pixels, at most {MAX_SEAL_PIXELS} a side"));
        }
        world.put(&seal_path(index), png);
    }
    Ok(())
}

/// A larger picture would take the worker's memory; 42 mm at 600 dpi are 992 pixels.
const MAX_SEAL_PIXELS: u32 = 3000;
const MAX_SEALS: usize = 30;

fn seals(sheet: &Sheet) -> Result<Vec<SealData>, String> {
    if sheet.seals.len() > MAX_SEALS {
        return Err(format!("{} seals, at most {MAX_SEALS}", sheet.seals.len()));
    }
    let seals = sheet.seals.iter().enumerate().map(|(index, seal)| {
        if (10.0..=60.0).contains(&seal.diameter_mm) {
            Ok(SealData { file: seal_path(index), diameter_mm: seal.diameter_mm })
        } else {
            Err(format!("seal {index}: a diameter of {} mm is not between 10 and 60", seal.diameter_mm))
        }
    });
    seals.collect()
}

fn seal_path(index: usize) -> String {
    format!("/seal-{index}.png")
}

/// Width and height from a PNG's header.
fn png_size(png: &[u8]) -> Option<(u32, u32)> {
    let header = png.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let number = |at: usize| Some(u32::from_be_bytes(header.get(at..at + 4)?.try_into().ok()?));
    Some((number(8)?, number(12)?))
}

pub fn instant(made_at: &str) -> Result<DateTime, String> {
    let instant: jiff::Timestamp =
        made_at.parse().map_err(|error| format!("made_at {made_at:?}: {error}"))?;
    let time = instant.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    Ok(DateTime {
        year: time.year(),
        month: time.month(),
        day: time.day(),
        hour: time.hour(),
        minute: time.minute(),
        second: time.second(),
    })
}

/// A text of one line, or `None` where nothing would be printed.
fn present(text: &Option<String>) -> Option<String> {
    text.as_deref().map(clean).filter(|text| !text.is_empty())
}

/// A text that may take several lines.
fn flowing(text: &Option<String>) -> Option<String> {
    present(text).map(|text| breakable(&text))
}

fn names(names: &[String]) -> Vec<String> {
    names.iter().map(|name| clean(name)).filter(|name| !name.is_empty()).collect()
}

fn blocks(blocks: &[Block]) -> Vec<BlockData> {
    let data = |block: &Block, text| match block {
        Block::Heading { level, .. } => BlockData::Heading { level: level.number(), text },
        Block::Paragraph { .. } => BlockData::Paragraph { text },
    };
    blocks
        .iter()
        .flat_map(|block| lines(block.text()).map(|line| data(block, breakable(&line))).collect::<Vec<_>>())
        .collect()
}

fn attachment(attachment: &api::sheet::SheetAttachment) -> AttachmentData {
    AttachmentData {
        title: breakable(&clean(&attachment.title)),
        title_lines: break_title(&attachment.title),
        body: blocks(&attachment.body),
    }
}
