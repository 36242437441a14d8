//! Choosing organs in order (主送, 抄送, 联合行文): a box that searches the directory and takes free words for collective
//! names and organs outside the system (WAI-ARIA combobox with a list).

use api::OrganId;
use api::documents::{Draft, Recipient};
use api::organization::{Directory, Organ};
use leptos::prelude::*;

use super::autosave::Autosave;
use crate::t;
use crate::ui::{Icon, IconButton, is_enter, new_id, typed};

/// Organs offered at once.
const OFFERED: usize = 8;

/// What a picker chooses for.
#[derive(Clone, Copy)]
pub struct Chosen {
    pub read: fn(&Draft, &Directory) -> Vec<Recipient>,
    pub write: fn(&mut Draft, Vec<Recipient>),
    /// Whether words that are no organ of the directory are taken.
    pub free: bool,
}

/// 主送.
pub const MAIN: Chosen = Chosen {
    read: |draft, _| draft.recipients.clone(),
    write: |draft, chosen| draft.recipients = chosen,
    free: true,
};

/// 抄送.
pub const COPIES: Chosen = Chosen {
    read: |draft, _| draft.copies.clone(),
    write: |draft, chosen| draft.copies = chosen,
    free: true,
};

/// 发文机关, the lead organ first.
pub const ISSUERS: Chosen = Chosen {
    read: |draft, directory| {
        let named = |id: &OrganId| directory.organs.iter().find(|organ| organ.id == *id).map(recipient);
        draft.issuers.iter().filter_map(named).collect()
    },
    write: |draft, chosen| draft.issuers = chosen.into_iter().filter_map(|organ| organ.organ).collect(),
    free: false,
};

/// The box, its offers and what was chosen.
#[component]
pub fn OrganPicker(
    autosave: Autosave,
    #[prop(into)] directory: Signal<Directory>,
    of: Chosen,
    #[prop(into)] label: String,
    #[prop(into)] hint: String,
) -> impl IntoView {
    let chosen = Memo::new(move |_| {
        directory.with(|directory| autosave.draft.with(|draft| (of.read)(draft, directory)))
    });
    let query = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    let marked = RwSignal::new(0_usize);
    let offers = Memo::new(move |_| {
        directory.with(|directory| offers(&directory.organs, &chosen.get(), &query.get(), of.free))
    });
    let set = move |list: Vec<Recipient>| autosave.edit(|draft| (of.write)(draft, list));
    let add = move |recipient: Recipient| {
        set([chosen.get_untracked(), vec![recipient]].concat());
        query.set(String::new());
        marked.set(0);
        open.set(false);
    };
    let (input, list, described) = (new_id(), new_id(), new_id());
    let option_id = {
        let list = list.clone();
        move |index: usize| format!("{list}-{index}")
    };
    let active = {
        let option_id = option_id.clone();
        move || (open.get() && !offers.with(Vec::is_empty)).then(|| option_id(marked.get()))
    };
    let keys = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "ArrowDown" => {
            event.prevent_default();
            open.set(true);
            marked.update(|marked| {
                *marked = (*marked + 1).min(offers.with_untracked(Vec::len).saturating_sub(1))
            });
        }
        "ArrowUp" => {
            event.prevent_default();
            marked.update(|marked| *marked = marked.saturating_sub(1));
        }
        "Escape" if open.get_untracked() => {
            event.stop_propagation();
            open.set(false);
        }
        "Backspace" if query.with_untracked(String::is_empty) => {
            let mut list = chosen.get_untracked();
            if list.pop().is_some() {
                set(list);
            }
        }
        _ if is_enter(&event) => {
            event.prevent_default();
            if let Some(offer) = offers.with_untracked(|offers| offers.get(marked.get_untracked()).cloned()) {
                add(offer);
            }
        }
        _ => {}
    };
    let search = move |text: String| {
        query.set(text);
        marked.set(0);
        open.set(true);
    };
    let entries = move || {
        let entry = |(index, offer): (usize, Recipient)| {
            let words = match offer.organ {
                Some(_) => offer.name.clone(),
                None => t!(documents.use_words, name = offer.name),
            };
            view! {
                <li
                    id=option_id(index)
                    role="option"
                    aria-selected=move || (marked.get() == index).to_string()
                    // Before the box loses the focus and the list its place.
                    on:mousedown=move |event| {
                        event.prevent_default();
                        add(offer.clone());
                    }
                >
                    {words}
                </li>
            }
        };
        offers.get().into_iter().enumerate().map(entry).collect_view()
    };
    view! {
        <div class="field picker">
            <label for=input.clone()>{label.clone()}</label>
            {move || chips(chosen.get(), set)}
            <div class="picker-box">
                <input
                    id=input
                    class="control"
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    placeholder=t!(documents.organ_search)
                    aria-autocomplete="list"
                    aria-expanded=move || open.get().to_string()
                    aria-controls=list.clone()
                    aria-activedescendant=active
                    aria-describedby=described.clone()
                    prop:value=move || query.get()
                    on:input=move |event| if let Some(text) = typed(&event) { search(text) }
                    on:compositionend=move |event| search(event_target_value(&event))
                    on:keydown=keys
                    on:focus=move |_| open.set(true)
                    on:blur=move |_| open.set(false)
                />
                <ul id=list role="listbox" aria-label=label class="picker-offers" hidden=move || !open.get() || offers.with(Vec::is_empty)>
                    {entries}
                </ul>
            </div>
            <div class="field-notes"><p id=described class="hint">{hint}</p></div>
        </div>
    }
}

