//! 搜索: every case one may see by any words of it, and people. The question is in the address.

use std::time::Duration;

use api::cases::CaseStatus;
use api::organization::PostEntry;
use api::search::{self, Found};
use api::{OrganId, Page};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::PageFrame;
use super::case::{StatusChip, UrgencyChip};
use super::directory::use_directory;
use crate::http::{loaded, use_load};
use crate::text::language;
use crate::ui::{Avatar, Empty, Icon, Input, ListPage, Select, live};
use crate::{format, paths, t};

/// After the last key, before the server is asked.
const PAUSE: Duration = Duration::from_millis(300);
/// People shown.
const PEOPLE: usize = 6;

/// The question: words, and which cases.
#[derive(Clone, Debug, Default, PartialEq)]
struct Question {
    text: String,
    status: Option<CaseStatus>,
    organ: Option<OrganId>,
    /// First and last day on which a case began, `2026-11-23`; empty is none.
    from: String,
    to: String,
}

impl Question {
    fn address(&self) -> String {
        let mut address = format!("q={}", paths::encode(&self.text));
        let narrowed = [
            ("status", self.status.map(|status| status.to_string())),
            ("organ", self.organ.map(|organ| organ.to_string())),
            ("from", Some(self.from.clone())),
            ("to", Some(self.to.clone())),
        ];
        for (key, value) in narrowed {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                address.push_str(&format!("&{key}={value}"));
            }
        }
        address
    }
}

/// A day as a field of dates writes it; nothing where it is none.
fn day(text: Option<String>) -> String {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    text.filter(|text| {
        let parts: Vec<&str> = text.split('-').collect();
        parts.iter().map(|part| part.len()).eq([4, 2, 2]) && parts.iter().all(|part| digits(part))
    })
    .unwrap_or_default()
}

/// `/search?q=…&status=…&organ=…&from=…&to=…`.
#[component]
pub fn Search() -> impl IntoView {
    let values = use_query_map();
    let question = Memo::new(move |_| {
        values.with(|values| Question {
            text: values.get("q").unwrap_or_default(),
            status: values.get("status").and_then(|status| status.parse().ok()),
            organ: values.get("organ").and_then(|organ| organ.parse().ok()),
            from: day(values.get("from")),
            to: day(values.get("to")),
        })
    });
    let words = Memo::new(move |_| question.with(|question| search::words(&question.text)));
    let asked = Memo::new(move |_| words.with(|words| !words.is_empty()));
    let found = move || match asked.get() {
        true => view! {
            {people(question, words)}
            {cases(question, words)}
        }
        .into_any(),
        false => view! { <Empty symbol=Icon::Search title=t!(search.how) /> }.into_any(),
    };
    view! {
        <PageFrame title=Signal::derive(|| t!(search.title).to_owned())>
            <Asker question />
            {live(found)}
        </PageFrame>
    }
}

/// Where the question is written; it moves into the address when typing pauses.
#[component]
fn Asker(question: Memo<Question>) -> impl IntoView {
    let text = RwSignal::new(question.with_untracked(|question| question.text.clone()));
    let [status, organ, from, to] = [(); 4].map(|()| RwSignal::new(String::new()));
    Effect::new(move |_| {
        let now = question.get();
        status.set(now.status.map(|status| status.to_string()).unwrap_or_default());
        organ.set(now.organ.map(|organ| organ.to_string()).unwrap_or_default());
        from.set(now.from.clone());
        to.set(now.to.clone());
        if text.with_untracked(|text| text.trim() != now.text) {
            text.set(now.text);
        }
    });
    let navigate = use_navigate();
    let pause = StoredValue::new(None::<TimeoutHandle>);
    let ask = move |after: Duration| {
        if let Some(pause) = pause.get_value() {
            pause.clear();
        }
        let wanted = Question {
            text: text.get_untracked().trim().to_owned(),
            status: status.get_untracked().parse().ok(),
            organ: organ.get_untracked().parse().ok(),
            from: day(Some(from.get_untracked())),
            to: day(Some(to.get_untracked())),
        };
        if question.with_untracked(|question| *question == wanted) {
            return;
        }
        let navigate = navigate.clone();
        let go = move || {
            let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            navigate(&paths::search_of(&wanted.address()), options);
        };
        pause.set_value(set_timeout_with_handle(go, after).ok());
    };
    on_cleanup(move || {
        if let Some(pause) = pause.try_get_value().flatten() {
            pause.clear();
        }
    });
    let at_once = ask.clone();
    Effect::new(move |before: Option<()>| {
        [text, status, organ, from, to].iter().for_each(|asked| asked.track());
        if before.is_some() {
            ask(PAUSE);
        }
    });
    let any = (String::new(), t!(search.any_status).to_owned());
    let statuses =
        CaseStatus::ALL.iter().map(|status| (status.to_string(), status.label(language()).to_owned()));
    let statuses: Vec<_> = std::iter::once(any).chain(statuses).collect();
    view! {
        <search class="searching-all">
            <Input
                value=text
                kind="search"
                label=t!(search.label)
                placeholder=t!(search.placeholder)
                longest=200
                on_enter=move |()| at_once(Duration::ZERO)
            />
            <Select value=status options=Signal::stored(statuses) label=t!(search.status) />
            <Select value=organ options=organs() label=t!(search.organ) />
            <div class="search-days" role="group" aria-label=t!(search.days)>
                <span>{t!(search.days)}</span>
                <Input value=from kind="date" label=t!(search.from_day) />
                <span>{t!(search.to)}</span>
                <Input value=to kind="date" label=t!(search.to_day) />
            </div>
        </search>
    }
}

