//! A [`Sheet`] as the templates read it: cleaned words, broken titles, seals as files.

use api::documents::Format;
use api::sheet::{Seal, Sheet, SheetAttachment, Signatory};
use serde::Serialize;

use crate::blocks::{BlockData, blocks};
use crate::fonts::Fonts;
use crate::images;
use crate::text::{breakable, clean};
use crate::title::break_title;

/// Lines of a page where nothing has to be adjusted (GB/T 9704 5.2.3).
const LINES: u32 = 22;

/// What may be adjusted to keep the signature with its text (7.3.5.5).
#[derive(Clone, Debug, Serialize)]
pub struct Tuning {
    /// Lines of a page.
    pub lines: u32,
    pub push: Option<Push>,
    /// Whether the note of attachments goes to the signature's page.
    pub note_with_signature: bool,
    /// Size of the mark, where the usual one (1) would keep the text from the first page.
    pub mark: f64,
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
    format: Format,
    copy_number: Option<String>,
    secrecy: Option<String>,
    urgency: Option<String>,
    mark: Vec<String>,
    /// 文件, 令 or 纪要 where it follows the names.
    mark_ending: &'static str,
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
    attendance: Vec<AttendanceData>,
    signatories: Vec<SignatoryData>,
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
struct AttachmentData {
    title: String,
    title_lines: Vec<String>,
    body: Vec<BlockData>,
    separate: bool,
}

#[derive(Serialize)]
struct SealData {
    file: String,
    diameter_mm: f64,
}

#[derive(Serialize)]
struct SignatoryData {
    title: String,
    name: String,
    stamp: Option<StampData>,
}

#[derive(Serialize)]
struct StampData {
    file: String,
    width_mm: f64,
}

/// A line of who took part in a meeting.
#[derive(Serialize)]
struct AttendanceData {
    label: &'static str,
    names: String,
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
    /// Fails where a seal has no sensible size, a table or picture cannot be set, or the instant is not RFC 3339.
    pub fn of(sheet: &Sheet, fonts: &Fonts) -> Result<Data, String> {
        images::check_sizes(sheet)?;
        let attachments =
            sheet.attachments.iter().map(|one| attachment(sheet, one)).collect::<Result<_, _>>()?;
        let attended =
            |(label, names): (&'static str, &str)| AttendanceData { label, names: breakable(&clean(names)) };
        Ok(Data {
            format: sheet.format,
            copy_number: present(&sheet.copy_number),
            secrecy: present(&sheet.secrecy),
            urgency: present(&sheet.urgency),
            mark: sheet.mark.iter().map(|name| clean(name)).collect(),
            mark_ending: mark_ending(sheet),
            number: present(&sheet.number),
            signers: names(&sheet.signers),
            title: clean(&sheet.title.replace('\n', "")),
            title_lines: break_title(&sheet.title),
            recipients: flowing(&sheet.recipients),
            // An order's page has no place for recipients.
            recipients_below: sheet.format == Format::Order && sheet.recipients.is_some(),
            body: blocks(sheet, &sheet.body)?,
            attachments,
            attendance: sheet.attendance.lines().map(attended).collect(),
            signatories: signatories(sheet),
            signatures: names(&sheet.signatures).iter().map(|name| breakable(name)).collect(),
            date: present(&sheet.date),
            seals: seals(sheet),
            unsealed: sheet.unsealed,
            note: flowing(&sheet.note),
            copies: flowing(&sheet.copies),
            printer: flowing(&sheet.printer),
            printed_on: present(&sheet.printed_on),
            made_at: instant(&sheet.made_at)?,
            tuning: Tuning { lines: LINES, push: None, note_with_signature: false, mark: 1.0 },
            fonts: fonts.by_role(),
        })
    }
}

/// What follows the names in the mark.
fn mark_ending(sheet: &Sheet) -> &'static str {
    let named = |ending: &str| sheet.mark.iter().any(|name| name.trim().ends_with(ending));
    match sheet.format {
        Format::Document if sheet.mark_suffix => "文件",
        Format::Document | Format::Letter => "",
        Format::Order if sheet.title.trim().ends_with("命令") => "命令",
        Format::Order => "令",
        Format::Minutes if named("纪要") => "",
        Format::Minutes => "纪要",
    }
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

fn attachment(sheet: &Sheet, attachment: &SheetAttachment) -> Result<AttachmentData, String> {
    Ok(AttachmentData {
        title: breakable(&clean(&attachment.title)),
        title_lines: break_title(&attachment.title),
        body: blocks(sheet, &attachment.body)?,
        separate: attachment.separate,
    })
}

fn seals(sheet: &Sheet) -> Vec<SealData> {
    let seal = |(index, seal): (usize, &Seal)| SealData {
        file: images::seal_path(index),
        diameter_mm: seal.diameter_mm,
    };
    sheet.seals.iter().enumerate().map(seal).collect()
}

fn signatories(sheet: &Sheet) -> Vec<SignatoryData> {
    let stamp = |(index, signatory): (usize, &Signatory)| SignatoryData {
        title: clean(&signatory.title),
        name: clean(&signatory.name),
        stamp: signatory
            .stamp
            .as_ref()
            .map(|stamp| StampData { file: images::stamp_path(index), width_mm: stamp.width_mm }),
    };
    sheet.signatories.iter().enumerate().map(stamp).collect()
}
