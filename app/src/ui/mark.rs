//! Small marks. Each has words: none speaks by colour alone.

use leptos::prelude::*;

use super::{Icon, icon};

/// What a mark's colour says besides its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Neutral,
    /// It is in hand.
    Accent,
    Good,
    Caution,
    /// Danger, or an official red.
    Alarm,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Tone::Neutral => "chip",
            Tone::Accent => "chip accent",
            Tone::Good => "chip good",
            Tone::Caution => "chip caution",
            Tone::Alarm => "chip alarm",
        }
    }
}

/// A word in a frame.
#[component]
pub fn Chip(
    #[prop(optional)] tone: Tone,
    #[prop(optional)] symbol: Option<Icon>,
    children: Children,
) -> impl IntoView {
    view! { <span class=tone.class()>{symbol.map(icon)} {children()}</span> }
}

/// A light beside a deadline: its shape differs as well as its colour.
#[component]
pub fn Lamp(tone: Tone, #[prop(into)] label: String) -> impl IntoView {
    let (class, shape) = match tone {
        Tone::Alarm => ("lamp alarm", "▲"),
        Tone::Caution => ("lamp caution", "◆"),
        _ => ("lamp good", "●"),
    };
    view! { <span class=class><span aria-hidden="true">{shape}</span> {label}</span> }
}

/// A person's last character, as a Chinese office recognises it.
#[component]
pub fn Avatar(#[prop(into)] name: String) -> impl IntoView {
    let last = name.chars().last().map(String::from);
    view! { <span class="avatar" aria-hidden="true">{last}</span> }
}

/// How much of something is done. `value` of `of`.
#[component]
pub fn ProgressBar(
    #[prop(into)] value: Signal<f64>,
    #[prop(into)] of: Signal<f64>,
    #[prop(into)] label: String,
) -> impl IntoView {
    view! {
        <progress
            class="progress"
            aria-label=label
            prop:max=of
            prop:value=value
        ></progress>
    }
}
