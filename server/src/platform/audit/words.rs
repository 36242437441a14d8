//! What the audit says of an event besides its kind, in words: the detail as it was recorded is JSON, which is kept and
//! exported as it is.

use api::{
    Code, Language,
    audit::{AuditFilter, EventKind, Verified},
    organization::Role,
    security::SetPolicy,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{App, platform::settings};

/// The detail of an event in words. `None` where there is none.
pub fn words(app: &App, kind: &str, detail: &str, language: Language) -> Option<String> {
    let kind: EventKind = kind.parse().ok()?;
    let detail: Value = serde_json::from_str(detail).ok()?;
    let said = Said { app, detail: &detail, language };
    match kind {
        EventKind::SignedIn | EventKind::Reauthenticated => said.factor(),
        EventKind::SignInRefused | EventKind::AccountLocked => said.wrong(),
        EventKind::AccessRefused => said.refused(),
        EventKind::SessionEnded => said.count("sessions", ("{} 个会话", "{} sessions")),
        EventKind::FactorAdded => {
            said.count("recovery_codes", ("重新生成恢复码 {} 个", "{} new recovery codes"))
        }
        EventKind::PasskeyAdded | EventKind::PasskeyRenamed | EventKind::PasskeyRemoved => said.name(),
        EventKind::PolicyChanged => said.policy(),
        EventKind::SealUsed => said.seals(),
        EventKind::FileRefused
        | EventKind::FileUnscanned
        | EventKind::FileScanned
        | EventKind::FileLifted => said.file(kind),
        EventKind::AuditExported => said.conditions(),
        EventKind::AuditVerified => said.verified(),
        EventKind::EmergencyAsked => said.emergency(),
        EventKind::Administered => said.administered(),
        EventKind::AccountUnlocked
        | EventKind::SignedOut
        | EventKind::PasswordChanged
        | EventKind::FactorRemoved
        | EventKind::AuditRead
        | EventKind::EmergencyApproved
        | EventKind::EmergencyEnded => None,
    }
}

struct Said<'a> {
    app: &'a App,
    detail: &'a Value,
    language: Language,
}

