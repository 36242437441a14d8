//! A row of the inbox with what can be done to it from here: chosen, finished with one tap or one swipe, its deadline
//! explained.

use api::CaseId;
use api::cases::{InboxBox, InboxRow};
use leptos::ev::PointerEvent;
use leptos::prelude::*;

use super::batch::Sending;
use super::picking::{Picked, Picking};
use crate::platform::inbox_row;
use crate::t;
use crate::text::language;
use crate::ui::{Button, Weight, live};

/// A finger that moved so far, px, means the row and not the page.
const BEGUN: i32 = 12;
/// A row let go so far from its place, px, is done with.
const DONE: i32 = 96;
/// It follows the finger no further.
const FURTHEST: i32 = 144;

/// What the rows share.
#[derive(Clone, Copy)]
pub struct Desk {
    pub picking: Picking,
    pub sending: Sending,
    /// The case whose deadline is explained.
    pub explained: RwSignal<Option<CaseId>>,
}

/// The row with its acts.
pub fn line(of: InboxBox, row: InboxRow, here: Memo<String>, desk: Desk) -> AnyView {
    let Desk { picking, sending, .. } = desk;
    let picked = StoredValue::new(Picked::new(of, &row));
    picking.register(picked.get_value());
    let held = Memo::new(move |_| picked.with_value(|picked| picking.holds(picked)));
    let verb = picked.with_value(|picked| picked.quick);
    let leaving = Memo::new(move |_| picked.with_value(|picked| sending.verb_of(picked)));
    let swipe = Swipe::new();
    let let_go = move |_| {
        if let (true, Some(verb)) = (swipe.end(), verb) {
            sending.begin(verb, vec![picked.get_value()]);
        }
    };
    let begin = move |event: PointerEvent| {
        let free = verb.is_some() && !picking.on.get_untracked() && leaving.get_untracked().is_none();
        if free && event.pointer_type() == "touch" {
            swipe.begin(&event);
        }
    };
    let click = move |event: leptos::ev::MouseEvent| {
        if picking.on.get_untracked() {
            event.prevent_default();
            picked.with_value(|picked| picking.toggle(picked));
        }
    };
    let acts = acts(row.due_at.clone(), verb, leaving, picked, desk);
    view! {
        <div
            class="line"
            class:held=held
            class:swiping=move || swipe.offset.get() != 0
            data-row=picked.with_value(Picked::name)
        >
            {verb.map(|verb| view! { <span class="line-behind" aria-hidden="true">{verb.label(language())}</span> })}
            <div
                class="line-front"
                style:transform=move || Some(swipe.offset.get()).filter(|by| *by != 0).map(|by| format!("translateX({by}px)"))
                on:pointerdown=begin
                on:pointermove=move |event| swipe.follow(&event)
                on:pointerup=let_go
                on:pointercancel=move |_| {
                    swipe.end();
                }
            >
                {live(move || picking.on.get().then(|| tick(picked, held, picking)))}
                <div class="line-link" on:click=click>{inbox_row::view(of, row, here, false)}</div>
                {acts}
            </div>
        </div>
    }
    .into_any()
}

fn tick(picked: StoredValue<Picked>, held: Memo<bool>, picking: Picking) -> impl IntoView {
    let label = picked.with_value(|picked| t!(inbox.pick_one, title = picked.title));
    view! {
        <label class="line-tick">
            <input
                type="checkbox"
                aria-label=label
                prop:checked=held
                on:change=move |_| picked.with_value(|picked| picking.toggle(picked))
            />
        </label>
    }
}

/// The lamp that explains itself, and the one tap that finishes it; or the way back while that has not left.
fn acts(
    due: Option<String>,
    verb: Option<api::inbox::BatchVerb>,
    leaving: Memo<Option<api::inbox::BatchVerb>>,
    picked: StoredValue<Picked>,
    desk: Desk,
) -> AnyView {
    let Desk { picking, sending, explained } = desk;
    let nothing = due.is_none() && verb.is_none();
    let lamp = due.map(|due| {
        let case = picked.with_value(|picked| picked.case);
        view! {
            <button
                type="button"
                class="lamp-button"
                aria-haspopup="dialog"
                title=t!(deadline.how_counted)
                on:click=move |_| explained.set(Some(case))
            >
                {inbox_row::due_lamp(&due)}
            </button>
        }
    });
    let quick = move || match (leaving.get(), verb) {
        (Some(verb), _) => view! {
            <span class="line-soon">{t!(inbox.row_soon, verb = verb.label(language()))}</span>
            <Button weight=Weight::Quiet on_press=move |()| sending.undo()>{t!(common.undo)}</Button>
        }
        .into_any(),
        (None, Some(verb)) if !picking.on.get() => view! {
            <Button weight=Weight::Quiet on_press=move |()| sending.begin(verb, vec![picked.get_value()])>
                {verb.label(language())}
            </Button>
        }
        .into_any(),
        _ => ().into_any(),
    };
    match nothing {
        true => live(move || leaving.get().map(|_| view! { <div class="line-acts">{quick()}</div> })),
        false => view! { <div class="line-acts">{lamp} <span class="line-quick">{live(quick)}</span></div> }
            .into_any(),
    }
}

/// A finger on the row, moving to the left.
#[derive(Clone, Copy)]
struct Swipe {
    /// px; negative to the left.
    offset: RwSignal<i32>,
    from: StoredValue<Option<(i32, i32)>>,
}

impl Swipe {
    fn new() -> Self {
        Self { offset: RwSignal::new(0), from: StoredValue::new(None) }
    }

    fn begin(self, event: &PointerEvent) {
        self.from.set_value(Some((event.client_x(), event.client_y())));
    }

    fn follow(self, event: &PointerEvent) {
        let Some((x, y)) = self.from.get_value() else { return };
        let (by, aside) = (event.client_x() - x, event.client_y() - y);
        let begun = self.offset.get_untracked() != 0 || (-by > BEGUN && -by > aside.abs());
        if begun {
            self.offset.set(by.clamp(-FURTHEST, 0));
        }
    }

    /// Whether it was let go far enough from its place.
    fn end(self) -> bool {
        let far = self.offset.get_untracked() <= -DONE;
        self.from.set_value(None);
        self.offset.set(0);
        far
    }
}
