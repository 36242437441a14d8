//! The one list page: rows of a query, more of them on demand, and something to say when there are none.

use std::sync::Arc;

use api::Page;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;

use super::{Button, ErrorState, Skeleton, live};
use crate::http::{self, Failure};
use crate::t;

/// Rows of what is at `path` (an [`api::Page`]), each drawn by `row` into a list item that holds one link.
/// `j` and `k` walk through them, Enter opens one. `empty` says what to do where there are none.
#[component]
pub fn ListPage<T>(
    #[prop(into)] path: Signal<String>,
    /// Tells one state of one row from every other.
    key: fn(&T) -> String,
    row: impl Fn(T) -> AnyView + Send + Sync + 'static,
    #[prop(into)] label: String,
    #[prop(into)] empty: ViewFn,
) -> impl IntoView
where
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    let rows = RwSignal::new(Vec::<T>::new());
    let status = Status::new();
    // `wanted`: rows that stood there before, all of which come again.
    let ask = move |after: Option<String>, wanted: usize| {
        let (path, asked) = (path.get_untracked(), status.begin());
        spawn_local(async move {
            let more = after.is_some();
            let answer = fetch(&path, after, wanted).await;
            if !status.current(asked) {
                return;
            }
            let next = answer.map(|page| {
                match more {
                    true => rows.update(|rows| rows.extend(page.rows)),
                    false => {
                        keep_focus();
                        rows.set(page.rows);
                    }
                }
                page.next
            });
            status.end(next);
        });
    };
    Effect::new(move |before: Option<String>| {
        let path = path.get();
        // The same list asked for again stays until the answer is there.
        if before.is_some_and(|before| before != path) {
            rows.set(Vec::new());
        }
        ask(None, rows.with_untracked(Vec::len));
        path
    });
    let ask = move |after: Option<String>| ask(after, 0);
    let row = Arc::new(row);
    let items = move || {
        let row = Arc::clone(&row);
        view! { <For each=move || rows.get() key=key children=move |item| view! { <li>{row(item)}</li> } /> }
            .into_any()
    };
    let count = Memo::new(move |_| rows.with(Vec::len));
    frame(status, count.into(), label, empty, items().into_any(), Callback::new(ask))
}

/// A row that is moved to make room for another loses the focus: it gets it back.
fn keep_focus() {
    let before = document().active_element().and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok());
    let Some(before) = before else { return };
    request_animation_frame(move || {
        let lost = document().active_element().is_none_or(|now| now.tag_name() == "BODY");
        if lost && before.is_connected() {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            // Only a detached element refuses the focus.
            let _ = before.focus_with_options(&options);
        }
    });
}

/// The page after a place, and as many further ones as it takes to have so many rows.
async fn fetch<T: DeserializeOwned>(
    path: &str,
    mut after: Option<String>,
    wanted: usize,
) -> Result<Page<T>, Failure> {
    let mut rows = Vec::new();
    loop {
        let target = match &after {
            Some(after) => format!("{path}{}after={}", separator(path), crate::paths::encode(after)),
            None => path.to_owned(),
        };
        let page = http::get::<Page<T>>(&target).await?;
        rows.extend(page.rows);
        if page.next.is_none() || rows.len() >= wanted {
            return Ok(Page { rows, next: page.next });
        }
        after = page.next;
    }
}

fn separator(path: &str) -> char {
    if path.contains('?') { '&' } else { '?' }
}

/// Where a list stands.
#[derive(Clone, Copy)]
struct Status {
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    next: RwSignal<Option<String>>,
    latest: StoredValue<u32>,
}

impl Status {
    fn new() -> Self {
        Self {
            busy: RwSignal::new(true),
            failure: RwSignal::new(None),
            next: RwSignal::new(None),
            latest: StoredValue::new(0),
        }
    }

    fn begin(self) -> u32 {
        self.busy.set(true);
        self.failure.set(None);
        self.latest.update_value(|latest| *latest += 1);
        self.latest.get_value()
    }

    /// Whether the page is still there and has asked for nothing else since.
    fn current(self, asked: u32) -> bool {
        self.latest.try_get_value() == Some(asked)
    }

    fn end(self, next: Result<Option<String>, Failure>) {
        self.busy.set(false);
        match next {
            Ok(next) => self.next.set(next),
            Err(failure) => self.failure.set(Some(failure)),
        }
    }
}

fn frame(
    status: Status,
    count: Signal<usize>,
    label: String,
    empty: ViewFn,
    items: AnyView,
    ask: Callback<Option<String>>,
) -> impl IntoView {
    let list = NodeRef::<html::Ul>::new();
    walk_with_keys(list);
    let below = move || {
        if let Some(failure) = status.failure.get() {
            let retry = move |()| ask.run(status.next.get_untracked().filter(|_| count.get_untracked() > 0));
            return view! { <ErrorState failure on_retry=retry /> }.into_any();
        }
        match (status.busy.get(), count.get(), status.next.get()) {
            (true, 0, _) => view! { <Skeleton lines=8 /> }.into_any(),
            (false, 0, _) => empty.run(),
            (busy, _, Some(next)) => {
                let more = move |()| ask.run(Some(next.clone()));
                view! {
                    <div class="list-end">
                        <Button busy=Signal::stored(busy) on_press=more>
                            {t!(common.load_more)}
                        </Button>
                    </div>
                }
                .into_any()
            }
            (_, _, None) => ().into_any(),
        }
    };
    view! {
        <ul class="list" aria-label=label node_ref=list>
            {items}
        </ul>
        {live(below)}
    }
}

/// `j` and `k` (or the arrows, once inside) move the focus from row to row; the browser opens a link on Enter.
fn walk_with_keys(list: NodeRef<html::Ul>) {
    let handle = window_event_listener(leptos::ev::keydown, move |event| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || is_writing() {
            return;
        }
        let Some(list) = list.get_untracked() else { return };
        let inside = document().active_element().is_some_and(|element| list.contains(Some(&element)));
        let forward = match event.key().as_str() {
            "j" => true,
            "k" => false,
            "ArrowDown" if inside => true,
            "ArrowUp" if inside => false,
            _ => return,
        };
        event.prevent_default();
        step(&list, forward);
    });
    on_cleanup(move || handle.remove());
}

/// Whether keys belong to a text, or a dialog is in front.
pub fn is_writing() -> bool {
    let writing = document().active_element().is_some_and(|element| {
        let written = matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT");
        let ticked = element.get_attribute("type").is_some_and(|kind| kind == "checkbox");
        (written && !ticked) || element.has_attribute("contenteditable")
    });
    writing || document().query_selector("dialog[open]").ok().flatten().is_some()
}

fn step(list: &web_sys::Element, forward: bool) {
    let Ok(links) = list.query_selector_all("li a[href]") else { return };
    let active = document().active_element();
    let links: Vec<web_sys::HtmlElement> =
        (0..links.length()).filter_map(|index| links.item(index)?.dyn_into().ok()).collect();
    let here =
        links.iter().position(|link| active.as_ref().is_some_and(|active| link.is_same_node(Some(active))));
    let target = match (here, forward) {
        (None, _) => 0,
        (Some(here), true) => here + 1,
        (Some(here), false) => here.saturating_sub(1),
    };
    if let Some(link) = links.get(target) {
        // Only a detached element refuses the focus.
        let _ = link.focus();
    }
}