impl Said<'_> {
    fn text(&self, field: &str) -> Option<&str> {
        self.detail[field].as_str()
    }

    fn whole<T: DeserializeOwned>(&self) -> Option<T> {
        T::deserialize(self.detail).ok()
    }

    fn pick(&self, chinese: &str, english: &str) -> String {
        self.language.pick(chinese, english).to_owned()
    }

    fn count(&self, field: &str, words: (&str, &str)) -> Option<String> {
        let count = self.detail[field].as_i64()?;
        Some(self.language.pick(words.0, words.1).replace("{}", &count.to_string()))
    }

    /// Parts with commas between them.
    fn listed(&self, parts: impl IntoIterator<Item = String>) -> String {
        parts.into_iter().collect::<Vec<_>>().join(self.language.pick("，", ", "))
    }

    fn factor(&self) -> Option<String> {
        Some(match self.text("factor")? {
            "totp" => self.pick("密码和动态口令", "Password and code"),
            "recovery" => self.pick("密码和恢复码", "Password and recovery code"),
            "passkey" => self.pick("密码和通行密钥", "Password and passkey"),
            _ => self.pick("密码", "Password"),
        })
    }

    fn wrong(&self) -> Option<String> {
        Some(match self.text("wrong")? {
            "code" => self.pick("动态口令或恢复码不正确", "The code was wrong"),
            "passkey" => self.pick("通行密钥未通过", "The passkey was not accepted"),
            _ => self.pick("账号或密码不正确", "The account or the password was wrong"),
        })
    }

    fn refused(&self) -> Option<String> {
        let code = Code::ALL.iter().find(|code| Some(code.as_str()) == self.text("code"));
        let asked = self.text("asked")?;
        Some(match code {
            Some(code) => format!("{asked} · {}", code.words(self.language)),
            None => asked.to_owned(),
        })
    }

    fn name(&self) -> Option<String> {
        self.text("name").map(str::to_owned)
    }

    fn policy(&self) -> Option<String> {
        let SetPolicy { version, policy } = self.whole()?;
        let version = i64::from(version) + 1;
        let version = self.language.pick(format!("第 {version} 版"), format!("version {version}"));
        let profile = policy.profile.label(self.language).to_owned();
        let roles = policy.factor_roles.iter().map(|role| role.label(self.language).to_owned());
        let roles = roles.collect::<Vec<_>>().join(self.language.pick("、", " and "));
        let demanded = match roles.is_empty() {
            true => self.pick("不强制第二因素", "no role needs a second factor"),
            false => {
                self.language.pick(format!("须用第二因素：{roles}"), format!("second factor for {roles}"))
            }
        };
        Some(self.listed([version, profile, demanded]))
    }

    fn seals(&self) -> Option<String> {
        let count = self.detail["seals"].as_array()?.len();
        let print: String = self.text("pdf_sha256")?.chars().take(16).collect();
        Some(self.language.pick(
            format!("印章 {count} 枚，版式文件 SHA-256 {print}…"),
            format!("{count} seals, page file SHA-256 {print}…"),
        ))
    }

    fn file(&self, kind: EventKind) -> Option<String> {
        let print = || self.text("sha256").map(|print| print.chars().take(16).chain(['…']).collect());
        let file: String = self.text("name").map(str::to_owned).or_else(print)?;
        let found = match (self.text("threat"), self.text("scanner"), kind) {
            (Some(threat), _, EventKind::FileScanned) => self
                .language
                .pick(format!("发现 {threat}，已隔离"), format!("{threat} found and put into quarantine")),
            (Some(threat), _, EventKind::FileLifted) => {
                let reason = self.text("reason").unwrap_or_default();
                self.language.pick(
                    format!("曾报 {threat}，系误报：{reason}"),
                    format!("{threat} was a false alarm: {reason}"),
                )
            }
            (Some(threat), ..) => self.language.pick(format!("发现 {threat}"), format!("{threat} found")),
            (None, Some(_), _) => self.pick("查毒服务没有答复", "the virus scanner did not answer"),
            (None, None, EventKind::FileScanned) => self.pick("未发现病毒", "nothing found"),
            (None, None, _) => self.pick("待补行查毒", "to be scanned later"),
        };
        Some(self.listed([file, found]))
    }

    fn conditions(&self) -> Option<String> {
        let AuditFilter { from, to, person, kind, case, .. } = self.whole()?;
        let kind = kind.map(|kind| match kind.parse::<EventKind>() {
            Ok(known) => known.label(self.language).to_owned(),
            Err(_) => kind,
        });
        let named = [
            (from, "自", "from"),
            (to, "至", "to"),
            (person, "人员", "person"),
            (kind, "事件", "event"),
            (case, "事项", "case"),
        ];
        let given = named.into_iter().filter_map(|(value, chinese, english)| {
            let value = value.filter(|value| !value.is_empty())?;
            Some(format!("{} {value}", self.language.pick(chinese, english)))
        });
        let given: Vec<String> = given.collect();
        Some(if given.is_empty() { self.pick("全部", "everything") } else { self.listed(given) })
    }

    fn verified(&self) -> Option<String> {
        let Verified { events, roots, finding, .. } = self.whole()?;
        Some(match finding {
            None => self.language.pick(
                format!("完整：{events} 条，与 {roots} 个已公布根值相符"),
                format!("Whole: {events} events, {roots} published roots met"),
            ),
            Some(finding) => {
                let place = finding.number.map_or_else(String::new, |number| {
                    self.language.pick(format!("第 {number} 条，"), format!("number {number}, "))
                });
                let fault = finding.fault.label(self.language);
                self.language.pick(format!("不完整：{place}{fault}"), format!("Not whole: {place}{fault}"))
            }
        })
    }

    fn emergency(&self) -> Option<String> {
        let role: Role = self.text("role")?.parse().ok()?;
        let hours = self.count("hours", ("{} 小时", "{} hours"))?;
        let reason = self.text("reason").unwrap_or_default().to_owned();
        Some(self.listed([role.label(self.language).to_owned(), hours, reason]))
    }

    /// Of settings: which kind, and what became of it.
    fn administered(&self) -> Option<String> {
        let key = self.text("setting")?;
        let info = settings::kinds(self.app).map(|kind| kind.info()).find(|info| info.key == key);
        let setting = info.as_ref().map_or(key, |info| info.name.pick(self.language)).to_owned();
        if let Some(format) = self.text("exported") {
            let format = format.to_uppercase();
            return Some(
                self.language
                    .pick(format!("{setting}，导出为 {format}"), format!("{setting}, exported as {format}")),
            );
        }
        let version = self.count("version", ("第 {} 版", "version {}"));
        let restored = self.count("restores", ("恢复自第 {} 版", "restored from version {}"));
        let fields: Vec<&str> = self.detail["fields"].as_array()?.iter().filter_map(Value::as_str).collect();
        let name = |key: &&str| {
            let field = info.as_ref().and_then(|info| info.field(key));
            field.map_or(*key, |field| field.name.pick(self.language)).to_owned()
        };
        let named = fields.iter().map(name).collect::<Vec<_>>().join(self.language.pick("、", " and "));
        let fields = (!named.is_empty())
            .then(|| self.language.pick(format!("修改{named}"), format!("changed {named}")));
        let reason = self.text("reason").filter(|reason| !reason.is_empty()).map(str::to_owned);
        Some(self.listed([Some(setting), version, fields, restored, reason].into_iter().flatten()))
    }
}
