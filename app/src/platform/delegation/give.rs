//! The form of a new delegation.

use api::delegation::{Delegate, Kind};
use api::{DelegationId, OrganId};
use flow::PostId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;

use super::kind_name;
use crate::http::{self, Method};
use crate::platform::{Wanted, use_session};
use crate::ui::{Button, Checkbox, Field, Input, Select, Weight, live, use_toasts};
use crate::{format, lazy, paths, t};

/// What is chosen, and what is wrong with it.
#[derive(Clone, Copy)]
struct Form {
    post: RwSignal<String>,
    to: RwSignal<Vec<PostId>>,
    from: RwSignal<String>,
    until: RwSignal<String>,
    kinds: StoredValue<Vec<(Kind, RwSignal<bool>)>>,
    busy: RwSignal<bool>,
    wrong: RwSignal<Option<String>>,
    /// Sent last: the same goes again under the same key.
    sent: StoredValue<Option<Delegate>>,
}

impl Form {
    fn new(kinds: Vec<Kind>) -> Self {
        let today = format::today();
        Self {
            post: RwSignal::new(String::new()),
            to: RwSignal::new(Vec::new()),
            from: RwSignal::new(today.clone()),
            until: RwSignal::new(today),
            kinds: StoredValue::new(kinds.into_iter().map(|kind| (kind, RwSignal::new(true))).collect()),
            busy: RwSignal::new(false),
            wrong: RwSignal::new(None),
            sent: StoredValue::new(None),
        }
    }

    /// The request, or what is missing in words.
    fn request(self) -> Result<Delegate, &'static str> {
        let to = self.to.with_untracked(|to| to.first().copied()).ok_or(t!(delegation.to_missing))?;
        let ticked = |(kind, ticked): &(Kind, RwSignal<bool>)| {
            ticked.get_untracked().then(|| (kind.module.clone(), kind.kind.clone()))
        };
        let kinds: Vec<_> = self.kinds.with_value(|kinds| kinds.iter().filter_map(ticked).collect());
        if kinds.is_empty() {
            return Err(t!(delegation.kinds_missing));
        }
        let post =
            self.post.with_untracked(|post| post.parse::<Uuid>()).map_err(|_| t!(delegation.to_missing))?;
        let (from, until) = (self.from.get_untracked(), self.until.get_untracked());
        let mut request = Delegate { key: http::key(), post: PostId(post), to, from, until, kinds };
        if let Some(before) = self.sent.get_value() {
            let new = std::mem::replace(&mut request.key, before.key);
            if request != before {
                request.key = new;
            }
        }
        self.sent.set_value(Some(request.clone()));
        Ok(request)
    }
}

#[component]
pub fn Give(kinds: Vec<Kind>, #[prop(into)] reload: Callback<()>) -> impl IntoView {
    let form = Form::new(kinds);
    let session = use_session();
    let posts = Signal::derive(move || {
        session.value.with(|session| {
            let posts = session.iter().flat_map(|session| &session.posts);
            posts
                .map(|post| (post.id.to_string(), format!("{} · {}", post.title, post.organ_name)))
                .collect::<Vec<_>>()
        })
    });
    Effect::new(move |_| {
        if let Some((first, _)) = posts.get().into_iter().next()
            && form.post.with_untracked(String::is_empty)
        {
            form.post.set(first);
        }
    });
    // Work is delegated within the organ of the post.
    let organ = Memo::new(move |_| {
        let chosen = form.post.get();
        session.value.with(|session| {
            let mut posts = session.iter().flat_map(|session| &session.posts);
            posts.find(|post| post.id.to_string() == chosen).map(|post| post.organ)
        })
    });
    Effect::new(move |before: Option<Option<OrganId>>| {
        let organ = organ.get();
        if before.is_some_and(|before| before != organ) {
            form.to.set(Vec::new());
        }
        organ
    });
    let toasts = use_toasts();
    let send = move |()| {
        let request = match form.request() {
            Ok(request) => request,
            Err(missing) => return form.wrong.set(Some(missing.to_owned())),
        };
        form.wrong.set(None);
        form.busy.set(true);
        spawn_local(async move {
            let answer = http::send::<DelegationId>(Method::Post, paths::api::DELEGATIONS, &request).await;
            form.busy.try_set(false);
            match answer {
                Ok(_) => {
                    toasts.say(t!(delegation.done).to_owned());
                    form.to.try_set(Vec::new());
                    reload.run(());
                }
                Err(failure) => {
                    form.wrong.try_set(Some(failure.words()));
                }
            }
        });
    };
    let tick =
        |(kind, checked): (Kind, RwSignal<bool>)| view! { <Checkbox checked label=kind_name(&kind) /> };
    view! {
        <section class="card delegate" aria-label=t!(delegation.give)>
            <h2>{t!(delegation.give)}</h2>
            {live(move || (posts.with(Vec::len) > 1).then(|| view! {
                <Field label=t!(delegation.post)>
                    <Select value=form.post options=posts />
                </Field>
            }))}
            {lazy::people(Wanted { chosen: form.to, one: true, candidates: None, within: organ.into(), label: t!(delegation.to).to_owned() })}
            <div class="days">
                <Field label=t!(delegation.from)>
                    <Input value=form.from kind="date" />
                </Field>
                <Field label=t!(delegation.until)>
                    <Input value=form.until kind="date" />
                </Field>
            </div>
            <fieldset>
                <legend>{t!(delegation.kinds)}</legend>
                <div class="kinds">{form.kinds.get_value().into_iter().map(tick).collect_view()}</div>
            </fieldset>
            <p class="error" role="alert">{form.wrong}</p>
            <Button weight=Weight::Primary busy=form.busy on_press=send>
                {t!(delegation.give)}
            </Button>
        </section>
    }
}
