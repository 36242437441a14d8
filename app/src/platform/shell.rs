//! What surrounds every page: navigation at the thumb on a phone and at the left on a desk, and beside a case the list
//! it was opened from.

use api::cases::InboxBox;
use api::session::Session;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};
use wasm_bindgen::JsCast;

use super::session::RenewDialog;
use super::{Changes, directory, keys, live as live_changes};
use crate::http::{Load, use_load};
use crate::ui::{Icon, OfflineBanner, ToastPlace, Toasts, icon, live};
use crate::{lazy, paths, t};

/// From this width on a list and a case stand side by side.
const WIDE: &str = "(min-width: 64rem)";

/// The frame around the pages, with all they share.
#[component]
pub fn Shell(children: Children) -> impl IntoView {
    let changes = Changes::provide();
    let toasts = Toasts::provide();
    directory::provide();
    let panels = keys::provide();
    let session = use_load::<Session>(|| paths::api::SESSION.to_owned());
    provide_context(session);
    live_changes::follow(session, changes);
    move_focus_with_the_page();
    let beside = beside();
    view! {
        <header>
            <a class="skip" href="#main" on:click=skip>
                {t!(shell.skip)}
            </a>
        </header>
        <div class="shell" class:with-list=move || beside.get().is_some()>
            <Navigation session />
            <aside class="beside" aria-label=t!(inbox.list)>
                {live(move || beside.get().map(lazy::inbox_beside))}
            </aside>
            <main id="main" tabindex="-1">
                <OfflineBanner />
                <EmergencyBanner session />
                {children()}
            </main>
        </div>
        {lazy::palette(panels)}
        <ToastPlace toasts />
        <RenewDialog session />
    }
}

/// 紧急授权: as long as rights are lent, every page says so.
#[component]
fn EmergencyBanner(session: Load<Session>) -> impl IntoView {
    let lent = Memo::new(move |_| {
        session.value.with(|session| session.as_ref().is_some_and(|session| session.emergency.is_some()))
    });
    live(move || lent.get().then(|| view! { <p class="offline" role="status">{t!(shell.emergency)}</p> }))
}

/// The router would take the link for an address.
fn skip(event: leptos::ev::MouseEvent) {
    event.prevent_default();
    focus("#main");
}

/// The box to show beside the page: where there is room, and the page is a case that was opened from one.
fn beside() -> Memo<Option<InboxBox>> {
    let wide = use_media(WIDE);
    let query = use_query_map();
    Memo::new(move |_| {
        let from = query.with(|query| query.get_str("from").and_then(|from| from.parse().ok()));
        from.filter(|_| wide.get())
    })
}

/// Whether a media query holds.
pub fn use_media(query: &str) -> Signal<bool> {
    let Ok(Some(list)) = window().match_media(query) else { return Signal::stored(false) };
    let holds = RwSignal::new(list.matches());
    let watched = list.clone();
    let handle = window_event_listener(leptos::ev::resize, move |_| {
        if holds.get_untracked() != watched.matches() {
            holds.set(watched.matches());
        }
    });
    on_cleanup(move || handle.remove());
    holds.into()
}

/// A new page begins at its heading, for the eye and for a screen reader alike; the first page is left alone.
fn move_focus_with_the_page() {
    let location = use_location();
    Effect::new(move |before: Option<String>| {
        let here = location.pathname.get();
        if before.is_some_and(|before| before != here) {
            request_animation_frame(|| {
                if !focus("#main h1") {
                    focus("#main");
                }
                window().scroll_to_with_x_and_y(0.0, 0.0);
            });
        }
        here
    });
}

/// A page that came late takes the focus from where it waited.
pub fn focus_late_page() {
    request_animation_frame(|| {
        if document().active_element().is_some_and(|element| element.id() == "main") {
            focus("#main h1");
        }
    });
}

fn focus(selector: &str) -> bool {
    let element = document().query_selector(selector).ok().flatten();
    let element = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    element.is_some_and(|element| element.focus().is_ok())
}

#[component]
fn Navigation(session: Load<Session>) -> impl IntoView {
    let todo =
        Memo::new(move |_| session.value.with(|session| session.as_ref().map_or(0, |session| session.todo)));
    let inbox = paths::inbox(InboxBox::Todo, "");
    view! {
        <nav class="navigation" aria-label=t!(shell.navigation)>
            <a class="brand" href=paths::HOME>
                <Boat />
                <span>{t!(common.app)}</span>
            </a>
            <Place href=paths::HOME.to_owned() symbol=Icon::Home label=t!(shell.home) />
            <Place href=inbox symbol=Icon::Inbox label=t!(shell.todo) count=todo />
            <Place href=paths::NEW.to_owned() symbol=Icon::Plus label=t!(shell.new) />
            <Place href=paths::APPS.to_owned() symbol=Icon::Apps label=t!(shell.apps) />
            <Place href=paths::ME.to_owned() symbol=Icon::Person label=t!(shell.me) />
        </nav>
    }
}

#[component]
fn Place(
    href: String,
    symbol: Icon,
    label: &'static str,
    #[prop(optional, into)] count: Signal<i64>,
) -> impl IntoView {
    let path = href.split('?').next().unwrap_or_default().to_owned();
    let here = use_location().pathname;
    let current = move || here.with(|here| *here == path).then_some("page");
    view! {
        <a class="place" href=href aria-current=current>
            {icon(symbol)} <span>{label}</span>
            {live(move || Some(count.get()).filter(|count| *count > 0).map(|count| view! { <b class="count">{count}</b> }))}
        </a>
    }
}

/// The mark: two sails over one boat (同舟共济).
#[component]
fn Boat() -> impl IntoView {
    view! {
        <svg class="boat" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d="M11 3v11H4.500C7 11 9.500 7 11 3zM13 5c2 3 4 6.500 6.500 9H13zM3 16h18c-1.500 3.500-4 5-9 5s-7.500-1.500-9-5z" />
        </svg>
    }
}
