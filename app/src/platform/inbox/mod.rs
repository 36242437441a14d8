//! The one inbox: its boxes and kept views, its filters and orders, its rows, and acts on many of them. Whatever is
//! asked of it is in the address.

mod batch;
mod filters;
mod line;
mod picking;
mod search;
mod views;

use api::cases::{InboxBox, InboxRow};
use api::inbox::{Facets, InboxQuery, InboxSort, SavedView};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};

use self::batch::Sending;
pub use self::filters::all as filters;
use self::line::Desk;
use self::picking::Picking;
use super::case::deadline;
use super::{PageFrame, inbox_row, use_changes, use_media, use_session};
use crate::http::{Load, use_load};
use crate::lazy::inbox_filters;
use crate::text::{Text, inbox as words, language};
use crate::ui::{BottomSheet, Button, ButtonLink, Empty, Icon, ListPage, Select, Tab, Tabs, Weight, live};
use crate::{paths, t};

/// From this width on the filters stand beside the list.
const ROOMY: &str = "(min-width: 64rem)";

/// What is asked, and how to ask something else.
#[derive(Clone, Copy)]
pub struct Asking {
    query: Memo<InboxQuery>,
    ask: Callback<InboxQuery>,
}

impl Asking {
    /// From the address and into it.
    fn here() -> Self {
        let values = use_query_map();
        let query = Memo::new(move |_| {
            let mut query = values.with(|values| InboxQuery::read(|name| values.get(name)));
            query.sort = query.sort.filter(|_| query.of.asked_of_me());
            query
        });
        let navigate = use_navigate();
        let ask = Callback::new(move |query: InboxQuery| {
            let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            navigate(&paths::inbox_of(&query), options);
        });
        Self { query, ask }
    }

    /// Asks the same with one thing changed.
    fn change(self, change: impl FnOnce(&mut InboxQuery)) {
        let mut query = self.query.get_untracked();
        change(&mut query);
        self.ask.run(query);
    }
}

/// `/inbox?box=…`.
pub fn page() -> AnyView {
    let asking = Asking::here();
    let views = use_load::<Vec<SavedView>>(|| paths::api::VIEWS.to_owned());
    let facets = use_load::<Facets>(move || paths::api::facets(asking.query.with(|query| query.of)));
    let picking = Picking::new();
    let desk = Desk { picking, sending: Sending::new(picking), explained: RwSignal::new(None) };
    picking::listen(picking);
    let of = Memo::new(move |_| asking.query.with(|query| query.of));
    // Another box, another choice.
    Effect::new(move |_| {
        of.track();
        picking.end();
    });
    let filtering = RwSignal::new(false);
    let roomy = use_media(ROOMY);
    let beside = Memo::new(move |_| roomy.get() && filtering.get());
    view! {
        <PageFrame title=Signal::derive(move || views::title(asking, views))>
            <Boxes asking views />
            <div class="inbox-tools">
                <search::Search asking />
                <Tools asking picking filtering />
            </div>
            <div class="inbox-held">{filters::held(asking, facets)} {views::bar(asking, views)}</div>
            {batch::outcome(desk.sending)}
            <div class="inbox-body" class:with-filters=beside>
                <div>{list(asking, desk)}</div>
                <aside class="inbox-filters" aria-label=t!(inbox.filters) hidden=move || !beside.get()>
                    {live(move || beside.get().then(|| inbox_filters(asking, facets)))}
                </aside>
            </div>
            {batch::bar(picking, desk.sending)}
            {live(move || (!roomy.get()).then(|| sheet(filtering, asking, facets)))}
            {deadline(desk.explained)}
        </PageFrame>
    }
    .into_any()
}

/// The boxes and the kept views, side by side.
#[component]
fn Boxes(asking: Asking, views: Load<Vec<SavedView>>) -> impl IntoView {
    let session = use_session();
    let tabs = move || {
        let counts = session.value.with(|session| session.as_ref().map(|it| (it.todo, it.unread, it.urged)));
        let query = asking.query.get();
        let view = views::current(&query, &views.value.get().unwrap_or_default());
        let tab = |each: &InboxBox| Tab {
            href: paths::inbox(*each, query.q.as_deref().unwrap_or_default()),
            label: each.label(language()).to_owned(),
            count: match each {
                InboxBox::Todo => counts.map(|(todo, ..)| todo),
                InboxBox::ToRead => counts.map(|(_, unread, _)| unread),
                InboxBox::Urged => counts.map(|(.., urged)| urged),
                _ => None,
            },
            current: view.is_none() && *each == query.of,
        };
        let mut tabs = InboxBox::ALL.iter().map(tab).collect::<Vec<_>>();
        tabs.extend(views.value.get().unwrap_or_default().into_iter().map(|kept| Tab {
            href: format!("/inbox?{}", kept.query),
            current: view.as_ref().is_some_and(|view| view.id == kept.id),
            label: kept.name,
            count: None,
        }));
        tabs
    };
    view! { <Tabs label=t!(inbox.boxes) tabs=Signal::derive(tabs) /> }
}

