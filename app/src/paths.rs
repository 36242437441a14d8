//! Every address of the app, and every address it asks the server at.

use ::api::CaseId;
use ::api::cases::{CaseSummary, InboxBox};
use ::api::inbox::InboxQuery;

pub const HOME: &str = "/";
pub const SIGN_IN: &str = "/sign-in";
pub const NEW: &str = "/new";
pub const APPS: &str = "/apps";
pub const ME: &str = "/me";
pub const SECURITY: &str = "/me/security";
pub const NOTICES: &str = "/me/notices";
pub const NOTICE_SETTINGS: &str = "/me/notices/settings";
pub const MOBILE: &str = "/me/mobile";
pub const ACCOUNTS: &str = "/administration/accounts";
pub const EMERGENCY: &str = "/administration/emergency";
pub const AUDIT: &str = "/audit";
pub const JOBS: &str = "/settings/jobs";
pub const SETTINGS: &str = "/settings";
pub const DELEGATION: &str = "/me/delegation";
pub const PHRASES: &str = "/me/phrases";
pub const NEW_DOCUMENT: &str = "/documents/new";
pub const INCOMING: &str = "/documents/incoming";
pub const NEW_INCOMING: &str = "/documents/incoming/new";

/// A box of the inbox, with a search where there is one.
pub fn inbox(of: InboxBox, search: &str) -> String {
    match search {
        "" => format!("/inbox?box={of}"),
        _ => format!("/inbox?box={of}&q={}", encode(search)),
    }
}

/// What is asked of the inbox.
pub fn inbox_of(query: &InboxQuery) -> String {
    format!("/inbox?{}", query.address())
}

/// What is looked for everywhere.
pub fn search(words: &str) -> String {
    search_of(&format!("q={}", encode(words)))
}

/// The same with further conditions.
pub fn search_of(question: &str) -> String {
    format!("/search?{question}")
}

/// The share of handling on a phone in a month (`2026-11`).
pub fn mobile(month: &str) -> String {
    format!("{MOBILE}?month={month}")
}

/// A case in its module. `from`: the box it was opened from, which stays beside it on a wide screen.
pub fn case(of: &CaseSummary, from: Option<InboxBox>) -> String {
    let address = format!("/{}/{}", of.module, of.id);
    match from {
        Some(from) => format!("{address}?from={from}"),
        None => address,
    }
}

/// A case that is linked to one of this module.
pub fn linked(module: &str, id: CaseId) -> String {
    format!("/{module}/{id}")
}

/// The register of incoming documents under conditions.
pub fn incoming_register(conditions: &str) -> String {
    match conditions {
        "" => INCOMING.to_owned(),
        _ => format!("{INCOMING}?{conditions}"),
    }
}

pub fn document(id: CaseId) -> String {
    format!("/documents/{id}")
}

pub fn document_edit(id: CaseId) -> String {
    format!("/documents/{id}/edit")
}

pub fn document_pages(id: CaseId) -> String {
    format!("/documents/{id}/pages")
}

pub fn document_versions(id: CaseId) -> String {
    format!("/documents/{id}/versions")
}

pub fn document_history(id: CaseId) -> String {
    format!("/documents/{id}/history")
}

/// The settings of a kind.
pub fn settings(kind: &str) -> String {
    format!("{SETTINGS}/{kind}")
}

/// Those of them with these words and in this state.
pub fn settings_found(kind: &str, words: &str, state: &str) -> String {
    format!("{SETTINGS}/{kind}?q={}&state={state}", encode(words))
}

/// A setting, or `new`.
pub fn setting(kind: &str, id: &str) -> String {
    format!("{SETTINGS}/{kind}/{id}")
}

/// The sign-in page, which returns to `next`.
pub fn sign_in(next: &str) -> String {
    format!("{SIGN_IN}?next={}", encode(next))
}

/// Percent-encodes a value for a query.
pub fn encode(value: &str) -> String {
    js_sys::encode_uri_component(value).into()
}

/// Addresses of the server.
pub mod api {
    use ::api::cases::InboxBox;
    use ::api::inbox::InboxQuery;
    use ::api::settings::FileFormat;
    use ::api::{CaseId, DelegationId, DepartmentId, FileId, OrganId, PersonId};
    use flow::PostId;
    use uuid::Uuid;

    use super::encode;

