//! The one inbox: its boxes, its search, its rows. Box and search are in the address.

use std::time::Duration;

use api::cases::{InboxBox, InboxRow};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};

use super::{PageFrame, inbox_row, use_changes, use_session};
use crate::text::{Text, inbox as words, language};
use crate::ui::{ButtonLink, Empty, Icon, Input, ListPage, Tab, Tabs, Weight, live};
use crate::{paths, t};

/// After the last key, before the server is asked.
const PAUSE: Duration = Duration::from_millis(300);

/// `/inbox?box=…&q=…`.
#[component]
pub fn Inbox() -> impl IntoView {
    let query = use_query_map();
    let of = Memo::new(move |_| {
        query.with(|query| query.get_str("box").and_then(|of| of.parse().ok())).unwrap_or(InboxBox::Todo)
    });
    let search = Memo::new(move |_| query.with(|query| query.get("q")).unwrap_or_default());
    let session = use_session();
    let tabs = move || {
        let counts = session.value.with(|session| session.as_ref().map(|it| (it.todo, it.unread, it.urged)));
        let tab = |each: &InboxBox| Tab {
            href: paths::inbox(*each, &search.get()),
            label: each.label(language()).to_owned(),
            count: match each {
                InboxBox::Todo => counts.map(|(todo, ..)| todo),
                InboxBox::ToRead => counts.map(|(_, unread, _)| unread),
                InboxBox::Urged => counts.map(|(.., urged)| urged),
                _ => None,
            },
            current: *each == of.get(),
        };
        InboxBox::ALL.iter().map(tab).collect::<Vec<_>>()
    };
    view! {
        <PageFrame title=Signal::derive(move || of.get().label(language()).to_owned())>
            <Tabs label=t!(inbox.boxes) tabs=Signal::derive(tabs) />
            <Search of search />
            {live(move || view! { <InboxList of=of.get() search /> })}
        </PageFrame>
    }
}

/// The search; it moves into the address when typing pauses.
#[component]
fn Search(of: Memo<InboxBox>, search: Memo<String>) -> impl IntoView {
    let typed = RwSignal::new(search.get_untracked());
    Effect::new(move |_| typed.set(search.get()));
    let navigate = use_navigate();
    let pause = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |before: Option<()>| {
        let text = typed.get();
        if let Some(pause) = pause.get_value() {
            pause.clear();
        }
        if before.is_none() || text == search.get_untracked() {
            return;
        }
        let navigate = navigate.clone();
        let go = move || {
            let Some(of) = of.try_get_untracked() else { return };
            let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            navigate(&paths::inbox(of, text.trim()), options);
        };
        pause.set_value(set_timeout_with_handle(go, PAUSE).ok());
    });
    view! {
        <search class="search">
            <Input value=typed kind="search" label=t!(inbox.search) placeholder=t!(inbox.search) />
        </search>
    }
}

/// The rows of a box. Asks again after every act of this window.
#[component]
pub fn InboxList(of: InboxBox, #[prop(into)] search: Signal<String>) -> impl IntoView {
    let (changes, here) = (use_changes(), use_location().pathname);
    let path = Signal::derive(move || {
        changes.track();
        paths::api::inbox(of, &search.get())
    });
    view! {
        <ListPage
            path
            key=inbox_row::key
            row=move |row: InboxRow| inbox_row::view(of, row, here)
            label=t!(inbox.list)
            empty=move || nothing(of, &search.get())
        />
    }
}

fn nothing(of: InboxBox, search: &str) -> AnyView {
    if !search.is_empty() {
        return view! { <Empty symbol=Icon::Search title=t!(inbox.empty_search, text = search) /> }
            .into_any();
    }
    let (title, symbol): (Text, Icon) = match of {
        InboxBox::Todo => (words::empty_todo, Icon::Check),
        InboxBox::ToRead => (words::empty_to_read, Icon::Check),
        InboxBox::Following => (words::empty_following, Icon::Inbox),
        InboxBox::Urged => (words::empty_urged, Icon::Check),
        InboxBox::Done => (words::empty_done, Icon::Inbox),
        InboxBox::Mine => (words::empty_mine, Icon::Document),
    };
    let mine = of == InboxBox::Mine;
    view! {
        <Empty symbol title=title.words()>
            {mine
                .then(|| {
                    view! {
                        <ButtonLink weight=Weight::Primary href=paths::NEW_DOCUMENT>
                            {t!(inbox.start_one)}
                        </ButtonLink>
                    }
                })}
        </Empty>
    }
    .into_any()
}
