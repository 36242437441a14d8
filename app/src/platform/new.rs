//! 新建 and 应用: what can be started, and what there is. Only what exists.

use api::cases::InboxBox;
use leptos::prelude::*;

use super::PageFrame;
use crate::ui::{Icon, icon};
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
            </ul>
        </PageFrame>
    }
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
            </ul>
        </PageFrame>
    }
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
