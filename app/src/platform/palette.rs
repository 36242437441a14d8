//! The command palette (Ctrl-K) and the sheet of keys (`?`).

use std::time::Duration;

use api::Page;
use api::cases::InboxBox;
use api::organization::PostEntry;
use api::search::Found as FoundCase;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;

use super::keys::{Panel, Panels};
use crate::http;
use crate::text::{Text, incoming, language, palette as words, shell};
use crate::ui::{Button, Dialog, live, new_id, typed};
use crate::{paths, t};

/// Quiet after the last key before the server is asked.
const PAUSE: Duration = Duration::from_millis(200);
/// Rows of a kind.
const SHOWN: usize = 6;
/// What the case on the page offers.
const OFFERS: &str = ".action-bar .action-buttons :is(a, button:enabled)";

/// What a row does.
#[derive(Clone, PartialEq)]
enum Does {
    Go(String),
    /// Presses what the open case offers, by its place among [`OFFERS`].
    Press(u32),
    /// Shows who it is.
    Show(PostEntry),
    Help,
}

#[derive(Clone, PartialEq)]
struct Row {
    kind: &'static str,
    name: String,
    note: String,
    does: Does,
}

/// Both panels; each is drawn when it opens.
pub fn palette(panels: Panels) -> AnyView {
    let palette = opened(panels, Panel::Palette);
    let help = opened(panels, Panel::Help);
    view! {
        <Dialog open=palette title=Signal::derive(|| t!(palette.title).to_owned())>
            <Finder panels />
        </Dialog>
        <Dialog open=help title=Signal::derive(|| t!(palette.help).to_owned())>{keys}</Dialog>
    }
    .into_any()
}

/// Whether this panel is the open one, both ways.
fn opened(panels: Panels, this: Panel) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(panels.get() == Some(this)));
    Effect::new(move |_| {
        if !open.get() && panels.get_untracked() == Some(this) {
            panels.set(None);
        }
    });
    open
}

