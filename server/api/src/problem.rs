//! What is said when a request is refused: RFC 9457 problem JSON with a stable code and words a person can act on.

use serde::{Deserialize, Serialize};

use crate::Language;

/// The body of every refusal (`application/problem+json`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// `/problems/{code}`.
    #[serde(rename = "type")]
    pub kind: String,
    pub status: u16,
    /// Stable, machine-readable.
    pub code: String,
    /// What is wrong and what to do, in the user's language.
    pub title: String,
    /// The field, item or rule concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Version the case has now, where a stale one was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_version: Option<i32>,
    /// Who made that version, where a stale one was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_by: Option<String>,
    /// Findings that bind, where a draft breaks rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
    /// The request as the server's log names it (`x-request-id`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
}

macro_rules! codes {
    ($($variant:ident = $status:literal, $code:literal, $zh:literal, $en:literal;)+) => {
        /// Why a request was refused. The codes never change their meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($variant,)+ }

        impl Code {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Stable, machine-readable.
            pub fn as_str(self) -> &'static str { match self { $(Self::$variant => $code,)+ } }

            /// HTTP status.
            pub fn status(self) -> u16 { match self { $(Self::$variant => $status,)+ } }

            pub fn words(self, language: Language) -> &'static str {
                match self { $(Self::$variant => language.pick($zh, $en),)+ }
            }
        }
    };
}

