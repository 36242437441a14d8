//! Pictures of a document as files of its layout: seals, stamps, pictures in the text. Only their headers are read here.

use api::FileId;
use api::sheet::Sheet;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::world::SheetWorld;

/// A larger seal would take the worker's memory; 42 mm at 600 dpi are 992 pixels.
const MAX_SEAL_PIXELS: u32 = 3000;
/// Most pixels of a picture in the text: 8,000 × 5,000 take 160 MB while they are read.
const MAX_PIXELS: u64 = 40_000_000;
const MAX_SEALS: usize = 30;

/// Pixels to the inch of a picture that says nothing of its size.
const RESOLUTION: f64 = 150.0;
/// Largest picture in the text, millimetres: the frame's width, and so much height that text stands beside it.
const LARGEST: (f64, f64) = (156.0, 180.0);

/// Makes every picture of the document readable to the templates.
pub fn put(sheet: &Sheet, world: &mut SheetWorld) -> Result<(), String> {
    for (index, seal) in sheet.seals.iter().enumerate() {
        world.put(&seal_path(index), stamp(&format!("seal {index}"), &seal.png)?);
    }
    for (index, signatory) in sheet.signatories.iter().enumerate() {
        if let Some(picture) = &signatory.stamp {
            world.put(&stamp_path(index), stamp(&format!("stamp {index}"), &picture.png)?);
        }
    }
    for (index, picture) in sheet.pictures.iter().enumerate() {
        world.put(&picture_path(index), decoded(&format!("picture {index}"), &picture.content)?);
    }
    Ok(())
}

/// Fails where a seal or stamp is of no sensible size, or there are too many.
pub fn check_sizes(sheet: &Sheet) -> Result<(), String> {
    if sheet.seals.len() > MAX_SEALS || sheet.signatories.len() > MAX_SEALS {
        return Err(format!("{} seals, at most {MAX_SEALS}", sheet.seals.len().max(sheet.signatories.len())));
    }
    let stamps = sheet.signatories.iter().filter_map(|signatory| signatory.stamp.as_ref());
    let mut sizes = sheet.seals.iter().map(|seal| seal.diameter_mm).chain(stamps.map(|stamp| stamp.width_mm));
    match sizes.find(|size| !(10.0..=60.0).contains(size)) {
        Some(size) => Err(format!("a diameter or width of {size} mm is not between 10 and 60")),
        None => Ok(()),
    }
}

pub fn seal_path(index: usize) -> String {
    format!("/seal-{index}.png")
}

pub fn stamp_path(index: usize) -> String {
    format!("/stamp-{index}.png")
}

fn picture_path(index: usize) -> String {
    format!("/picture-{index}")
}

/// Path and width in millimetres of a picture that a block names.
/// Fails where the document has none of this file, or it is neither PNG nor JPEG, or too large.
pub fn picture(sheet: &Sheet, file: FileId) -> Result<(String, f64), String> {
    let index = sheet.pictures.iter().position(|picture| picture.file == file);
    let index = index.ok_or_else(|| format!("the picture {file} is missing"))?;
    let content = decoded(&format!("picture {index}"), &sheet.pictures[index].content)?;
    let size = png_size(&content).or_else(|| jpeg_size(&content));
    let (width, height) = size.ok_or_else(|| format!("picture {index} is neither PNG nor JPEG"))?;
    if width == 0 || height == 0 || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(format!("picture {index}: {width} x {height} pixels, at most {MAX_PIXELS} in all"));
    }
    let (width, height) = (f64::from(width), f64::from(height));
    let natural = width / RESOLUTION * 25.4;
    Ok((picture_path(index), natural.min(LARGEST.0).min(LARGEST.1 * width / height)))
}

fn decoded(what: &str, base64: &str) -> Result<Vec<u8>, String> {
    BASE64_STANDARD.decode(base64).map_err(|error| format!("{what}: {error}"))
}

fn stamp(what: &str, base64: &str) -> Result<Vec<u8>, String> {
    let png = decoded(what, base64)?;
    let (width, height) = png_size(&png).ok_or_else(|| format!("{what} is not a PNG picture"))?;
    if width == 0 || height == 0 || width > MAX_SEAL_PIXELS || height > MAX_SEAL_PIXELS {
        return Err(format!("{what}: {width} x {height} pixels, at most {MAX_SEAL_PIXELS} a side"));
    }
    Ok(png)
}

/// Width and height from a PNG's header.
fn png_size(png: &[u8]) -> Option<(u32, u32)> {
    let header = png.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let number = |at: usize| Some(u32::from_be_bytes(header.get(at..at + 4)?.try_into().ok()?));
    Some((number(8)?, number(12)?))
}

/// Width and height from a JPEG's frame header (SOF).
fn jpeg_size(jpeg: &[u8]) -> Option<(u32, u32)> {
    let mut rest = jpeg.strip_prefix(&[0xFF, 0xD8])?;
    loop {
        let [0xFF, marker, high, low, ..] = *rest else { return None };
        let length = usize::from(u16::from_be_bytes([high, low]));
        // DHT, JPG and DAC share the range of the frame headers.
        if matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC) {
            let number =
                |at: usize| Some(u32::from(u16::from_be_bytes(rest.get(at..at + 2)?.try_into().ok()?)));
            return Some((number(7)?, number(5)?));
        }
        rest = rest.get(2 + length.max(2)..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_from_headers() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\x02\0\0\0\x03";
        assert_eq!(png_size(png), Some((258, 3)));
        let jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xC2, 0, 11, 8, 1, 0, 2, 0, 3];
        assert_eq!(jpeg_size(&jpeg), Some((512, 256)));
        for cut in 0..jpeg.len() - 2 {
            assert_eq!(jpeg_size(&jpeg[..cut]), None, "{cut}");
        }
    }
}
