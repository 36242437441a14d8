//! A box that searches while one types, with what it found below (WAI-ARIA combobox with a list): arrows walk, Enter
//! takes, Backspace in the empty box takes away.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::{Icon, icon, is_enter, live, new_id, typed};

/// One thing to take.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Tells it from the others.
    pub key: String,
    pub name: String,
    /// What tells it from its namesakes.
    pub note: String,
    /// Whether it is taken already, where taking it again puts it back.
    pub taken: Option<bool>,
}

/// The box. `inline` keeps the list below open and in the flow of the page; else it opens over the page.
#[component]
pub fn Combobox(
    query: RwSignal<String>,
    #[prop(into)] offers: Signal<Vec<Offer>>,
    #[prop(into)] label: String,
    #[prop(into)] placeholder: String,
    #[prop(optional)] inline: bool,
    /// Id of the box, for a label outside.
    #[prop(optional_no_strip)]
    id: Option<String>,
    #[prop(optional_no_strip)] described: Option<String>,
    /// Whether what is offered is of an earlier word: Enter then waits for what belongs to this one.
    #[prop(optional, into)]
    busy: Signal<bool>,
    on_take: Callback<Offer>,
    on_erase: Callback<()>,
) -> impl IntoView {
    let opened = RwSignal::new(inline);
    let marked = RwSignal::new(0_usize);
    let list = new_id();
    let option = {
        let list = list.clone();
        move |index: usize| format!("{list}-{index}")
    };
    let shown = Memo::new(move |_| opened.get() && !offers.with(Vec::is_empty));
    let active = {
        let option = option.clone();
        move || shown.get().then(|| option(marked.get()))
    };
    let take = move |offer: Offer| {
        on_take.run(offer);
        if !inline {
            query.set(String::new());
            opened.set(false);
        }
        marked.update(|marked| *marked = (*marked).min(offers.with_untracked(Vec::len).saturating_sub(1)));
    };
    let take_marked = move || {
        let offer = offers.with_untracked(|offers| offers.get(marked.get_untracked()).cloned());
        if let (Some(offer), true) = (offer, shown.get_untracked()) {
            take(offer);
        }
    };
    let entered = StoredValue::new(false);
    Effect::new(move |_| {
        if !busy.get() && entered.get_value() {
            entered.set_value(false);
            take_marked();
        }
    });
    let walk = {
        let option = option.clone();
        move |to: usize| {
            opened.set(true);
            marked.set(to.min(offers.with_untracked(Vec::len).saturating_sub(1)));
            let row = document().get_element_by_id(&option(marked.get_untracked()));
            if let Some(row) = row {
                let near = web_sys::ScrollIntoViewOptions::new();
                near.set_block(web_sys::ScrollLogicalPosition::Nearest);
                row.scroll_into_view_with_scroll_into_view_options(&near);
            }
        }
    };
    let keys = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowDown" => {
            event.prevent_default();
            walk(if shown.get_untracked() { marked.get_untracked() + 1 } else { 0 });
        }
        "ArrowUp" => {
            event.prevent_default();
            walk(marked.get_untracked().saturating_sub(1));
        }
        "Escape" if opened.get_untracked() && !inline => {
            event.stop_propagation();
            opened.set(false);
        }
        "Backspace" if query.with_untracked(String::is_empty) => on_erase.run(()),
        _ if is_enter(&event) => {
            event.prevent_default();
            match busy.get_untracked() {
                true => entered.set_value(true),
                false => take_marked(),
            }
        }
        _ => {}
    };
    let search = move |text: String| {
        entered.set_value(false);
        query.set(text);
        marked.set(0);
        opened.set(true);
    };
    let entries = move || {
        let entry =
            |(index, offer): (usize, Offer)| row(option(index), index, offer, marked, Callback::new(take));
        offers.get().into_iter().enumerate().map(entry).collect_view()
    };
    view! {
        <div class="combobox" class:inline=inline>
            <input
                id=id
                class="control"
                type="text"
                role="combobox"
                autocomplete="off"
                placeholder=placeholder
                aria-label=label.clone()
                aria-autocomplete="list"
                aria-expanded=move || shown.get().to_string()
                aria-controls=list.clone()
                aria-activedescendant=active
                aria-describedby=described
                prop:value=move || query.get()
                on:input=move |event| {
                    if let Some(text) = typed(&event) {
                        search(text);
                    }
                }
                on:compositionend=move |event| search(event_target_value(&event))
                on:keydown=keys
                on:focus=move |_| opened.set(true)
                on:blur=move |_| opened.set(inline)
            />
            <ul id=list role="listbox" aria-label=label class="offers" hidden=move || !shown.get()>
                {live(entries)}
            </ul>
        </div>
    }
}

fn row(
    id: String,
    index: usize,
    offer: Offer,
    marked: RwSignal<usize>,
    take: Callback<Offer>,
) -> impl IntoView {
    let Offer { name, note, taken, .. } = offer.clone();
    let active = Memo::new(move |_| marked.get() == index);
    // Before the box loses the focus and the list its place.
    let press = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        marked.set(index);
        take.run(offer.clone());
    };
    view! {
        <li
            id=id
            role="option"
            class="offer"
            class:active=active
            aria-selected=move || taken.unwrap_or_else(|| active.get()).to_string()
            on:mousedown=press
        >
            <span class="offer-name">{name}</span>
            <small>{note}</small>
            {(taken == Some(true)).then(|| icon(Icon::Check))}
        </li>
    }
}