    pub const SESSION: &str = "/api/session";
    pub const DIRECTORY: &str = "/api/directory";
    pub const SECURITY: &str = "/api/security";
    pub const TOTP: &str = "/api/security/totp";
    pub const PASSKEYS: &str = "/api/security/passkeys";
    pub const PASSKEY_CHALLENGE: &str = "/api/security/passkeys/challenge";
    pub const RECOVERY: &str = "/api/security/recovery";
    pub const PASSWORD: &str = "/api/security/password";
    pub const OWN_SESSIONS: &str = "/api/security/sessions";
    pub const SETTINGS: &str = "/api/settings";
    pub const POLICY: &str = "/api/administration/policy";
    pub const EMERGENCY: &str = "/api/administration/emergency";
    pub const DEAD_JOBS: &str = "/api/jobs/dead";
    pub const PEOPLE_SUGGESTIONS: &str = "/api/people/suggestions";
    pub const DOCUMENTS: &str = "/api/documents";
    pub const INCOMING: &str = "/api/documents/incoming";
    pub const WORDINGS: &str = "/api/documents/wordings";
    pub const TEMPLATES: &str = "/api/documents/templates";
    pub const NOTICES: &str = "/api/notices";
    pub const NOTICES_READ: &str = "/api/notices/read";
    pub const NOTICE_SETTINGS: &str = "/api/me/notice-settings";
    pub const NOTICE_MAIL: &str = "/api/me/notice-settings/mail";
    pub const NOTICE_PROOF: &str = "/api/me/notice-settings/mail/proof";
    pub const NOTICE_PUSH: &str = "/api/me/notice-settings/push";
    pub const NOTICE_BINDING: &str = "/api/me/notice-settings/zhezhengding";
    pub const NOTICE_TEST: &str = "/api/me/notice-settings/test";
    pub const VIEWS: &str = "/api/inbox/views";
    pub const BATCH: &str = "/api/inbox/batch";
    pub const DELEGATIONS: &str = "/api/delegations";
    pub const PHRASES: &str = "/api/phrases";

    pub fn own_phrases(occasion: ::api::phrases::Occasion) -> String {
        format!("{PHRASES}/own/{}", occasion.as_str())
    }

    pub fn push_device(id: ::api::PushDeviceId) -> String {
        format!("{NOTICE_PUSH}/{id}")
    }

    pub fn delegation(id: DelegationId) -> String {
        format!("{DELEGATIONS}/{id}")
    }

    pub fn inbox(of: InboxBox, search: &str) -> String {
        match search {
            "" => format!("/api/inbox?box={of}"),
            _ => format!("/api/inbox?box={of}&q={}", encode(search)),
        }
    }

    pub fn inbox_of(query: &InboxQuery) -> String {
        format!("/api/inbox?{}", query.address())
    }

    pub fn facets(of: InboxBox) -> String {
        format!("/api/inbox/facets?box={of}")
    }

    pub fn view(id: Uuid) -> String {
        format!("/api/inbox/views/{id}")
    }

    /// How the deadlines of a case come about.
    pub fn deadline(id: CaseId) -> String {
        format!("/api/cases/{id}/deadline")
    }

    /// Cases by any words of them.
    pub fn search(question: &str) -> String {
        format!("/api/search?{question}")
    }

    /// First and last day.
    pub fn mobile_share(from: &str, to: &str) -> String {
        format!("/api/statistics/mobile?from={from}&to={to}")
    }

    pub fn passkey(id: Uuid) -> String {
        format!("{PASSKEYS}/{id}")
    }

    pub fn own_session(id: Uuid) -> String {
        format!("/api/security/sessions/{id}")
    }

    /// Accounts whose name or account is like this.
    pub fn accounts(search: &str) -> String {
        format!("/api/administration/accounts?q={}", encode(search))
    }

    /// `lock`, `sessions` or `factors` of an account.
    pub fn account(person: PersonId, part: &str) -> String {
        format!("/api/administration/accounts/{person}/{part}")
    }

    pub fn emergency(id: Uuid) -> String {
        format!("/api/administration/emergency/{id}")
    }

    pub fn job(id: Uuid) -> String {
        format!("/api/jobs/{id}")
    }

    /// The audit or a part of it, under conditions.
    pub fn audit(part: &str, conditions: &str) -> String {
        format!("/api/audit{part}?{conditions}")
    }

    pub fn settings_found(kind: &str, words: &str, state: &str) -> String {
        let state = if state.is_empty() { String::new() } else { format!("&state={state}") };
        format!("{SETTINGS}/{kind}?q={}{state}", encode(words))
    }

    pub fn setting(kind: &str, id: &str) -> String {
        format!("{SETTINGS}/{kind}/{id}")
    }

    pub fn setting_preview(kind: &str, id: Uuid) -> String {
        format!("{SETTINGS}/{kind}/{id}/preview")
    }

    pub fn settings_export(kind: &str, format: FileFormat) -> String {
        format!("{SETTINGS}/{kind}/export?format={format}")
    }

