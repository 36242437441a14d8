//! Characters that no font of their role can draw: found before the page is made, and named.

use std::collections::HashSet;

use api::documents::Block;
use api::sheet::{MissingGlyph, Sheet};

use crate::fonts::{Fonts, Role};
use crate::text::is_invisible;

/// Characters shown on either side of a missing one.
const NEAR: usize = 6;

/// Every missing character of the document, once a place.
pub fn missing(fonts: &Fonts, sheet: &Sheet) -> Vec<MissingGlyph> {
    let mut seen = HashSet::new();
    let mut missing: Vec<MissingGlyph> =
        texts(sheet).into_iter().flat_map(|(role, text)| find(fonts, role, text)).collect();
    missing.retain(|glyph| seen.insert((glyph.character, glyph.near.clone())));
    missing
}

/// All words of the document with the role they are set in.
fn texts(sheet: &Sheet) -> Vec<(Role, &str)> {
    let black = [&sheet.secrecy, &sheet.urgency];
    let body =
        [&sheet.copy_number, &sheet.number, &sheet.recipients, &sheet.date, &sheet.note, &sheet.copies];
    let printing = [&sheet.printer, &sheet.printed_on];
    let attached = sheet.attachments.iter().map(|attachment| attachment.title.as_str());
    let titles = sheet.mark.iter().map(String::as_str).chain([sheet.title.as_str()]).chain(attached.clone());
    let blocks = sheet.body.iter().chain(sheet.attachments.iter().flat_map(|attachment| &attachment.body));

    let mut texts: Vec<(Role, &str)> = titles.map(|text| (Role::Title, text)).collect();
    texts.extend(black.into_iter().flatten().map(|text| (Role::Black, text.as_str())));
    texts.extend(body.into_iter().chain(printing).flatten().map(|text| (Role::Body, text.as_str())));
    texts.extend(attached.map(|text| (Role::Body, text)));
    texts.extend(sheet.signers.iter().map(|name| (Role::Script, name.as_str())));
    texts.extend(sheet.signatures.iter().map(|name| (Role::Body, name.as_str())));
    texts.extend(sheet.attendance.lines().map(|(_, names)| (Role::Body, names)));
    for signatory in &sheet.signatories {
        texts.extend([(Role::Body, signatory.title.as_str()), (Role::Script, signatory.name.as_str())]);
    }
    for block in blocks {
        match block {
            // The first row of a table is its head, in 黑体.
            Block::Table { text, .. } => {
                let head = text.lines().find(|row| !row.trim().is_empty());
                texts.push((Role::Black, head.unwrap_or_default()));
                texts.push((Role::Body, text));
            }
            _ => texts.push((role_of(block), block.text())),
        }
    }
    texts
}

fn role_of(block: &Block) -> Role {
    match block {
        Block::Heading { level, .. } if level.number() == 1 => Role::Black,
        Block::Heading { level, .. } if level.number() == 2 => Role::Script,
        _ => Role::Body,
    }
}

fn find(fonts: &Fonts, role: Role, text: &str) -> Vec<MissingGlyph> {
    let characters: Vec<char> = text.chars().collect();
    let missing =
        characters.iter().enumerate().filter(|(_, character)| !is_printable(fonts, role, **character));
    let glyphs = missing.map(|(index, character)| MissingGlyph {
        character: *character,
        code_point: format!("U+{:04X}", *character as u32),
        near: characters[index.saturating_sub(NEAR)..characters.len().min(index + NEAR + 1)].iter().collect(),
    });
    glyphs.collect()
}

/// The text with 〓 (the printers' sign of a missing character) for what the role's fonts cannot draw.
pub fn printable(fonts: &Fonts, role: Role, text: &str) -> String {
    text.chars()
        .map(|character| if is_printable(fonts, role, character) { character } else { '〓' })
        .collect()
}

/// Control and direction characters count as missing: a page must read as its text does.
fn is_printable(fonts: &Fonts, role: Role, character: char) -> bool {
    match character {
        ' ' | '\n' | '\t' | '\u{a0}' | '\u{3000}' | '\u{2028}' | '\u{2029}' => true,
        '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => false,
        // Variation selectors choose a form of the character before them.
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => true,
        _ if is_invisible(character) => true,
        _ if character.is_control() => false,
        _ => fonts.covers(role, character),
    }
}