/// Filters, order and choosing many.
#[component]
fn Tools(asking: Asking, picking: Picking, filtering: RwSignal<bool>) -> impl IntoView {
    let sort = RwSignal::new(String::new());
    Effect::new(move |_| {
        let now = asking.query.with(|query| query.sort.unwrap_or(InboxSort::Newest));
        sort.set(now.to_string());
    });
    Effect::new(move |before: Option<()>| {
        let wanted = sort.get().parse().ok().filter(|sort| *sort != InboxSort::Newest);
        if before.is_some() && wanted != asking.query.with_untracked(|query| query.sort) {
            asking.change(|query| query.sort = wanted);
        }
    });
    let sorts: Vec<_> =
        InboxSort::ALL.iter().map(|sort| (sort.to_string(), sort.label(language()).to_owned())).collect();
    let sortable = Memo::new(move |_| asking.query.with(|query| query.of.asked_of_me()));
    let number = move || match asking.query.with(InboxQuery::filters) {
        0 => t!(inbox.filter).to_owned(),
        count => t!(inbox.filter_count, count = count),
    };
    let order = move || {
        let sorts = sorts.clone();
        sortable.get().then(|| {
            view! { <div class="inbox-sort"><Select value=sort options=Signal::stored(sorts) label=t!(inbox.sort) /></div> }
        })
    };
    view! {
        <div class="inbox-buttons">
            <Button symbol=Icon::Filter on_press=move |()| filtering.update(|on| *on = !*on)>
                {live(number)}
            </Button>
            {live(order)}
            <Button symbol=Icon::Check on_press=move |()| picking.toggle_mode()>
                {live(move || if picking.on.get() { t!(inbox.pick_end) } else { t!(inbox.pick) })}
            </Button>
        </div>
    }
}

/// The filters on a phone.
fn sheet(open: RwSignal<bool>, asking: Asking, facets: Load<Facets>) -> AnyView {
    view! {
        <BottomSheet open title=Signal::derive(|| t!(inbox.filters).to_owned())>
            {inbox_filters(asking, facets)}
            <footer>
                <Button weight=Weight::Primary on_press=move |()| open.set(false)>
                    {t!(inbox.show_found)}
                </Button>
            </footer>
        </BottomSheet>
    }
    .into_any()
}

/// The rows that are asked for. Asks again after every act of this window and of others.
fn list(asking: Asking, desk: Desk) -> AnyView {
    let (changes, here) = (use_changes(), use_location().pathname);
    live(move || {
        let of = asking.query.with(|query| query.of);
        let path = Signal::derive(move || {
            changes.track();
            asking.query.with(paths::api::inbox_of)
        });
        view! {
            <ListPage
                path
                key=inbox_row::key
                row=move |row: InboxRow| line::line(of, row, here, desk)
                label=t!(inbox.list)
                empty=move || nothing(asking)
            />
        }
    })
}

/// The rows of a box beside a case that was opened from it.
pub fn beside(of: InboxBox) -> AnyView {
    let (changes, here) = (use_changes(), use_location().pathname);
    let path = Signal::derive(move || {
        changes.track();
        paths::api::inbox(of, "")
    });
    view! {
        <ListPage
            path
            key=inbox_row::key
            row=move |row: InboxRow| inbox_row::view(of, row, here, true)
            label=t!(inbox.list)
            empty=move || nothing_in(of)
        />
    }
    .into_any()
}

fn nothing(asking: Asking) -> AnyView {
    let query = asking.query.get();
    if query.filters() > 0 {
        let clear = move |()| asking.change(filters::clear_all);
        return view! {
            <Empty symbol=Icon::Filter title=t!(inbox.empty_filtered)>
                <Button on_press=clear>{t!(inbox.clear_filters)}</Button>
            </Empty>
        }
        .into_any();
    }
    match query.q {
        Some(text) => {
            view! { <Empty symbol=Icon::Search title=t!(inbox.empty_search, text = text) /> }.into_any()
        }
        None => nothing_in(query.of),
    }
}

fn nothing_in(of: InboxBox) -> AnyView {
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
