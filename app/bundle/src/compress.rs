//! Compressed once here instead of on every request.

use std::io::Write;
use std::path::Path;

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;

type Squeeze = fn(&[u8], bool) -> Result<Vec<u8>>;

/// The ending of each form and what makes it; `true` asks for speed.
pub const FORMS: [(&str, Squeeze); 2] = [(".br", brotli), (".gz", gzip)];

const ENDINGS: [&str; 12] =
    ["css", "html", "js", "json", "otf", "pack", "svg", "ttf", "txt", "wasm", "webmanifest", "xml"];

/// Whether compression pays: not for what is compressed already, nor for what fits in one packet anyway.
pub fn worthwhile(file: &Path, content: &[u8]) -> bool {
    let ending = file.extension().unwrap_or_default().to_string_lossy();
    content.len() > 256 && ENDINGS.contains(&ending.as_ref())
}

fn brotli(content: &[u8], quick: bool) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: if quick { 5 } else { 11 },
        lgwin: 22,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut out, &parameters)?;
    Ok(out)
}

fn gzip(content: &[u8], quick: bool) -> Result<Vec<u8>> {
    let level = if quick { Compression::fast() } else { Compression::best() };
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}
