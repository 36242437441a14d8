//! 常用意见: one's own lists, what is offered at an act, and how a new one is kept.

use api::phrases::{Occasion, Phrases, SavePhrases};
use flow::Action;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::PageFrame;
use crate::http::{self, Failure, Load, Method, loaded, use_load};
use crate::text::{Text, case as words, language};
use crate::ui::{Button, Field, Textarea, live, use_toasts};
use crate::{paths, t};

/// The occasion at which an action is done; `None` where nothing usual is said.
fn occasion(action: Action) -> Option<Occasion> {
    Some(match action {
        Action::Approve => Occasion::Approve,
        Action::Return | Action::Reject => Occasion::Return,
        Action::Reply => Occasion::Reply,
        Action::MarkRead => Occasion::Read,
        _ => return None,
    })
}

/// What is offered to whoever has no list, nor their organ.
fn common(occasion: Occasion) -> &'static [Text] {
    match occasion {
        Occasion::Approve => {
            &[words::usual_agree, words::usual_agree_handle, words::usual_fine, words::usual_done]
        }
        Occasion::Reply => &[words::usual_fine, words::usual_agree],
        Occasion::Read => &[words::usual_read],
        Occasion::Return => &[words::usual_revise, words::usual_format, words::usual_facts],
    }
}

fn offered(phrases: Option<&Phrases>, occasion: Occasion) -> Vec<String> {
    match phrases.and_then(|phrases| phrases.offered(occasion)) {
        Some(phrases) => phrases.to_vec(),
        None => common(occasion).iter().map(|text| text.words().to_owned()).collect(),
    }
}

async fn save(occasion: Occasion, phrases: Vec<String>) -> Result<(), Failure> {
    http::tell(Method::Put, &paths::api::own_phrases(occasion), &SavePhrases { phrases }).await
}

/// The phrases of an action, each a tap that writes it, and the way to keep what was typed.
pub fn chips(action: Action, phrases: Load<Phrases>, text: RwSignal<String>) -> AnyView {
    let Some(occasion) = occasion(action) else { return ().into_any() };
    let toasts = use_toasts();
    let shown = Memo::new(move |_| phrases.value.with(|phrases| offered(phrases.as_ref(), occasion)));
    let chip = move |phrase: String| {
        let words = phrase.clone();
        view! {
            <button type="button" class="button quiet" on:click=move |_| text.set(phrase.clone())>
                {words}
            </button>
        }
    };
    let keep = move |_| {
        let mut list = shown.get_untracked();
        list.push(text.get_untracked().trim().to_owned());
        spawn_local(async move {
            match save(occasion, list).await {
                Ok(()) => {
                    toasts.say(t!(phrases.saved).to_owned());
                    phrases.reload();
                }
                Err(failure) => toasts.say(failure.words()),
            }
        });
    };
    let typed = Memo::new(move |_| text.with(|text| new_phrase(text, &shown.get())));
    view! {
        <div class="usual" role="group" aria-label=t!(case.usual_opinions)>
            {live(move || shown.get().into_iter().map(chip).collect_view())}
            {move || {
                typed
                    .get()
                    .then(|| {
                        view! {
                            <button type="button" class="button quiet keep" on:click=keep>
                                {t!(phrases.keep)}
                            </button>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}

/// Whether a text can be kept beside the phrases that are there.
fn new_phrase(text: &str, shown: &[String]) -> bool {
    let text = text.trim();
    let fits = text.chars().count() <= api::phrases::LONGEST && !text.contains('\n');
    !text.is_empty() && fits && shown.len() < api::phrases::MOST && shown.iter().all(|phrase| phrase != text)
}

/// The page of one's own lists.
#[component]
pub fn PhrasesPage() -> impl IntoView {
    let load = use_load::<Phrases>(|| paths::api::PHRASES.to_owned());
    let lists = move |phrases: Signal<Phrases>| {
        Occasion::ALL
            .iter()
            .map(|occasion| list(*occasion, &phrases.get_untracked()))
            .collect_view()
            .into_any()
    };
    view! {
        <PageFrame title=Signal::derive(|| t!(case.usual_opinions).to_owned()) back=paths::ME.to_owned()>
            <p class="hint">{t!(phrases.hint)}</p>
            {loaded(load, lists)}
        </PageFrame>
    }
}

fn list(occasion: Occasion, phrases: &Phrases) -> AnyView {
    let own = phrases.own.iter().find(|list| list.occasion == occasion);
    let value = RwSignal::new(own.map(|list| list.phrases.join("\n")).unwrap_or_default());
    let without = Phrases { own: Vec::new(), organ: phrases.organ.clone() };
    let placeholder = offered(Some(&without), occasion).join("\n");
    let (busy, error, toasts) = (RwSignal::new(false), RwSignal::new(None::<String>), use_toasts());
    let press = move |()| {
        let lines = value.get_untracked();
        let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        let Some(lines) = (SavePhrases { phrases: lines }).tidy() else {
            error.set(Some(t!(phrases.wrong).to_owned()));
            return;
        };
        error.set(None);
        busy.set(true);
        spawn_local(async move {
            let answer = save(occasion, lines.clone()).await;
            busy.try_set(false);
            match answer {
                Ok(()) => {
                    value.try_set(lines.join("\n"));
                    toasts.say(t!(phrases.saved).to_owned());
                }
                Err(failure) => {
                    error.try_set(Some(failure.words()));
                }
            }
        });
    };
    view! {
        <section class="card">
            <Field label=occasion.label(language()) error>
                <Textarea value rows=4 placeholder />
            </Field>
            <Button busy on_press=press>
                {t!(common.save)}
            </Button>
        </section>
    }
    .into_any()
}
