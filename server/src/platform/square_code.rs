//! QR codes (二维码).

use qrcodegen::{QrCode, QrCodeEcc};

use crate::{Result, error::internal};

/// The rows of the code that says `text`, dark places as `1`.
pub fn square_code(text: &str) -> Result<Vec<String>> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(|error| internal(&error))?;
    let row = |y| (0..code.size()).map(|x| if code.get_module(x, y) { '1' } else { '0' }).collect();
    Ok((0..code.size()).map(row).collect())
}
