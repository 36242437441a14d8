//! What comes to 市大数据局 on paper, brought to any step.

use api::{
    CaseId,
    cases::{Act, Acted, Urgency},
    documents::{
        Check, Handling, Incoming, Opened, Origin, Plan, RegisterIncoming, Registration, SavePlan, Secrecy,
    },
    files::File,
};
use flow::Command;
use uuid::Uuid;

use super::{Answer, Client, TestApp, city};

/// A 通知 of a provincial organ, to be handled.
pub fn registration() -> Registration {
    Registration {
        sender: "浙江省大数据发展管理局".to_owned(),
        sender_organ: None,
        reference: Some("浙数局〔2026〕45号".to_owned()),
        title: "浙江省大数据发展管理局关于开展公共数据质量检查的通知".to_owned(),
        written_on: Some("2026-11-19".to_owned()),
        received_on: "2026-11-23".to_owned(),
        secrecy: Secrecy::Open,
        urgency: Urgency::Normal,
        copies: 2,
        handling: Handling::Matter,
        files: Vec::new(),
        duplicate_reason: None,
    }
}

/// Another one, to be told apart.
pub fn registration_of(number: u32) -> Registration {
    Registration { reference: Some(format!("浙数局〔2026〕{number}号")), ..registration() }
}

/// Leaders, departments (the first leads), readers of 市大数据局.
pub fn plan(leaders: &[&str], departments: &[&str], readers: &[&str]) -> Plan {
    Plan {
        leaders: leaders.iter().map(|account| city::post(account)).collect(),
        departments: departments.iter().map(|name| city::department(name)).collect(),
        readers: readers.iter().map(|account| city::post(account)).collect(),
        ..Plan::default()
    }
}

impl Client {
    pub async fn try_register(&self, account: &str, registration: &Registration) -> Answer {
        let request = RegisterIncoming {
            key: Uuid::new_v4(),
            post: city::post(account),
            origin: Origin::Paper,
            registration: registration.clone(),
        };
        self.post("/api/documents/incoming", &request).await
    }

    pub async fn incoming(&self, case: CaseId) -> Incoming {
        *self.view(case).await.incoming.expect("an incoming document")
    }

    /// 初审 with these checks ticked.
    pub async fn try_check(&self, case: CaseId, ticked: &[Check]) -> Answer {
        let (item, version) = self.standing(case).await;
        let command = Command::Approve { item, opinion: None, choices: Default::default() };
        self.send_act(case, &confirming(version, command, ticked)).await
    }

    /// 退回来文单位 at 初审.
    pub async fn check_and_send_back(&self, case: CaseId, ticked: &[Check], reason: &str) -> Acted {
        let (item, version) = self.standing(case).await;
        let command = Command::Reject { item, opinion: reason.to_owned(), choices: Default::default() };
        self.send_act(case, &confirming(version, command, ticked)).await.ok()
    }

    pub async fn try_plan(&self, case: CaseId, plan: &Plan) -> Answer {
        let version = self.view(case).await.case.summary.version;
        self.put(&format!("/api/documents/incoming/{case}/plan"), &SavePlan { version, plan: plan.clone() })
            .await
    }

    /// 拟办: the plan, and the opinion with which it is handed on.
    pub async fn plan(&self, case: CaseId, plan: &Plan, opinion: &str) -> Acted {
        self.try_plan(case, plan).await.ok::<Acted>();
        self.approve(case, opinion).await
    }
}

fn confirming(version: i32, command: Command, ticked: &[Check]) -> Act {
    let confirmed = ticked.iter().map(|check| check.as_str().to_owned()).collect();
    Act { confirmed, ..Act::new(Uuid::new_v4(), version, command) }
}

impl TestApp {
    /// A document that sun has registered; it stands at 初审.
    pub async fn registered(&self, registration: &Registration) -> CaseId {
        self.person("sun").await.try_register("sun", registration).await.ok::<Opened>().case
    }

    /// A document that stands at 拟办.
    pub async fn checked(&self, registration: &Registration) -> CaseId {
        let case = self.registered(registration).await;
        self.person("sun").await.try_check(case, Check::ALL).await.ok::<Acted>();
        case
    }

    /// A small PDF that sun uploaded.
    pub async fn scan(&self, name: &str, words: &str) -> File {
        let content = format!("%PDF-1.7\n% {words}\n%%EOF\n");
        self.person("sun").await.upload(name, content).await.ok()
    }
}
