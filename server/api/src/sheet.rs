//! What the typesetting worker is given: a document with every element already resolved to words.
//! The worker lays it out after GB/T 9704-2012 and answers with PDF/A or with pictures of its pages.

use serde::{Deserialize, Serialize};

use crate::{
    FileId,
    documents::{Attendance, Block, Format},
    form::Form,
};

/// One official document (公文) ready for the page. Elements in the order of 条例 art. 9.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// 公文格式: which page the elements are set on.
    #[serde(default)]
    pub format: Format,
    /// 份号: six digits, top left. Only where the document is counted copy by copy.
    pub copy_number: Option<String>,
    /// 密级: this system prints nothing above 内部; `None` prints nothing.
    pub secrecy: Option<String>,
    /// 紧急程度: 特急 or 加急.
    pub urgency: Option<String>,
    /// 发文机关标志: names of the issuing organs, the lead organ first.
    pub mark: Vec<String>,
    /// Whether "文件" follows the names in the mark.
    pub mark_suffix: bool,
    /// 发文字号, as printed; `None` while the number is not assigned (its place stays empty).
    pub number: Option<String>,
    /// 签发人: upward documents (上行文) only; empty otherwise.
    pub signers: Vec<String>,
    /// 标题; a line feed forces a line break.
    pub title: String,
    /// 主送机关, joined, without the final colon; `None` prints none.
    pub recipients: Option<String>,
    /// 正文.
    pub body: Vec<Block>,
    /// 附件, bound with the document, each on a new page.
    pub attachments: Vec<SheetAttachment>,
    /// The pictures that blocks name.
    #[serde(default)]
    pub pictures: Vec<SheetPicture>,
    /// 出席, 请假, 列席 of a 纪要.
    #[serde(default)]
    pub attendance: Attendance,
    /// 签发人职务和签名章 of a 命令, the lead organ's first; they stand in place of signatures and seals.
    #[serde(default)]
    pub signatories: Vec<Signatory>,
    /// 发文机关署名: one name an organ.
    pub signatures: Vec<String>,
    /// 成文日期, as printed: `2021年7月1日`; `None` before signing.
    pub date: Option<String>,
    /// 印章: PNG pictures, base64, one a signature; empty until the seal is set (its place is kept).
    pub seals: Vec<Seal>,
    /// 不加盖印章: no seal will be set, so no place is kept for one and the date follows the name
    /// (GB/T 9704 7.3.5.2).
    #[serde(default)]
    pub unsealed: bool,
    /// 附注, without its parentheses.
    pub note: Option<String>,
    /// 抄送机关, joined, without the final full stop.
    pub copies: Option<String>,
    /// 印发机关.
    pub printer: Option<String>,
    /// 印发日期, as printed, without "印发".
    pub printed_on: Option<String>,
    /// Language-neutral instant of the file's metadata, RFC 3339; the same input gives the same bytes.
    pub made_at: String,
}

/// An attachment (附件).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SheetAttachment {
    pub title: String,
    pub body: Vec<Block>,
    /// 不能与正文一起装订: on sheets of its own behind the document, headed by the document's number (GB/T 9704 7.3.7).
    #[serde(default)]
    pub separate: bool,
}

/// A picture in the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SheetPicture {
    pub file: FileId,
    /// PNG or JPEG, base64.
    pub content: String,
}

/// Who signs an order (命令) with a stamp of their own (签名章).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Signatory {
    /// 职务, in full.
    pub title: String,
    /// Stands where the stamp will be set.
    pub name: String,
    #[serde(default)]
    pub stamp: Option<Stamp>,
}

/// The picture of a 签名章 and its real size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Stamp {
    /// PNG with transparency, base64.
    pub png: String,
    /// Width in millimetres.
    pub width_mm: f64,
}

/// The picture of a seal and its real size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// PNG with transparency, base64.
    pub png: String,
    /// Diameter in millimetres (42 for a municipal department).
    pub diameter_mm: f64,
}

/// A request to the worker: one JSON line in, one [`Reply`] line out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Request {
    /// Lay out and export as PDF/A-2b.
    Pdf { sheet: Box<Sheet> },
    /// The same of a handling sheet (处理单).
    Form { form: Box<Form> },
    /// Draw one page (from 0) of a PDF as a WebP picture, `width` pixels wide.
    Picture { pdf: String, page: usize, width: u32 },
    /// Name every character for which no font of its role has a glyph.
    Glyphs { sheet: Box<Sheet> },
    /// Draw a round seal with this name, for demonstrations: a transparent PNG.
    SealPicture { name: String, diameter_mm: f64 },
}

/// What the worker answers. Binary parts are base64.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Reply {
    Pdf {
        pdf: String,
        pages: usize,
    },
    Picture {
        webp: String,
        pages: usize,
    },
    Glyphs {
        missing: Vec<MissingGlyph>,
    },
    SealPicture {
        png: String,
    },
    /// The document cannot be laid out; the words are for the log, not for a person.
    Failed {
        reason: String,
    },
}

/// A character that would be printed as an empty box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MissingGlyph {
    pub character: char,
    /// `U+20BB7`.
    pub code_point: String,
    /// The words around it, so that the drafter finds it.
    pub near: String,
}
