//! Choosing organs in order (主送, 抄送, 联合行文, 分送): a box that searches them by name and pinyin, and takes free words for
//! collective names and organs outside the system.

use api::documents::Recipient;
use api::organization::OrganPlace;
use leptos::prelude::*;

use crate::http::use_load;
use crate::ui::{Chips, Chosen as Chip, Combobox, Offer, in_order, new_id};
use crate::{paths, t};

/// Organs offered at once.
const OFFERED: usize = 8;

/// What is chosen, and who hears of a change.
#[derive(Clone, Copy)]
pub struct Organs {
    pub chosen: Signal<Vec<Recipient>>,
    pub set: Callback<Vec<Recipient>>,
    /// Whether words that are no organ of the directory are taken.
    pub free: bool,
    pub label: &'static str,
    pub hint: &'static str,
}

/// The box, its offers and what was chosen.
pub fn organs(wanted: Organs) -> AnyView {
    let Organs { chosen, set, free, label, hint } = wanted;
    let query = RwSignal::new(String::new());
    let found = use_load::<Vec<OrganPlace>>(move || paths::api::organs(query.get().trim()));
    // What was found last stays until the answer to the next letter is there.
    let organs = Memo::new(move |last: Option<&Vec<OrganPlace>>| {
        found.value.get().or_else(|| last.cloned()).unwrap_or_default()
    });
    let recipients = Memo::new(move |_| {
        organs.with(|organs| chosen.with(|chosen| offers(organs, chosen, query.get().trim(), free)))
    });
    let take = move |taken: Offer| {
        let offered = recipients.with_untracked(|all| all.iter().find(|it| key(it) == taken.key).cloned());
        if let Some(recipient) = offered {
            set.run([chosen.get_untracked(), vec![recipient]].concat());
        }
    };
    let erase = move |()| {
        let mut list = chosen.get_untracked();
        if list.pop().is_some() {
            set.run(list);
        }
    };
    let chips = move || {
        let chip = |it: &Recipient| Chip { name: it.name.clone(), foreign: it.organ.is_none() };
        chosen.with(|chosen| chosen.iter().map(chip).collect::<Vec<_>>())
    };
    let change = move |order: Vec<usize>| set.run(in_order(&chosen.get_untracked(), &order));
    let (input, described) = (new_id(), new_id());
    view! {
        <div class="field">
            <label for=input.clone()>{label}</label>
            <Chips chosen=Signal::derive(chips) on_change=Callback::new(change) />
            <Combobox
                query
                offers=Signal::derive(move || recipients.with(|all| all.iter().map(offer).collect()))
                label
                placeholder=t!(documents.organ_search)
                id=Some(input)
                described=Some(described.clone())
                busy=found.busy
                on_take=Callback::new(take)
                on_erase=Callback::new(erase)
            />
            <div class="field-notes"><p id=described class="hint">{hint}</p></div>
        </div>
    }
    .into_any()
}

/// Tells an organ from words that read the same.
fn key(recipient: &Recipient) -> String {
    format!("{} {}", recipient.organ.is_some(), recipient.name)
}

fn offer(recipient: &Recipient) -> Offer {
    let name = match recipient.organ {
        Some(_) => recipient.name.clone(),
        None => t!(documents.use_words, name = recipient.name),
    };
    Offer { key: key(recipient), name, note: String::new(), taken: None }
}

/// Organs found that are not chosen yet; then the words themselves.
fn offers(organs: &[OrganPlace], chosen: &[Recipient], words: &str, free: bool) -> Vec<Recipient> {
    let taken = |name: &str| chosen.iter().any(|recipient| recipient.name == name);
    let found = organs.iter().filter(|organ| !taken(&organ.name)).take(OFFERED);
    let mut offers: Vec<Recipient> =
        found.map(|organ| Recipient { organ: Some(organ.id), name: organ.name.clone() }).collect();
    let exact = offers.iter().any(|offer| offer.name == words);
    if free && !words.is_empty() && !exact && !taken(words) {
        offers.push(Recipient { organ: None, name: words.to_owned() });
    }
    offers
}

#[cfg(test)]
mod tests {
    use api::OrganId;
    use uuid::Uuid;

    use super::*;

    fn organ(number: u128, name: &str) -> OrganPlace {
        OrganPlace { id: OrganId(Uuid::from_u128(number)), name: name.into() }
    }

    fn names(found: &[OrganPlace], words: &str, chosen: &[&str], free: bool) -> Vec<(String, bool)> {
        let chosen: Vec<Recipient> =
            chosen.iter().map(|name| Recipient { organ: None, name: (*name).to_owned() }).collect();
        offers(found, &chosen, words, free)
            .into_iter()
            .map(|offer| (offer.name, offer.organ.is_some()))
            .collect()
    }

    #[test]
    fn organs_come_before_the_words_themselves() {
        let finance = [organ(1, "市财政局")];
        assert_eq!(
            names(&finance, "财政", &[], true),
            [("市财政局".to_owned(), true), ("财政".to_owned(), false)]
        );
        assert_eq!(names(&finance, "市财政局", &[], true), [("市财政局".to_owned(), true)]);
        assert_eq!(names(&[], "各县（区）人民政府", &[], true), [("各县（区）人民政府".to_owned(), false)]);
        assert_eq!(names(&[], "各县（区）人民政府", &[], false), []);
    }

    #[test]
    fn what_is_chosen_is_not_offered_again() {
        let both = [organ(1, "市财政局"), organ(2, "市教育局")];
        assert_eq!(names(&both, "", &["市财政局"], true), [("市教育局".to_owned(), true)]);
        assert_eq!(names(&both[..1], "市财政局", &["市财政局"], true), []);
    }
}
