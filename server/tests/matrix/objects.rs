//! The objects that are asked for: for each role its own, a colleague's, another department's and another organ's.

use api::{
    CaseId,
    documents::{Draft, Saved},
    files::File,
};
use serde_json::json;
use uuid::Uuid;

use crate::support::{ANY, TestApp, city, documents::notice};

/// A draft with a file, and a word in its title that occurs nowhere else.
pub struct Object {
    canary: &'static str,
    case: CaseId,
    file: String,
    version: i32,
    command: serde_json::Value,
    /// Who may see it.
    seen_by: &'static [&'static str],
}

/// Canary, drafter, organ, and those of the roles' people who may see it.
const MADE: &[(&str, &str, &str, &[&str])] = &[
    ("金丝雀甲", "zhang", city::BUREAU, &["zhang"]),
    ("金丝雀乙", "li", city::BUREAU, &[]),
    ("金丝雀丙", "wang", city::BUREAU, &[]),
    ("金丝雀丁", "he", city::EDUCATION, &[]),
    ("金丝雀戊", "chen", city::BUREAU, &[]),
    ("金丝雀己", "zhao", city::BUREAU, &[]),
];

pub struct Objects {
    drafts: Vec<Object>,
    /// Stands with the leader.
    signing: Object,
}

impl Objects {
    pub async fn make(app: &TestApp) -> Self {
        let mut drafts = Vec::new();
        for (canary, account, organ, seen_by) in MADE {
            drafts.push(draft(app, canary, account, organ, seen_by).await);
        }
        Self { drafts, signing: signing(app).await }
    }

    /// One's own, of the same department, of another, of another organ.
    pub fn of(&self, role: &str) -> [Option<&Object>; 4] {
        let draft = |index: usize| self.drafts.get(index);
        match role {
            "stranger" => [draft(0), None, None, None],
            "clerk" => [draft(0), draft(1), draft(2), draft(3)],
            "leader" => [Some(&self.signing), draft(4), draft(2), draft(3)],
            _ => [None, draft(5), draft(2), draft(3)],
        }
    }

    /// Every canary, and whether the person may see its object.
    pub fn canaries(&self, account: Option<&str>) -> impl Iterator<Item = (&'static str, bool)> {
        self.drafts.iter().chain([&self.signing]).map(move |object| {
            (object.canary, account.is_some_and(|account| object.seen_by.contains(&account)))
        })
    }
}

impl Object {
    /// What stands in an address for a parameter of this name. A new kind of object has its line here.
    pub fn value(&self, parameter: &str) -> String {
        match parameter {
            "cases/{id}" | "documents/{id}" | "incoming/{id}" => self.case.to_string(),
            "files/{id}" => self.file.clone(),
            "accounts/{person}" => city::person("he").to_string(),
            // Of the draft's first event, which nobody wrote by hand.
            "handwriting/{sequence}" => "1".to_owned(),
            "deliveries/{position}" => "0".to_owned(),
            "versions/{version}" => "1".to_owned(),
            "pages/{hash}" => "0".repeat(64),
            "{hash}/{page}" => "0".to_owned(),
            "settings/{kind}" => "organs".to_owned(),
            "options/{field}" => "parent".to_owned(),
            "{kind}/{id}" => city::organ(city::HEALTH).to_string(),
            "own/{occasion}" | "organ/{occasion}" => "approve".to_owned(),
            "groups/{id}" => Uuid::new_v4().to_string(),
            _ => ANY.to_owned(),
        }
    }

    /// A body or a query with what it names by `$`.
    pub fn fill(&self, text: &str, account: Option<&str>) -> String {
        let account = account.unwrap_or("zhang");
        text.replace("$key", &Uuid::new_v4().to_string())
            .replace("$version", &self.version.to_string())
            .replace("$command", &self.command.to_string())
            .replace("$draft", &json!(notice()).to_string())
            .replace("$post", &city::post(account).to_string())
            .replace("$person", &city::person(account).to_string())
            .replace("$case", &self.case.to_string())
            .replace("$file", &self.file)
            .replace("$password", city::PASSWORD)
    }
}

async fn draft(
    app: &TestApp,
    canary: &'static str,
    account: &str,
    organ: &str,
    seen_by: &'static [&'static str],
) -> Object {
    let person = app.person(account).await;
    let mut draft = Draft { title: format!("{organ}关于{canary}的通知"), ..notice() };
    draft.issuers = vec![city::organ(organ)];
    let case = person.open(&draft).await;
    let file: File = person.upload(&format!("{canary}.pdf"), "%PDF-1.7\n%%EOF\n").await.ok();
    draft.files = vec![file.id];
    person.try_save(case, 1, &draft).await.ok::<Saved>();
    let command = json!({ "kind": "submit", "item": 0 });
    Object { canary, case, file: file.id.to_string(), version: 1, command, seen_by }
}

async fn signing(app: &TestApp) -> Object {
    let canary = "金丝雀庚";
    let title = format!("舟山市大数据局关于{canary}的通知");
    let zhang = app.person("zhang").await;
    let file: File = zhang.upload(&format!("{canary}.pdf"), "%PDF-1.7\n%%EOF\n").await.ok();
    let draft = Draft { title, files: vec![file.id], ..notice() };
    let case = app.draft_at("sign", &draft).await;
    let command = json!({ "kind": "approve", "item": 4, "opinion": "同意" });
    Object { canary, case, file: file.id.to_string(), version: 4, command, seen_by: &["zhang", "wu"] }
}
