//! 来文机关: an organ of the system, found while one types, or another's full name.

use api::OrganId;
use api::organization::OrganPlace;
use leptos::prelude::*;

use crate::http::use_load;
use crate::ui::{Chips, Chosen, Combobox, Offer, new_id};
use crate::{paths, t};

/// Organs offered at once.
const OFFERED: usize = 8;

/// Who sent it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sender {
    pub name: String,
    pub organ: Option<OrganId>,
}

/// One sender at most.
#[component]
pub fn SenderPicker(
    sender: RwSignal<Option<Sender>>,
    #[prop(into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let query = RwSignal::new(String::new());
    let found = use_load::<Vec<OrganPlace>>(move || paths::api::organs(query.get().trim()));
    // What was found last stays until the answer to the next letter is there.
    let organs = Memo::new(move |last: Option<&Vec<OrganPlace>>| {
        found.value.get().or_else(|| last.cloned()).unwrap_or_default()
    });
    let offers = Memo::new(move |_| organs.with(|organs| offers(organs, query.get().trim())));
    let take = move |taken: Offer| {
        let chosen = offers.with_untracked(|all| all.iter().find(|it| key(it) == taken.key).cloned());
        sender.set(chosen);
    };
    let chips = move || {
        let chip = |it: Sender| Chosen { name: it.name, foreign: it.organ.is_none() };
        sender.get().map(chip).into_iter().collect::<Vec<_>>()
    };
    let (input, described) = (new_id(), new_id());
    let (label, notes) = (input.clone(), described.clone());
    view! {
        <div class="field" class:wrong=move || error.with(Option::is_some)>
            <label for=label>
                {t!(incoming.sender)} <em class="required">{t!(common.required)}</em>
            </label>
            <Chips
                chosen=Signal::derive(chips)
                ordered=false
                on_change=Callback::new(move |_| sender.set(None))
            />
            {move || sender.with(Option::is_none).then(|| view! {
                <Combobox
                    query
                    offers=Signal::derive(move || offers.with(|all| all.iter().map(offer).collect()))
                    label=t!(incoming.sender)
                    placeholder=t!(documents.organ_search)
                    id=Some(input.clone())
                    described=Some(described.clone())
                    busy=found.busy
                    on_take=Callback::new(take)
                    on_erase=Callback::new(|()| ())
                />
            })}
            <div class="field-notes">
                <p id=notes class="hint">{t!(incoming.sender_hint)}</p>
                <p class="error" role="alert">{error}</p>
            </div>
        </div>
    }
}

/// Tells an organ from words that read the same.
fn key(sender: &Sender) -> String {
    format!("{} {}", sender.organ.is_some(), sender.name)
}

fn offer(sender: &Sender) -> Offer {
    let name = match sender.organ {
        Some(_) => sender.name.clone(),
        None => t!(documents.use_words, name = sender.name),
    };
    Offer { key: key(sender), name, note: String::new(), taken: None }
}

/// Organs found, then the words themselves.
fn offers(organs: &[OrganPlace], words: &str) -> Vec<Sender> {
    let found = organs.iter().take(OFFERED);
    let mut all: Vec<Sender> =
        found.map(|organ| Sender { name: organ.name.clone(), organ: Some(organ.id) }).collect();
    if !words.is_empty() && all.iter().all(|it| it.name != words) {
        all.push(Sender { name: words.to_owned(), organ: None });
    }
    all
}
