//! The audit room: what happened, who did it, and whether the record of it is whole.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{CaseId, PersonId, label::labelled};

labelled! {
    /// What is recorded besides the acts on cases.
    pub enum EventKind {
        SignedIn = "signed_in", "登录", "Signed in";
        SignInRefused = "sign_in_refused", "登录失败", "Sign-in refused";
        AccountLocked = "account_locked", "账号锁定", "Account locked";
        AccountUnlocked = "account_unlocked", "账号解锁", "Account unlocked";
        SignedOut = "signed_out", "退出登录", "Signed out";
        SessionEnded = "session_ended", "终止会话", "Session ended";
        Reauthenticated = "reauthenticated", "再次验证身份", "Proved identity again";
        PasswordChanged = "password_changed", "修改密码", "Password changed";
        FactorAdded = "factor_added", "绑定动态口令", "Second factor added";
        FactorRemoved = "factor_removed", "解除动态口令", "Second factor removed";
        PasskeyAdded = "passkey_added", "添加通行密钥", "Passkey added";
        PasskeyRenamed = "passkey_renamed", "通行密钥改名", "Passkey renamed";
        PasskeyRemoved = "passkey_removed", "删除通行密钥", "Passkey removed";
        PolicyChanged = "policy_changed", "修改安全策略", "Security policy changed";
        AccessRefused = "access_refused", "越权访问被拒", "Access refused";
        SealUsed = "seal_used", "用印", "Seal used";
        FileRefused = "file_refused", "文件被拦截", "File refused";
        FileUnscanned = "file_unscanned", "文件未经查毒", "File stored unscanned";
        FileScanned = "file_scanned", "文件补行查毒", "File scanned later";
        FileLifted = "file_lifted", "文件解除隔离", "File let out of quarantine";
        AuditRead = "audit_read", "查阅审计", "Audit read";
        AuditExported = "audit_exported", "导出审计", "Audit exported";
        AuditVerified = "audit_verified", "校验审计链", "Audit verified";
        EmergencyAsked = "emergency_asked", "申请紧急授权", "Emergency rights asked for";
        EmergencyApproved = "emergency_approved", "批准紧急授权", "Emergency rights approved";
        EmergencyEnded = "emergency_ended", "结束紧急授权", "Emergency rights ended";
        /// Of organs, people, posts, roles and settings; the detail says what.
        Administered = "administered", "管理变更", "Administration";
    }
}

labelled! {
    /// Where a row of the audit comes from.
    pub enum Source {
        Case = "case", "事项办理", "Case";
        Security = "security", "安全事件", "Security";
    }
}

/// One event, as the audit shows it. Contents of cases are not part of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditRow {
    pub source: Source,
    /// Case and sequence, or the id of the security event.
    pub key: String,
    /// RFC 3339.
    pub at: String,
    /// An [`EventKind`], or the act on a case.
    pub kind: String,
    pub success: bool,
    pub person: Option<PersonId>,
    pub name: Option<String>,
    pub account: Option<String>,
    /// Whom it concerned, by name.
    pub subject: Option<String>,
    pub case: Option<CaseId>,
    pub case_number: Option<String>,
    pub channel: Option<String>,
    pub address: Option<String>,
    /// As recorded: JSON.
    pub detail: Option<String>,
    /// The same in the reader's language.
    pub words: Option<String>,
}

/// What is looked for. All conditions hold together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuditFilter {
    /// First day, Beijing, `2026-11-23`.
    #[serde(default)]
    pub from: Option<String>,
    /// Last day.
    #[serde(default)]
    pub to: Option<String>,
    /// Account or name, whole.
    #[serde(default)]
    pub person: Option<String>,
    #[serde(default)]
    pub kind: Option<String>,
    /// Number or id of a case.
    #[serde(default)]
    pub case: Option<String>,
    #[serde(default)]
    pub after: Option<String>,
}

labelled! {
    /// In what the record differs from what was sealed.
    pub enum Fault {
        Changed = "changed", "内容被改动", "Changed";
        Deleted = "deleted", "记录被删除", "Deleted";
        Inserted = "inserted", "被插入的记录", "Inserted";
        Link = "link", "链条断裂", "The chain is broken";
        Truncated = "truncated", "尾部被截断", "The tail is cut off";
        RolledBack = "rolled_back", "与已公布的根值不符", "Differs from a published root";
    }
}

/// The first bad row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    pub fault: Fault,
    /// Place in the chain, where it has one.
    pub number: Option<i64>,
    pub source: Option<Source>,
    pub key: Option<String>,
}

/// The result of recomputing the whole chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Verified {
    /// RFC 3339.
    pub at: String,
    /// Events in the chain.
    pub events: i64,
    /// The last link, hex.
    pub root: String,
    /// Published roots that were compared.
    pub roots: i64,
    pub finding: Option<Finding>,
}

/// What the room shows above the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Standing {
    /// Whether a verification is under way.
    pub running: bool,
    pub last: Option<Verified>,
}

/// The id of a security event.
pub type EventId = Uuid;
