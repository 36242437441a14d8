//! 新建 and 应用: what can be started, and what there is. Only what exists.

use api::administration::{Duty, post_for};
use api::cases::InboxBox;
use api::organization::Role;
use api::session::Session;
use leptos::prelude::*;

use super::{PageFrame, use_session};
use crate::http::Load;
use crate::ui::{Icon, icon, live};
use crate::{paths, t};

/// What can be started.
#[component]
pub fn New() -> impl IntoView {
    view! {
        <PageFrame title=Signal::derive(|| t!(home.new_title).to_owned())>
            <ul class="tiles">
                <Tile
                    href=paths::NEW_DOCUMENT.to_owned()
                    symbol=Icon::Document
                    name=t!(home.new_document)
                    text=t!(home.new_document_text)
                />
                {registering(use_session())}
            </ul>
        </PageFrame>
    }
}

/// 登记来文, for registrars (文书).
fn registering(session: Load<Session>) -> AnyView {
    live(move || {
        let registrar = session.value.with(|session| {
            session
                .as_ref()
                .is_some_and(|it| it.posts.iter().any(|post| post.roles.contains(&Role::Registrar)))
        });
        let href = paths::NEW_INCOMING.to_owned();
        registrar.then(|| {
            view! { <Tile href symbol=Icon::Inbox name=t!(incoming.new) text=t!(incoming.new_text) /> }
        })
    })
}

/// What there is.
#[component]
pub fn Apps() -> impl IntoView {
    view! {
        <PageFrame title=Signal::derive(|| t!(home.apps_title).to_owned())>
            <ul class="tiles">
                <Tile
                    href=paths::inbox(InboxBox::Mine, "")
                    symbol=Icon::Document
                    name=t!(home.documents)
                    text=t!(home.documents_text)
                />
                <Tile
                    href=paths::INCOMING.to_owned()
                    symbol=Icon::Inbox
                    name=t!(incoming.register)
                    text=t!(incoming.register_text)
                />
                <Tile
                    href=paths::MOBILE.to_owned()
                    symbol=Icon::Check
                    name=t!(mobile.title)
                    text=t!(mobile.tile)
                />
                {rooms(use_session())}
            </ul>
        </PageFrame>
    }
}

/// The rooms of the three administrators, for those who hold an office.
fn rooms(session: Load<Session>) -> AnyView {
    live(move || {
        let posts = session.value.with(|session| session.as_ref().map(|session| session.posts.clone()));
        let posts = posts.unwrap_or_default();
        let tile = |duty: Duty, href: &str, symbol: Icon, name: &'static str, text: &'static str| {
            let href = href.to_owned();
            post_for(&posts, duty).map(|_| view! { <Tile href symbol name text /> })
        };
        view! {
            {tile(Duty::Accounts, paths::ACCOUNTS, Icon::Person, t!(administration.accounts), t!(administration.accounts_text))}
            {tile(Duty::Operations, paths::JOBS, Icon::Warning, t!(administration.jobs), t!(administration.jobs_text))}
            {tile(Duty::Audit, paths::AUDIT, Icon::Shield, t!(administration.audit), t!(administration.audit_text))}
            {tile(
                Duty::Roles,
                paths::SETTINGS,
                Icon::Edit,
                t!(office_settings.roles),
                t!(office_settings.roles_text),
            )}
            {tile(
                Duty::Settings,
                paths::SETTINGS,
                Icon::Edit,
                t!(office_settings.title),
                t!(office_settings.text),
            )}
            {tile(
                Duty::EmergencyApproval,
                paths::EMERGENCY,
                Icon::Warning,
                t!(administration.emergency),
                t!(administration.emergency_text),
            )}
        }
    })
}

#[component]
fn Tile(href: String, symbol: Icon, name: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <li>
            <a class="tile" href=href>
                {icon(symbol)} <strong>{name}</strong> <span>{text}</span>
            </a>
        </li>
    }
}