#[component]
fn Finder(panels: Panels) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let shown = RwSignal::new(None::<PostEntry>);
    let found = Found::new();
    let fixed = StoredValue::new(fixed_rows());
    let rows = Memo::new(move |_| {
        let text = text.get();
        let mut rows = fixed.with_value(|rows| matching(rows, &text));
        found.rows.with(|found| rows.extend(found.iter().take(SHOWN).cloned()));
        found.people.with(|people| rows.extend(people.iter().take(SHOWN).map(person_row)));
        // Where there is nothing, looking elsewhere finds nothing either.
        if found.rows.with(|found| !found.is_empty()) {
            let text = text.trim();
            let name = t!(search.everywhere, text = text);
            rows.push(row(t!(palette.go), &name, Does::Go(paths::search(text))));
        }
        rows
    });
    Effect::new(move |_| {
        at.set(0);
        found.look_for(text.get());
    });
    let navigate = use_navigate();
    let run = Callback::new(move |row: Row| match row.does {
        Does::Show(post) => shown.set(Some(post)),
        Does::Help => panels.set(Some(Panel::Help)),
        Does::Go(path) => {
            panels.set(None);
            navigate(&path, Default::default());
        }
        Does::Press(place) => {
            panels.set(None);
            // The dialog gives the focus back first.
            set_timeout(move || press(place), Duration::ZERO);
        }
    });
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            request_animation_frame(move || {
                // Only a detached element refuses the focus.
                let _ = input.focus();
            });
        }
    });
    let keys = move |event: KeyboardEvent| {
        if event.is_composing() || event.key_code() == 229 {
            return;
        }
        let last = rows.with(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => at.update(|at| *at = if *at >= last { 0 } else { *at + 1 }),
            "ArrowUp" => at.update(|at| *at = if *at == 0 { last } else { *at - 1 }),
            "Enter" => {
                if let Some(row) = rows.with(|rows| rows.get(at.get_untracked()).cloned()) {
                    run.run(row);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let list = new_id();
    let (controls, option) = (list.clone(), list.clone());
    let active = move || rows.with(|rows| !rows.is_empty()).then(|| format!("{option}-{}", at.get()));
    view! {
        <div class="palette">
            <input
                node_ref=input
                class="control"
                type="search"
                role="combobox"
                aria-label=t!(palette.title)
                aria-expanded="true"
                aria-autocomplete="list"
                aria-controls=controls
                aria-activedescendant=active
                placeholder=t!(palette.placeholder)
                autocomplete="off"
                on:input=move |event| {
                    if let Some(now) = typed(&event) {
                        text.set(now);
                    }
                }
                on:compositionend=move |event| text.set(event_target_value(&event))
                on:keydown=keys
            />
            {live(move || shown.get().map(|post| person(post, shown)))}
            {options(list, rows, at, run)}
            <p class="hint" role="status">
                {live(move || match (found.failure.get(), rows.with(Vec::len)) {
                    (Some(why), _) => t!(palette.failed, why = why),
                    (None, 0) => t!(palette.nothing).to_owned(),
                    (None, count) => t!(palette.found, count = count),
                })}
            </p>
        </div>
    }
}

fn options(list: String, rows: Memo<Vec<Row>>, at: RwSignal<usize>, run: Callback<Row>) -> AnyView {
    let id = list.clone();
    let option = move |(place, row): (usize, Row)| {
        let pressed = row.clone();
        view! {
            <li
                id=format!("{list}-{place}")
                role="option"
                aria-selected=move || (at.get() == place).to_string()
                on:click=move |_| run.run(pressed.clone())
            >
                <span>{row.name} " " <small>{row.note}</small></span>
                <small>{row.kind}</small>
            </li>
        }
        .into_any()
    };
    let drawn = move || rows.get().into_iter().enumerate().map(option.clone()).collect_view();
    // What is chosen by arrow stays in view.
    Effect::new(move |_| {
        at.track();
        request_animation_frame(|| {
            let chosen = document().query_selector(".palette [aria-selected=true]").ok().flatten();
            if let Some(chosen) = chosen {
                let nearest = web_sys::ScrollIntoViewOptions::new();
                nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
                chosen.scroll_into_view_with_scroll_into_view_options(&nearest);
            }
        });
    });
    view! { <ul id=id role="listbox" aria-label=t!(palette.title)>{live(drawn)}</ul> }.into_any()
}

/// Places, what can be begun, what the open case offers.
fn fixed_rows() -> Vec<Row> {
    let go = |text: Text, path: &str| row(t!(palette.go), text.words(), Does::Go(path.to_owned()));
    let mut rows = offers();
    rows.push(row(t!(palette.create), t!(home.new_document), Does::Go(paths::NEW_DOCUMENT.to_owned())));
    rows.push(go(shell::home, paths::HOME));
    rows.extend(
        InboxBox::ALL
            .iter()
            .map(|of| row(t!(palette.go), of.label(language()), Does::Go(paths::inbox(*of, "")))),
    );
    rows.push(go(incoming::register, paths::INCOMING));
    rows.extend([go(shell::new, paths::NEW), go(shell::apps, paths::APPS), go(shell::me, paths::ME)]);
    rows.push(row(t!(palette.help_hint), words::help.words(), Does::Help));
    rows
}

fn row(kind: &'static str, name: &str, does: Does) -> Row {
    Row { kind, name: name.to_owned(), note: String::new(), does }
}

fn offers() -> Vec<Row> {
    let Ok(offers) = document().query_selector_all(OFFERS) else { return Vec::new() };
    let named = (0..offers.length()).filter_map(|place| Some((place, offers.item(place)?.text_content()?)));
    named.map(|(place, name)| row(t!(palette.act), name.trim(), Does::Press(place))).collect()
}

fn press(place: u32) {
    let offers = document().query_selector_all(OFFERS).ok();
    let offer = offers.and_then(|offers| offers.item(place)?.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(offer) = offer {
        offer.click();
    }
}

fn matching(rows: &[Row], text: &str) -> Vec<Row> {
    let text = text.to_ascii_lowercase();
    let fits = |row: &&Row| {
        let name = row.name.to_ascii_lowercase();
        text.split_whitespace().all(|word| name.contains(word) || row.kind.contains(word))
    };
    rows.iter().filter(fits).cloned().collect()
}

fn person_row(post: &PostEntry) -> Row {
    Row {
        kind: t!(palette.person),
        name: post.name.clone(),
        note: format!("{} {}", post.department_name, post.title),
        does: Does::Show(post.clone()),
    }
}

fn person(post: PostEntry, shown: RwSignal<Option<PostEntry>>) -> AnyView {
    view! {
        <div class="palette-person" role="status">
            <p><strong>{post.name}</strong></p>
            <p>{post.organ_name} " · " {post.department_name} " · " {post.title}</p>
            <Button on_press=move |()| shown.set(None)>{t!(common.close)}</Button>
        </div>
    }
    .into_any()
}

/// Cases by any words of them, and people of the whole directory.
#[derive(Clone, Copy)]
struct Found {
    rows: RwSignal<Vec<Row>>,
    people: RwSignal<Vec<PostEntry>>,
    failure: RwSignal<Option<String>>,
    latest: StoredValue<u32>,
}

impl Found {
    fn new() -> Self {
        Self {
            rows: RwSignal::new(Vec::new()),
            people: RwSignal::new(Vec::new()),
            failure: RwSignal::new(None),
            latest: StoredValue::new(0),
        }
    }

    fn look_for(self, text: String) {
        self.latest.update_value(|latest| *latest += 1);
        self.rows.set(Vec::new());
        self.people.set(Vec::new());
        self.failure.set(None);
        let (asked, text) = (self.latest.get_value(), text.trim().to_owned());
        if text.is_empty() {
            return;
        }
        let ask = move || {
            if self.latest.try_get_value() == Some(asked) {
                spawn_local(self.ask(text, asked));
            }
        };
        set_timeout(ask, PAUSE);
    }

    /// Shown together: nothing moves under a finger that is on its way.
    async fn ask(self, text: String, asked: u32) {
        let question = format!("q={}", paths::encode(&text));
        let cases = http::get::<Page<FoundCase>>(&paths::api::search(&question)).await;
        let people = http::get::<Page<PostEntry>>(&paths::api::people(&text)).await;
        if self.latest.try_get_value() != Some(asked) {
            return;
        }
        match cases {
            Ok(page) => self.rows.set(page.rows.into_iter().map(case_row).collect()),
            Err(failure) => self.failure.set(Some(failure.words())),
        }
        match people {
            Ok(page) => self.people.set(page.rows),
            Err(failure) => self.failure.set(Some(failure.words())),
        }
    }
}

fn case_row(found: FoundCase) -> Row {
    let case = found.case;
    Row {
        kind: t!(palette.case),
        note: format!("{} {}", case.status.label(language()), case.number.as_deref().unwrap_or_default()),
        does: Does::Go(paths::case(&case, None)),
        name: case.title,
    }
}

fn keys() -> AnyView {
    let all: [(&[&str], Text); 8] = [
        (&["Ctrl K", "⌘ K", "/"], words::key_palette),
        (&["?"], words::key_help),
        (&["j", "↓"], words::key_next),
        (&["k", "↑"], words::key_previous),
        (&["Enter"], words::key_open),
        (&["x"], words::key_pick),
        (&["e"], words::key_act),
        (&["Esc"], words::key_close),
    ];
    let entry = |(keys, text): (&[&'static str], Text)| {
        let keys = keys.iter().map(|key| view! { <kbd>{*key}</kbd> " " }).collect_view();
        view! { <div><dt>{keys}</dt><dd>{text.words()}</dd></div> }
    };
    view! { <dl class="keys-sheet">{all.map(entry).collect_view()}</dl> }.into_any()
}
