//! 工作台: what waits, what is next, what one started, and where to start.

use api::Page;
use api::cases::{InboxBox, InboxRow};
use api::inbox::{DESK_ROWS, InboxQuery};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{PageFrame, inbox_row, use_changes, use_session};
use crate::http::{Load, loaded, use_load};
use crate::ui::{ButtonLink, Empty, Icon, Weight, live};
use crate::{paths, t};

#[component]
pub fn Home() -> impl IntoView {
    let session = use_session();
    let name =
        move || session.value.with(|session| session.as_ref().map(|it| it.name.clone()).unwrap_or_default());
    let (todo, mine) = (rows_of(InboxBox::Todo), rows_of(InboxBox::Mine));
    let count =
        move |of: fn(&api::session::Session) -> i64| session.value.with(|it| it.as_ref().map_or(0, of));
    view! {
        <PageFrame title=Signal::derive(move || t!(home.greeting, name = name()))>
            <nav class="counts" aria-label=t!(home.counts)>
                <a href=paths::inbox(InboxBox::Todo, "")>
                    <b>{live(move || count(|session| session.todo))}</b>
                    <span>{t!(home.todo)}</span>
                </a>
                <a href=paths::inbox(InboxBox::ToRead, "")>
                    <b>{live(move || count(|session| session.unread))}</b>
                    <span>{t!(home.to_read)}</span>
                </a>
                <a class="start" href=paths::NEW_DOCUMENT>
                    {crate::ui::icon(Icon::Edit)} <span>{t!(home.new_document)}</span>
                </a>
            </nav>
            <Box of=InboxBox::Todo rows=todo title=t!(home.top) />
            <Box of=InboxBox::Mine rows=mine title=t!(home.drafts) />
        </PageFrame>
    }
}

fn rows_of(of: InboxBox) -> Load<Page<InboxRow>> {
    let load = use_load::<Page<InboxRow>>(move || paths::api::inbox_of(&InboxQuery::first(of, DESK_ROWS)));
    let changes = use_changes();
    Effect::new(move |before: Option<()>| {
        changes.track();
        if before.is_some() {
            load.reload();
        }
    });
    load
}

#[component]
fn Box(of: InboxBox, rows: Load<Page<InboxRow>>, title: &'static str) -> impl IntoView {
    let here = use_location().pathname;
    let list = move |page: Signal<Page<InboxRow>>| {
        // Drawn anew only when they are others.
        let first = Memo::new(move |_| page.with(|page| page.rows.clone()));
        let rows = move || {
            let rows = first.get();
            if rows.is_empty() {
                return view! { <Empty symbol=Icon::Check title=nothing(of) /> }.into_any();
            }
            let item = |row| view! { <li>{inbox_row::view(of, row, here, true)}</li> };
            view! { <ul class="list">{rows.into_iter().map(item).collect_view()}</ul> }.into_any()
        };
        live(rows)
    };
    view! {
        <section class="card">
            <header class="card-head">
                <h2>{title}</h2>
                <ButtonLink weight=Weight::Quiet href=paths::inbox(of, "")>
                    {t!(home.all)}
                </ButtonLink>
            </header>
            {loaded(rows, list)}
        </section>
    }
}

fn nothing(of: InboxBox) -> &'static str {
    match of {
        InboxBox::Mine => t!(inbox.empty_mine),
        _ => t!(inbox.empty_todo),
    }
}