codes! {
    MalformedRequest = 400, "malformed_request", "请求内容无法识别，请刷新页面后重试", "The request could not be understood; reload the page and try again";
    NotSignedIn = 401, "not_signed_in", "登录已失效，请重新登录", "You are signed out; please sign in again";
    WrongCredentials = 401, "wrong_credentials", "账号或密码不正确", "The account or the password is wrong";
    SecondFactorRequired = 401, "second_factor_required", "请用第二因素验证：动态口令、恢复码或通行密钥", "Use your second factor: a code, a recovery code or a passkey";
    WrongCode = 401, "wrong_code", "动态口令不正确，或已经用过", "The code is wrong or was used already";
    WrongPasskey = 401, "wrong_passkey", "通行密钥验证未通过，请重试", "The passkey was not accepted; please try again";
    ReauthenticationRequired = 401, "reauthentication_required", "此操作需要再次验证身份", "Prove your identity again for this";
    EnrolmentRequired = 403, "enrolment_required", "按安全要求，请先绑定动态口令或通行密钥", "Your role demands a second factor; add one first";
    PasswordExpired = 403, "password_expired", "密码已到期，请先修改密码", "Your password has expired; change it first";
    WeakPassword = 422, "weak_password", "密码不符合要求", "The password does not meet the rules";
    TooManyAttempts = 429, "too_many_attempts", "尝试次数过多，请稍后再试", "Too many attempts; please wait a while";
    CrossSite = 403, "cross_site", "请求来源不可信，已拒绝", "The request came from another site and was refused";
    NotAllowed = 403, "not_allowed", "您没有办理此项操作的权限", "You may not do this";
    NotSeparated = 409, "not_separated", "三员分立：同一人不能兼任，也不能自己批准自己", "The three administrators are separate: nobody holds two offices or approves their own request";
    NotFound = 404, "not_found", "没有找到，或您无权查看", "Not found, or not yours to see";
    MethodNotAllowed = 405, "method_not_allowed", "不支持此操作", "This operation is not supported";
    StaleVersion = 409, "stale_version", "内容已被他人更新，请刷新后再办理", "Somebody has changed this meanwhile; reload it and act again";
    KeyReused = 409, "key_reused", "同一操作编号被用于不同内容，已拒绝", "The same operation key came with different content";
    TooLarge = 413, "too_large", "内容超过大小限制", "The content is larger than permitted";
    UnsupportedFile = 415, "unsupported_file", "不支持此类文件，请上传 PDF、OFD、图片或办公文档", "This kind of file is not accepted; upload PDF, OFD, images or office documents";
    UnknownFile = 404, "unknown_file", "没有查到：这个文件不是本系统盖章制发的，或者内容已被改动", "Unknown: this file was not issued here, or it was changed";
    DisguisedFile = 415, "disguised_file", "文件内容与扩展名不符，已拒绝", "The file's content is not what its name says";
    InfectedFile = 422, "infected_file", "文件含有病毒或恶意代码，已拦截", "The file holds a virus or malicious code and was blocked";
    ScannerDown = 503, "scanner_down", "查毒服务暂时不可用，文件没有保存，请稍后重试", "The virus scanner is unavailable and the file was not stored; please try again shortly";
    SecretGrade = 422, "secret_grade", "本系统不得处理国家秘密：涉密公文应通过机要渠道办理（条例第二十六条）", "State secrets may not be handled here; use the confidential channel (条例 art. 26)";
    InvalidDraft = 422, "invalid_draft", "文稿有必须修正的问题", "The draft has faults that must be mended";
    MissingGlyphs = 422, "missing_glyphs", "文稿中有字库无法显示的字，请联系管理员补充字体或改用其他写法", "Some characters have no glyph in any font; ask for the font or write them otherwise";
    OpinionRequired = 422, "opinion_required", "请填写意见", "Please write an opinion";
    HandwritingEmpty = 422, "handwriting_empty", "还没有写字：请手写后再提交，或填写文字意见", "Nothing is written yet; write by hand, or type an opinion";
    HandwritingTooLong = 422, "handwriting_too_long", "手写内容过多，请重写得简短些", "There is too much handwriting; write less";
    ChangedAfterSigning = 409, "changed_after_signing", "签发后文稿有改动，应当退回并报原签发人复审（条例第二十五条）", "The text was changed after signing; return it so that the signer sees it again (条例 art. 25)";
    NoRegister = 422, "no_register", "本机关没有可用的编号登记簿，请联系管理员", "Your organ has no register of numbers; ask an administrator";
    AlreadyReceived = 409, "already_received", "对方已经签收，不能撤回；确需收回的，请联系对方退回", "It was signed for already and cannot be taken back; ask the receiver to return it";
    AlreadySent = 409, "already_sent", "该机关已收到这份公文，不必再次分送", "That organ has this document already";
    DuplicateRegistration = 409, "duplicate_registration", "此件可能已经登记过，请先核对；确需再次登记的，请写明理由", "This may have been registered already; look at it first, or say why it is registered again";
    ChecksIncomplete = 422, "checks_incomplete", "初审五项尚未逐项核对，请打开后办理；不符合的应当退回（条例第二十四条）", "The five checks are not all done; open it to do them, or send it back (条例 art. 24)";
    PlanIncomplete = 422, "plan_incomplete", "拟办安排不完整：办件须有批示人或主办部门，阅件须有传阅对象", "The plan is incomplete: what is to be handled needs leaders or a lead department, what is to be read needs readers";
    DeadlineRequired = 422, "deadline_required", "紧急公文应当明确办理时限（条例第二十四条）", "An urgent document needs a time limit (条例 art. 24)";
    NoSeal = 422, "no_seal", "署名机关没有可用的印章，请联系管理员", "The signing organ has no seal on record; ask an administrator";
    NeedsOpening = 422, "needs_opening", "此件还需选择下一步或填写意见，请打开后办理", "This one needs a choice or an opinion; open it to handle it";
    TooManyViews = 422, "too_many_views", "保存的视图已达上限，请先删除不用的", "You keep as many views as possible; delete one first";
    TooMany = 422, "too_many", "数量超出允许的范围", "There are too few or too many of them";
    InvalidValue = 422, "invalid_value", "填写的内容不符合要求", "A value is not permitted";
    SettingRefused = 409, "setting_refused", "这项设置与现有数据冲突，没有保存", "The setting contradicts what is there and was not saved";
    UnreadableFile = 422, "unreadable_file", "文件无法识别：应为本页导出的 JSON 或 CSV 文件", "The file could not be read; it must be JSON or CSV as exported here";
    NameTaken = 409, "name_taken", "名称已被使用，请换一个", "The name is taken; please choose another";
    InvalidDelegation = 422, "invalid_delegation", "委托的人员、日期或范围不正确，请核对", "The person, the days or the kinds of the delegation are not right; check them";
    DelegationOverlaps = 409, "delegation_overlaps", "该岗位在此期间已有委托，请调整日期或先结束原委托", "The post is delegated for some of these days already; change the days or end that delegation first";
    DelegateAbsent = 409, "delegate_absent", "受托人在此期间也已委托他人，请另选受托人", "That person is away for some of these days; choose somebody else";
    ParentWentOn = 409, "parent_went_on", "上级事项已按本事项的结果继续办理；如需重办，请在上级事项中退回到该环节", "The case this one belongs to has gone on with its outcome; to do it again, return that case to this step";
    Refused = 422, "refused", "当前状态下不能办理此操作", "This cannot be done in the present state";
    Busy = 503, "busy", "系统繁忙，请稍后重试", "The system is busy; please try again shortly";
    StorageFull = 507, "storage_full", "存储空间已满，操作未生效，请联系管理员", "The storage is full and nothing was changed; please tell an administrator";
    TypesettingFailed = 503, "typesetting_failed", "排版服务暂时不可用，请稍后重试", "The typesetting service is unavailable; please try again shortly";
    Internal = 500, "internal", "系统出错，操作未生效，请稍后重试", "Something failed and nothing was changed; please try again";
}

impl Problem {
    pub fn new(code: Code, language: Language) -> Self {
        Self {
            kind: format!("/problems/{}", code.as_str()),
            status: code.status(),
            code: code.as_str().to_owned(),
            title: code.words(language).to_owned(),
            detail: None,
            current_version: None,
            changed_by: None,
            findings: Vec::new(),
            request: None,
        }
    }
}
