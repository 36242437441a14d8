//! Choosing who handles what comes next.

use flow::{Choice, Choices, PostId};
use leptos::prelude::*;

use super::command::asked_for;
use crate::platform::Wanted;
use crate::text::language;
use crate::ui::live;
use crate::{lazy, t};

/// A picker for each step whose handlers are chosen now.
#[component]
pub fn HandlerChoices(wanted: Vec<Choice>, choices: RwSignal<Choices>) -> impl IntoView {
    wanted.into_iter().map(|choice| view! { <HandlerChoice choice choices /> }).collect_view()
}

#[component]
fn HandlerChoice(choice: Choice, choices: RwSignal<Choices>) -> impl IntoView {
    let step = choice.step.clone();
    let chosen =
        RwSignal::new(choices.with_untracked(|choices| choices.get(&step).cloned().unwrap_or_default()));
    let candidates: Option<Vec<PostId>> = choice.candidates.clone();
    // Whom nobody has to choose is chosen.
    if let (Some([only]), true) = (candidates.as_deref(), choice.required) {
        chosen.set(vec![*only]);
    }
    Effect::new(move |_| {
        let posts = chosen.get();
        choices.update(|choices| drop(choices.insert(step.clone(), posts)));
    });
    let name = language().pick(&choice.name.zh, &choice.name.en).clone();
    let label = match choice.required {
        true => t!(case.choose_for, step = name),
        false => t!(case.choose_for_optional, step = name),
    };
    let one = choice.one;
    let shown = Memo::new(move |_| choices.with(|choices| asked_for(&choice, choices)));
    let wanted = Wanted { chosen, one, candidates, within: Signal::stored(None), label };
    live(move || shown.get().then(|| lazy::people(wanted.clone())))
}
