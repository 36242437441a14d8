//! One person at a browser.

use std::net::SocketAddr;

use api::{
    CaseId, Page, PersonId,
    cases::{Act, Acted, InboxRow, ItemState, Verification, WorkItem},
    documents::{DocumentView, Draft, OpenDraft, Opened, SaveDraft, Saved},
    session::SignIn,
};
use flow::{AfterReturn, Command, ItemId, ReturnTo};
use reqwest::{Method, RequestBuilder, redirect::Policy};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::{Answer, city};

#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    account: String,
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        let http = reqwest::Client::builder()
            .cookie_store(true)
            .no_proxy()
            .redirect(Policy::none())
            .build()
            .unwrap();
        Self { http, base: format!("http://{address}"), account: String::new() }
    }

    pub async fn signed_in(self, account: &str) -> Self {
        let signed = Self { account: account.to_owned(), ..self };
        let answer = signed.try_sign_in(account, city::PASSWORD).await;
        assert!(answer.is_ok(), "{account} cannot sign in: {}", answer.text());
        signed
    }

    /// The same session at another address: the server was started again.
    pub fn moved_to(&self, address: SocketAddr) -> Self {
        Self { base: format!("http://{address}"), ..self.clone() }
    }

    pub async fn try_sign_in(&self, account: &str, password: &str) -> Answer {
        self.post(
            "/api/session",
            &SignIn { account: account.to_owned(), password: password.to_owned(), code: None },
        )
        .await
    }

    pub fn person(&self) -> PersonId {
        city::person(&self.account)
    }

    // --- requests --------------------------------------------------------------------------------------------------

    /// A request as the app sends it.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.bare(method, path).header("x-tongzhou", "desktop").header("accept-language", "zh-CN")
    }

    /// A request as anything else may send it.
    pub fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(format!("GET {path}"), self.request(Method::GET, path).send().await).await
    }

    pub async fn post(&self, path: &str, body: &impl Serialize) -> Answer {
        Answer::of(format!("POST {path}"), self.request(Method::POST, path).json(body).send().await).await
    }

    pub async fn put(&self, path: &str, body: &impl Serialize) -> Answer {
        Answer::of(format!("PUT {path}"), self.request(Method::PUT, path).json(body).send().await).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        Answer::of(format!("DELETE {path}"), self.request(Method::DELETE, path).send().await).await
    }

    /// A body of any kind, said to be JSON.
    pub async fn send(&self, method: Method, path: &str, body: impl Into<reqwest::Body>) -> Answer {
        let asked = format!("{method} {path}");
        let request = self.request(method, path).header("content-type", "application/json").body(body);
        Answer::of(asked, request.send().await).await
    }

    pub async fn upload(&self, name: &str, content: impl Into<reqwest::Body>) -> Answer {
        let request = self.request(Method::POST, &format!("/api/files?name={}", percent(name))).body(content);
        Answer::of(format!("upload {name}"), request.send().await).await
    }

    // --- documents -------------------------------------------------------------------------------------------------

    pub async fn try_open(&self, draft: &Draft) -> Answer {
        let request =
            OpenDraft { key: Uuid::new_v4(), post: city::post(&self.account), draft: draft.clone() };
        self.post("/api/documents", &request).await
    }

    pub async fn open(&self, draft: &Draft) -> CaseId {
        self.try_open(draft).await.ok::<Opened>().case
    }

    pub async fn view(&self, case: CaseId) -> DocumentView {
        self.get(&format!("/api/documents/{case}")).await.ok()
    }

    pub async fn try_save(&self, case: CaseId, save: i32, draft: &Draft) -> Answer {
        self.put(&format!("/api/documents/{case}/draft"), &SaveDraft { save, draft: draft.clone() }).await
    }

    /// Changes the text as it stands.
    pub async fn edit(&self, case: CaseId, change: impl FnOnce(&mut Draft)) -> Saved {
        let mut view = self.view(case).await;
        change(&mut view.draft);
        self.try_save(case, view.save, &view.draft).await.ok()
    }

    // --- cases -----------------------------------------------------------------------------------------------------

    /// The one item that stands with this person, and the version of the case.
    pub async fn standing(&self, case: CaseId) -> (ItemId, i32) {
        let view = self.view(case).await.case;
        let live = |item: &WorkItem| matches!(item.state, ItemState::Open | ItemState::Reading);
        let items: Vec<_> =
            view.items.into_iter().filter(|item| item.person == self.person() && live(item)).collect();
        match items.as_slice() {
            [one] => (one.item, view.summary.version),
            _ => panic!("{} has not one item of the case but: {items:#?}", self.account),
        }
    }

    pub async fn item(&self, case: CaseId) -> ItemId {
        self.standing(case).await.0
    }

    pub async fn send_act(&self, case: CaseId, act: &Act) -> Answer {
        self.post(&format!("/api/cases/{case}/acts"), act).await
    }

    /// A command on the item that stands with this person.
    pub async fn try_with_item(&self, case: CaseId, command: impl FnOnce(ItemId) -> Command) -> Answer {
        let (item, version) = self.standing(case).await;
        self.send_act(case, &Act::new(Uuid::new_v4(), version, command(item))).await
    }

    /// A command on the case as it stands.
    pub async fn try_act(&self, case: CaseId, command: Command) -> Answer {
        let version = self.view(case).await.case.summary.version;
        self.send_act(case, &Act::new(Uuid::new_v4(), version, command)).await
    }

    pub async fn act(&self, case: CaseId, command: Command) -> Acted {
        self.try_act(case, command).await.ok()
    }

    pub async fn with_item(&self, case: CaseId, command: impl FnOnce(ItemId) -> Command) -> Acted {
        self.try_with_item(case, command).await.ok()
    }

    pub async fn submit(&self, case: CaseId) -> Acted {
        self.with_item(case, |item| Command::Submit { item, opinion: None, choices: Default::default() })
            .await
    }

    pub async fn try_submit(&self, case: CaseId) -> Answer {
        self.try_with_item(case, |item| Command::Submit { item, opinion: None, choices: Default::default() })
            .await
    }

    pub async fn approve(&self, case: CaseId, opinion: &str) -> Acted {
        self.try_approve(case, opinion).await.ok()
    }

    pub async fn try_approve(&self, case: CaseId, opinion: &str) -> Answer {
        let opinion = Some(opinion.to_owned()).filter(|opinion| !opinion.is_empty());
        self.try_with_item(case, |item| Command::Approve { item, opinion, choices: Default::default() }).await
    }

    /// 退回拟稿人.
    pub async fn send_back(&self, case: CaseId, then: AfterReturn, opinion: &str) -> Acted {
        let opinion = opinion.to_owned();
        self.with_item(case, |item| Command::Return { item, to: ReturnTo::Drafter, then, opinion }).await
    }

    pub async fn verification(&self, case: CaseId) -> Verification {
        self.post(&format!("/api/cases/{case}/verification"), &json!({})).await.ok()
    }

    // --- inbox -----------------------------------------------------------------------------------------------------

    /// One page of a box, with words to look for.
    pub async fn search(&self, name: &str, words: &str) -> Vec<CaseId> {
        let page =
            self.get(&format!("/api/inbox?box={name}&q={}", percent(words))).await.ok::<Page<InboxRow>>();
        page.rows.into_iter().map(|row| row.case.id).collect()
    }

    /// The first page of a box.
    pub async fn inbox(&self, name: &str) -> Vec<InboxRow> {
        self.get(&format!("/api/inbox?box={name}")).await.ok::<Page<InboxRow>>().rows
    }

    /// The cases on the first page of a box.
    pub async fn inbox_cases(&self, name: &str) -> Vec<CaseId> {
        self.inbox(name).await.into_iter().map(|row| row.case.id).collect()
    }
}

/// A text as part of a query string.
fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