/// Every organ, all of them first.
fn organs() -> Signal<Vec<(String, String)>> {
    let directory = use_directory();
    Signal::derive(move || {
        let any = (String::new(), t!(search.any_organ).to_owned());
        let organs = directory.value.with(|directory| {
            let organs = directory.iter().flat_map(|directory| &directory.organs);
            organs.map(|organ| (organ.id.to_string(), organ.name.clone())).collect::<Vec<_>>()
        });
        std::iter::once(any).chain(organs).collect()
    })
}

fn people(question: Memo<Question>, words: Memo<Vec<String>>) -> AnyView {
    let load = use_load::<Page<PostEntry>>(move || {
        question.with(|question| paths::api::people(question.text.trim()))
    });
    let list = move |page: Signal<Page<PostEntry>>| {
        live(move || {
            let Page { rows, .. } = page.get();
            if rows.is_empty() {
                return ().into_any();
            }
            let person = |post: PostEntry| {
                view! {
                    <li class="found-person">
                        <Avatar name=post.name.clone() />
                        <span>
                            <strong>{marked(&post.name, &words.get_untracked())}</strong>
                            <small>{post.organ_name} " · " {post.department_name} " · " {post.title}</small>
                        </span>
                    </li>
                }
            };
            view! {
                <section class="card" aria-labelledby="found-people">
                    <h2 id="found-people">{t!(search.people)}</h2>
                    <ul class="found-people">{rows.into_iter().take(PEOPLE).map(person).collect_view()}</ul>
                </section>
            }
            .into_any()
        })
    };
    loaded(load, list)
}

fn cases(question: Memo<Question>, words: Memo<Vec<String>>) -> AnyView {
    let path = Signal::derive(move || paths::api::search(&question.with(Question::address)));
    view! {
        <h2 class="found-title">{t!(search.cases)}</h2>
        {live(move || {
            let words = words.get();
            view! {
                <ListPage
                    path
                    key=|found: &Found| format!("{} {}", found.case.id, found.case.version)
                    row=move |found| case(found, &words)
                    label=t!(search.cases)
                    empty=move || {
                        let text = question.with(|question| question.text.clone());
                        view! { <Empty symbol=Icon::Search title=t!(search.nothing, text = text) /> }
                    }
                />
            }
        })}
    }
    .into_any()
}

fn case(Found { case, excerpt }: Found, words: &[String]) -> AnyView {
    let title = match case.title.is_empty() {
        true => t!(inbox.untitled).to_owned(),
        false => case.title.clone(),
    };
    let number =
        case.number.as_ref().map(|number| view! { <span class="number">{marked(number, words)}</span> });
    let excerpt = excerpt
        .map(|text| view! { <span class="excerpt">"…" {marked(&text.replace('\n', " "), words)} "…"</span> });
    view! {
        <a class="row" href=paths::case(&case, None)>
            <span class="row-title">{marked(&title, words)}</span>
            <span class="row-marks"><StatusChip status=case.status /> <UrgencyChip urgency=case.urgency /></span>
            {excerpt}
            <span class="row-facts">
                {number} <span>{marked(&case.drafter, words)} " · " {marked(&case.drafter_department, words)}</span>
                <time datetime=case.created_at.clone()>{format::brief(&case.created_at)}</time>
            </span>
        </a>
    }
    .into_any()
}

/// A text with the words in it marked.
fn marked(text: &str, words: &[String]) -> AnyView {
    let letters: Vec<char> = text.chars().collect();
    let part = |from: usize, to: usize| letters[from..to].iter().collect::<String>();
    let mut place = 0;
    let mut parts = Vec::new();
    for (from, to) in search::marks(text, words) {
        parts.push(part(place, from).into_any());
        parts.push(view! { <mark>{part(from, to)}</mark> }.into_any());
        place = to;
    }
    parts.push(part(place, letters.len()).into_any());
    parts.collect_view().into_any()
}
