//! Opens a draft: from which post, and what kind of document.

use api::OrganId;
use api::cases::Urgency;
use api::documents::{Draft, Genre, OpenDraft, Opened, Template};
use api::organization::Post;
use api::session::Session;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::http::{self, Failure, Method, loaded, use_load};
use crate::platform::{PageFrame, use_session};
use crate::settings::language;
use crate::ui::{Button, Field, Icon, Select, Weight, live, new_id};
use crate::{paths, t};

pub fn new() -> AnyView {
    view! {
        <PageFrame title=Signal::derive(|| t!(documents.new).to_owned()) back=paths::NEW>
            {loaded(use_session(), |session: Signal<Session>| {
                let posts = session.with_untracked(|session| session.posts.clone());
                view! { <Start posts /> }.into_any()
            })}
        </PageFrame>
    }
    .into_any()
}

#[component]
fn Start(posts: Vec<Post>) -> impl IntoView {
    let first = posts.first().map(|post| post.id.to_string()).unwrap_or_default();
    let chosen = RwSignal::new(first);
    let genre = RwSignal::new(Genre::Circular.to_string());
    let templates = use_load::<Vec<Template>>(|| paths::api::TEMPLATES.to_owned());
    let template = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let key = StoredValue::new(http::key());
    let navigate = use_navigate();
    let options: Vec<_> = posts.iter().map(|post| (post.id.to_string(), name(post))).collect();
    let several = options.len() > 1;
    let held = StoredValue::new(posts);
    let start = move |()| {
        let post = held.with_value(|posts| {
            posts.iter().find(|post| post.id.to_string() == chosen.get_untracked()).cloned()
        });
        let Some(post) = post else { return };
        let mut draft = Draft::new(post.organ);
        draft.genre = genre.get_untracked().parse().unwrap_or(draft.genre);
        draft.urgency = Urgency::Normal;
        let chosen = template.get_untracked();
        let from = templates.value.with_untracked(|all| {
            let fits = |it: &&Template| it.id.to_string() == chosen && it.fits(post.organ, draft.genre);
            all.iter().flatten().find(fits).cloned()
        });
        if let Some(from) = from {
            from.fill(&mut draft);
        }
        let request = OpenDraft { key: key.get_value(), post: post.id, draft };
        let navigate = navigate.clone();
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = http::send::<Opened>(Method::Post, paths::api::DOCUMENTS, &request).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(opened) => navigate(
                    &paths::document_edit(opened.case),
                    NavigateOptions { replace: true, ..Default::default() },
                ),
                Err(refused) => failure.set(Some(refused)),
            }
        });
    };
    // What was chosen for another kind of document, or in another organ, is chosen no more.
    Effect::new(move |before: Option<()>| {
        chosen.track();
        genre.track();
        if before.is_some() {
            template.set(String::new());
        }
    });
    // A request that differs needs a key of its own.
    Effect::new(move |_| {
        chosen.track();
        genre.track();
        template.track();
        key.set_value(http::key());
    });
    view! {
        <div class="card start">
            {several.then(|| view! {
                <Field label=t!(documents.post) hint=t!(documents.post_hint)><Select value=chosen options=Signal::stored(options) /></Field>
            })}
            <fieldset class="genres">
                <legend class="label">{t!(documents.genre)}</legend>
                {Genre::ALL.iter().map(|one| genre_choice(*one, genre)).collect_view()}
            </fieldset>
            {live(move || {
                let organ = held.with_value(|posts| {
                    posts.iter().find(|post| post.id.to_string() == chosen.get()).map(|post| post.organ)
                })?;
                let genre = genre.get().parse().ok()?;
                let fitting = templates.value.with(|all| fitting(all.as_deref()?, organ, genre));
                fitting.map(|options| view! {
                    <Field label=t!(documents.template)><Select value=template options=Signal::stored(options) /></Field>
                })
            })}
            {live(move || failure.get().map(|failure| view! { <p class="error" role="alert">{failure.words()}</p> }))}
            <div class="start-button">
                <Button weight=Weight::Primary symbol=Icon::Edit busy on_press=start>{t!(documents.start)}</Button>
            </div>
        </div>
    }
}

/// The templates that fit, where there are any; none of them comes first.
fn fitting(templates: &[Template], organ: OrganId, genre: Genre) -> Option<Vec<(String, String)>> {
    let fitting = templates.iter().filter(|it| it.fits(organ, genre));
    let none = std::iter::once((String::new(), t!(documents.no_template).to_owned()));
    let options: Vec<_> = none.chain(fitting.map(|it| (it.id.to_string(), it.name.clone()))).collect();
    (options.len() > 1).then_some(options)
}

fn genre_choice(one: Genre, genre: RwSignal<String>) -> impl IntoView {
    let id = new_id();
    view! {
        <div class="genre">
            <input id=id.clone() type="radio" name="genre" value=one.as_str() prop:checked=move || genre.with(|genre| genre == one.as_str())
                on:change=move |_| genre.set(one.to_string()) />
            <label for=id><b>{one.label(language())}</b> <span class="hint">{use_of(one)}</span></label>
        </div>
    }
}

fn name(post: &Post) -> String {
    format!("{} {} {}", post.organ_name, post.department_name, post.title)
}

/// What each genre is for (条例 art. 8).
fn use_of(genre: Genre) -> &'static str {
    match genre {
        Genre::Resolution => t!(documents.use_resolution),
        Genre::Decision => t!(documents.use_decision),
        Genre::Order => t!(documents.use_order),
        Genre::Communique => t!(documents.use_communique),
        Genre::PublicNotice => t!(documents.use_public_notice),
        Genre::Notice => t!(documents.use_notice),
        Genre::Opinion => t!(documents.use_opinion),
        Genre::Circular => t!(documents.use_circular),
        Genre::Bulletin => t!(documents.use_bulletin),
        Genre::Report => t!(documents.use_report),
        Genre::Request => t!(documents.use_request),
        Genre::Reply => t!(documents.use_reply),
        Genre::Bill => t!(documents.use_bill),
        Genre::Letter => t!(documents.use_letter),
        Genre::Minutes => t!(documents.use_minutes),
    }
}