/// What was chosen, in order; each can go one place forward or away.
fn chips(chosen: Vec<Recipient>, set: impl Fn(Vec<Recipient>) + Copy + Send + Sync + 'static) -> AnyView {
    if chosen.is_empty() {
        return ().into_any();
    }
    let all = StoredValue::new(chosen.clone());
    let chip = |(index, recipient): (usize, Recipient)| {
        let earlier = move |()| {
            let mut list = all.get_value();
            list.swap(index, index - 1);
            set(list);
        };
        let remove = move |()| {
            let mut list = all.get_value();
            list.remove(index);
            set(list);
        };
        view! {
            <li class="picked" class:outside=recipient.organ.is_none()>
                <span>{recipient.name.clone()}</span>
                {(index > 0).then(|| view! {
                    <IconButton symbol=Icon::Back label=t!(documents.move_earlier, name = recipient.name) on_press=earlier />
                })}
                <IconButton symbol=Icon::Close label=t!(documents.remove, name = recipient.name) on_press=remove />
            </li>
        }
    };
    view! { <ol class="picked-list">{chosen.into_iter().enumerate().map(chip).collect_view()}</ol> }
        .into_any()
}

/// Organs whose name holds the words and that are not chosen yet; then the words themselves.
fn offers(organs: &[Organ], chosen: &[Recipient], query: &str, free: bool) -> Vec<Recipient> {
    let words = query.trim();
    let taken = |name: &str| chosen.iter().any(|recipient| recipient.name == name);
    let found = organs.iter().filter(|organ| organ.name.contains(words) || organ.formal_name.contains(words));
    let mut offers: Vec<Recipient> =
        found.filter(|organ| !taken(&organ.name)).take(OFFERED).map(recipient).collect();
    let exact = offers.iter().any(|offer| offer.name == words);
    if free && !words.is_empty() && !exact && !taken(words) {
        offers.push(Recipient { organ: None, name: words.to_owned() });
    }
    offers
}

fn recipient(organ: &Organ) -> Recipient {
    Recipient { organ: Some(organ.id), name: organ.name.clone() }
}

#[cfg(test)]
mod tests {
    use api::organization::OrganKind;
    use uuid::Uuid;

    use super::*;

    fn organ(number: u128, name: &str) -> Organ {
        let id = OrganId(Uuid::from_u128(number));
        Organ {
            id,
            name: name.into(),
            formal_name: format!("舟山{name}"),
            kind: OrganKind::Bureau,
            parent: None,
            level: 2,
        }
    }

    fn names(query: &str, chosen: &[Recipient], free: bool) -> Vec<(String, bool)> {
        let organs = [organ(1, "市财政局"), organ(2, "市教育局")];
        offers(&organs, chosen, query, free)
            .into_iter()
            .map(|offer| (offer.name, offer.organ.is_some()))
            .collect()
    }

    #[test]
    fn organs_come_before_the_words_themselves() {
        assert_eq!(names("财政", &[], true), [("市财政局".to_owned(), true), ("财政".to_owned(), false)]);
        assert_eq!(names("市财政局", &[], true), [("市财政局".to_owned(), true)]);
        assert_eq!(names("各县（区）人民政府", &[], true), [("各县（区）人民政府".to_owned(), false)]);
        assert_eq!(names("各县（区）人民政府", &[], false), []);
    }

    #[test]
    fn what_is_chosen_is_not_offered_again() {
        let chosen = [recipient(&organ(1, "市财政局"))];
        assert_eq!(names("", &chosen, true), [("市教育局".to_owned(), true)]);
        assert_eq!(names("市财政局", &chosen, true), []);
    }
}