    /// Bringing in a file, or `/preview` of it.
    pub fn settings_import(kind: &str, part: &str) -> String {
        format!("{SETTINGS}/{kind}/import{part}")
    }

    /// What a field that is a reference may mean.
    pub fn setting_options(kind: &str, field: &str, words: &str) -> String {
        format!("{SETTINGS}/{kind}/options/{field}?q={}", encode(words))
    }

    pub fn organs(words: &str) -> String {
        format!("/api/organs?q={}", encode(words))
    }

    pub fn people(words: &str) -> String {
        format!("/api/people?q={}", encode(words))
    }

    /// People of one organ.
    pub fn people_within(organ: OrganId, words: &str) -> String {
        format!("/api/people?organ={organ}&q={}", encode(words))
    }

    pub fn people_among(posts: &[PostId]) -> String {
        let ids: Vec<String> = posts.iter().map(ToString::to_string).collect();
        format!("/api/people?among={}", ids.join(","))
    }

    pub fn people_of_department(department: DepartmentId) -> String {
        format!("/api/people?department={department}")
    }

    pub fn people_group(id: Uuid) -> String {
        format!("/api/people/groups/{id}")
    }

    /// What lies below an organ, or at the top.
    pub fn places(organ: Option<OrganId>) -> String {
        match organ {
            Some(organ) => format!("/api/people/places?organ={organ}"),
            None => "/api/people/places".to_owned(),
        }
    }

    pub fn register_of_incoming(conditions: &str) -> String {
        format!("{INCOMING}?{conditions}")
    }

    /// Those registered already that seem to be the same.
    pub fn incoming_duplicates(organ: &str, sender: &str, reference: &str, files: &str) -> String {
        let (sender, reference) = (encode(sender), encode(reference));
        format!("{INCOMING}/duplicates?organ={organ}&sender={sender}&reference={reference}&files={files}")
    }

    pub fn incoming_registration(id: CaseId) -> String {
        format!("{INCOMING}/{id}/registration")
    }

    pub fn incoming_plan(id: CaseId) -> String {
        format!("{INCOMING}/{id}/plan")
    }

    pub fn incoming_forwards(id: CaseId) -> String {
        format!("{INCOMING}/{id}/forwards")
    }

    pub fn incoming_replies(id: CaseId) -> String {
        format!("{INCOMING}/{id}/replies")
    }

    pub fn document(id: CaseId) -> String {
        format!("/api/documents/{id}")
    }

    pub fn document_draft(id: CaseId) -> String {
        format!("/api/documents/{id}/draft")
    }

    pub fn document_version(id: CaseId, version: i32) -> String {
        format!("/api/documents/{id}/versions/{version}")
    }

    /// `of`: which of several PDFs that came on paper.
    pub fn document_pages(id: CaseId, of: Option<FileId>) -> String {
        format!("/api/documents/{id}/pages{}", of_file(of))
    }

    /// The picture of one page (from 0).
    pub fn document_page(id: CaseId, of: Option<FileId>, hash: &str, page: usize) -> String {
        format!("/api/documents/{id}/pages/{hash}/{page}{}", of_file(of))
    }

    fn of_file(of: Option<FileId>) -> String {
        of.map(|file| format!("?file={file}")).unwrap_or_default()
    }

    pub fn document_recall(id: CaseId, position: i32) -> String {
        format!("/api/documents/{id}/deliveries/{position}/recall")
    }

    pub fn document_again(id: CaseId, position: i32) -> String {
        format!("/api/documents/{id}/deliveries/{position}/again")
    }

    pub fn document_pdf(id: CaseId) -> String {
        format!("/api/documents/{id}/pdf")
    }

    pub fn document_urging(id: CaseId) -> String {
        format!("/api/documents/{id}/urging")
    }

    pub fn acts(id: CaseId) -> String {
        format!("/api/cases/{id}/acts")
    }

    /// The handling sheet (处理单) as a PDF.
    pub fn form(id: CaseId) -> String {
        format!("/api/cases/{id}/form")
    }

    /// The picture of an opinion that was written by hand.
    pub fn handwriting(id: CaseId, sequence: i32) -> String {
        format!("/api/cases/{id}/handwriting/{sequence}")
    }

    pub fn verification(id: CaseId) -> String {
        format!("/api/cases/{id}/verification")
    }

    pub fn upload(name: &str) -> String {
        format!("/api/files?name={}", encode(name))
    }

    /// Where every file lies, by its id.
    pub const FILES: &str = "/api/files/";

    pub fn file(id: FileId) -> String {
        format!("/api/files/{id}")
    }
}
