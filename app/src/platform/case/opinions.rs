//! Opinions (意见) in order. Nobody edits one.

use api::cases::{CaseView, Opinion};
use leptos::prelude::*;

use super::event_word;
use crate::format;
use crate::t;
use crate::text::language;
use crate::ui::{Avatar, live};

/// All opinions of a case, the first one first.
#[component]
pub fn Opinions(#[prop(into)] case: Signal<CaseView>) -> impl IntoView {
    let opinions = move || {
        let opinions = case.with(|case| case.opinions.clone());
        if opinions.is_empty() {
            return view! { <p class="hint">{t!(case.no_opinions)}</p> }.into_any();
        }
        view! { <ol class="opinions">{opinions.into_iter().map(opinion_view).collect_view()}</ol> }.into_any()
    };
    view! {
        <section class="card" aria-label=t!(case.opinions)>
            <h2>{t!(case.opinions)}</h2>
            {live(opinions)}
        </section>
    }
}

fn opinion_view(opinion: Opinion) -> impl IntoView {
    let step = opinion.step_name.label(language()).to_owned();
    view! {
        <li>
            <Avatar name=opinion.name.clone() />
            <div>
                <p class="opinion-head">
                    <strong>{name_for(&opinion.name, opinion.on_behalf_of.as_deref())}</strong> " " <small>{opinion.department} " " {opinion.title}</small>
                </p>
                <p class="opinion-text">{opinion.text}</p>
                <p class="hint">
                    {step} " · " {event_word(&opinion.action)} " · "
                    <time datetime=opinion.at.clone()>{format::date_time(&opinion.at)}</time>
                </p>
            </div>
        </li>
    }
}

/// A name as it is printed: 李某（代王某） where one acted for another.
pub fn name_for(name: &str, principal: Option<&str>) -> String {
    match principal {
        Some(principal) => t!(case.name_for, name = name, principal = principal),
        None => name.to_owned(),
    }
}
