//! What may be uploaded: told by the content, and the name must agree with it.

use api::Code;

use crate::{Error, Result};

/// Accepted kinds: extensions and media type. Office documents of the 2007 family are zip files inside.
const KINDS: &[(&[&str], &str)] = &[
    (&["pdf"], "application/pdf"),
    (&["ofd"], "application/ofd"),
    (&["png"], "image/png"),
    (&["jpg", "jpeg"], "image/jpeg"),
    (&["webp"], "image/webp"),
    (&["docx"], "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (&["xlsx"], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (&["pptx"], "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (&["doc", "wps", "xls", "et", "ppt", "dps"], "application/x-ole-storage"),
    (&["txt", "csv"], "text/plain"),
];

/// The media type of a file by its first bytes.
///
/// # Errors
/// `unsupported_file` for a kind that is not accepted, `disguised_file` where name and content disagree.
pub fn media_type(name: &str, head: &[u8]) -> Result<&'static str> {
    let extension =
        name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default();
    let (_, named) = KINDS
        .iter()
        .find(|(extensions, _)| extensions.contains(&extension.as_str()))
        .ok_or_else(|| Error::new(Code::UnsupportedFile).with_detail(name))?;
    if content_agrees(named, head) {
        Ok(named)
    } else {
        Err(Error::new(Code::DisguisedFile).with_detail(name))
    }
}

fn content_agrees(named: &str, head: &[u8]) -> bool {
    let found = infer::get(head).map(|kind| kind.mime_type());
    match named {
        // An OFD is a zip; `infer` knows it as no more than that.
        "application/ofd" => head.starts_with(b"PK\x03\x04") && contains(head, b"OFD"),
        "text/plain" => found.is_none() && !head.contains(&0) && is_text(head),
        "application/x-ole-storage" => head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
        office if office.starts_with("application/vnd.openxmlformats") => {
            head.starts_with(b"PK\x03\x04") && (found == Some(office) || found == Some("application/zip"))
        }
        other => found == Some(other),
    }
}

fn contains(head: &[u8], words: &[u8]) -> bool {
    head.windows(words.len()).any(|window| window == words)
}

/// UTF-8, the last character possibly cut; or something that can be GB 18030.
fn is_text(head: &[u8]) -> bool {
    match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => {
            error.error_len().is_none() || head.iter().all(|byte| *byte >= 0x20 || b"\t\r\n".contains(byte))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides() {
        assert_eq!(media_type("方案.pdf", b"%PDF-1.7\n").unwrap(), "application/pdf");
        assert_eq!(media_type("方案.PDF", b"MZ\x90\x00").unwrap_err().code, Code::DisguisedFile);
        assert_eq!(media_type("图.png", b"%PDF-1.7").unwrap_err().code, Code::DisguisedFile);
        assert_eq!(media_type("run.exe", b"MZ\x90\x00").unwrap_err().code, Code::UnsupportedFile);
        assert_eq!(media_type("无扩展名", b"%PDF-1.7").unwrap_err().code, Code::UnsupportedFile);
        assert_eq!(media_type("说明.txt", "正文".as_bytes()).unwrap(), "text/plain");
        assert_eq!(media_type("说明.txt", b"MZ\x90\x00\x03").unwrap_err().code, Code::DisguisedFile);
        assert_eq!(media_type("页.html.txt", b"%PDF-1.4").unwrap_err().code, Code::DisguisedFile);
    }
}
