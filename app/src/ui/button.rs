//! What is pressed.

use leptos::prelude::*;

use super::{Icon, icon};

/// How much a button weighs.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Weight {
    /// The one thing asked.
    Primary,
    #[default]
    Plain,
    /// Without a frame.
    Quiet,
    /// Destroys, refuses or cannot be taken back.
    Danger,
}

impl Weight {
    fn class(self) -> &'static str {
        match self {
            Weight::Primary => "button primary",
            Weight::Plain => "button",
            Weight::Quiet => "button quiet",
            Weight::Danger => "button danger",
        }
    }
}

/// A button. While `busy` it takes no second press and says so.
#[component]
pub fn Button(
    #[prop(optional)] weight: Weight,
    #[prop(optional)] symbol: Option<Icon>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] busy: Signal<bool>,
    /// Submits the form it stands in.
    #[prop(optional)]
    submit: bool,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let press = move |_| {
        if let (Some(on_press), false) = (on_press, busy.get_untracked()) {
            on_press.run(());
        }
    };
    view! {
        <button
            class=weight.class()
            type=if submit { "submit" } else { "button" }
            disabled=disabled
            aria-busy=move || busy.get().then_some("true")
            on:click=press
        >
            {symbol.map(icon)}
            <span>{children()}</span>
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub fn ButtonLink(
    #[prop(into)] href: String,
    #[prop(optional)] weight: Weight,
    #[prop(optional)] symbol: Option<Icon>,
    children: Children,
) -> impl IntoView {
    view! {
        <a class=weight.class() href=href>
            {symbol.map(icon)}
            <span>{children()}</span>
        </a>
    }
}

/// A button with a symbol only; the label is for those who do not see it, and for a pointer that rests.
#[component]
pub fn IconButton(
    symbol: Icon,
    #[prop(into)] label: String,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] pressed: Option<Signal<bool>>,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            class="icon-button"
            type="button"
            title=label.clone()
            aria-label=label
            aria-pressed=move || pressed.map(|pressed| pressed.get().to_string())
            disabled=disabled
            on:click=move |_| on_press.run(())
        >
            {icon(symbol)}
        </button>
    }
}
