//! Registering what came on paper or from another system.

use api::Code;
use api::documents::{Duplicate, Opened, Origin, RegisterIncoming};
use api::organization::{Post, Role};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::duplicates::duplicates;
use super::form::{Form, fields};
use crate::http::{self, Failure, Method, loaded};
use crate::platform::{PageFrame, use_session};
use crate::settings::language;
use crate::ui::{Button, Empty, Field, Icon, Segmented, Select, Weight};
use crate::{paths, t};

pub fn new() -> AnyView {
    let session = use_session();
    view! {
        <PageFrame title=Signal::derive(|| t!(incoming.new).to_owned()) back=paths::INCOMING>
            {loaded(session, |session| {
                let posts = session.with_untracked(|session| session.posts.clone());
                let registrar = posts.into_iter().filter(|post| post.roles.contains(&Role::Registrar));
                desk(registrar.collect())
            })}
        </PageFrame>
    }
    .into_any()
}

/// The form, in one of the registrar's posts.
fn desk(posts: Vec<Post>) -> AnyView {
    let Some(first) = posts.first() else {
        return view! { <Empty title=Code::NotAllowed.words(language()) /> }.into_any();
    };
    let chosen = RwSignal::new(first.id.to_string());
    let several = posts.len() > 1;
    let options: Vec<(String, String)> = posts
        .iter()
        .map(|post| (post.id.to_string(), format!("{} {}", post.organ_name, post.title)))
        .collect();
    let posts = StoredValue::new(posts);
    let post = move || {
        posts.with_value(|posts| posts.iter().find(|post| post.id.to_string() == chosen.get()).cloned())
    };
    let form = Form::new();
    let origin = RwSignal::new(Origin::Paper.to_string());
    let found = RwSignal::new(Vec::<Duplicate>::new());
    look_for_duplicates(form, Memo::new(move |_| post().map(|post| post.organ.to_string())), found);
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let key = StoredValue::new(http::key());
    let navigate = use_navigate();
    let send = move |()| {
        let (Some(post), Some(registration)) = (untrack(post), form.registration()) else { return };
        if form.sending.get_untracked() || busy.get_untracked() {
            return;
        }
        let origin = origin.get_untracked().parse().unwrap_or(Origin::Paper);
        let request = RegisterIncoming { key: key.get_value(), post: post.id, origin, registration };
        let navigate = navigate.clone();
        busy.set(true);
        failure.set(None);
        form.wrong.set(None);
        spawn_local(async move {
            let answer = http::send::<Opened>(Method::Post, paths::api::INCOMING, &request).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(opened) => navigate(
                    &paths::document(opened.case),
                    NavigateOptions { replace: true, ..Default::default() },
                ),
                Err(refused) => {
                    // Whatever is sent next differs.
                    key.set_value(http::key());
                    refuse(form, refused, failure);
                }
            }
        });
    };
    let origins = [Origin::Paper, Origin::System];
    let origins = origins.map(|it| (it.to_string(), it.label(language()).to_owned())).to_vec();
    view! {
        <form class="registration" on:submit=move |event| event.prevent_default()>
            <section class="card">
                {several.then(|| view! {
                    <Field label=t!(documents.post)><Select value=chosen options=Signal::stored(options) /></Field>
                })}
                <div class="field">
                    <strong aria-hidden="true">{t!(incoming.origin)}</strong>
                    <Segmented value=origin options=origins label=t!(incoming.origin) />
                </div>
                {fields(form, false)}
            </section>
            {duplicates(found.into(), form.reason)}
            {move || failure.get().map(|failure| view! { <p class="error" role="alert">{failure.words()}</p> })}
            {move || form.sending.get().then(|| view! { <p class="hint" role="status">{t!(incoming.sending)}</p> })}
            <p class="buttons">
                <Button
                    weight=Weight::Primary
                    symbol=Icon::Check
                    busy
                    disabled=Signal::derive(move || form.sending.get() || form.is_secret())
                    on_press=send
                >
                    {t!(incoming.submit)}
                </Button>
            </p>
        </form>
    }
    .into_any()
}

/// What is wrong is said at its field; the rest below.
pub fn refuse(form: Form, refused: Failure, failure: RwSignal<Option<Failure>>) {
    if refused.is(Code::InvalidValue) {
        form.wrong.set(Some((refused.detail().to_owned(), refused.words())));
    }
    failure.set(Some(refused));
}

/// Asks the server once number and sender, or a file, are there.
fn look_for_duplicates(form: Form, organ: Memo<Option<String>>, found: RwSignal<Vec<Duplicate>>) {
    let latest = StoredValue::new(0_u32);
    let question = Memo::new(move |_| {
        let organ = organ.get()?;
        let sender = form.sender.get().unwrap_or_default().name;
        let reference = form.reference.get().trim().to_owned();
        let files: Vec<String> =
            form.files.with(|files| files.iter().map(|file| file.id.to_string()).collect());
        let asks = (!sender.is_empty() && !reference.is_empty()) || !files.is_empty();
        asks.then(|| paths::api::incoming_duplicates(&organ, &sender, &reference, &files.join(",")))
    });
    Effect::new(move |_| {
        let Some(question) = question.get() else {
            found.set(Vec::new());
            return;
        };
        latest.update_value(|latest| *latest += 1);
        let asked = latest.get_value();
        let ask = move || {
            // Another letter was typed meanwhile, or the page has gone.
            if latest.try_get_value() != Some(asked) {
                return;
            }
            spawn_local(async move {
                let answer = http::get::<Vec<Duplicate>>(&question).await;
                if let (Ok(same), Some(true)) = (answer, latest.try_get_value().map(|now| now == asked)) {
                    found.set(same);
                }
            });
        };
        set_timeout(ask, std::time::Duration::from_millis(300));
    });
}
