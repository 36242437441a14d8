//! Questions that a person keeps under a name.

use api::inbox::{InboxQuery, RenameView, SaveView, SavedView};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Asking;
use crate::http::{self, Failure, Load, Method};
use crate::text::language;
use crate::ui::{Button, Dialog, Field, Icon, Input, Toasts, Weight, live, use_toasts};
use crate::{paths, t};

/// Longest name, characters.
const LONGEST: u32 = 20;

/// The kept view that asks the same.
pub fn current(query: &InboxQuery, views: &[SavedView]) -> Option<SavedView> {
    let address = query.address();
    views.iter().find(|view| view.query == address).cloned()
}

fn shown(asking: Asking, views: Load<Vec<SavedView>>) -> Option<SavedView> {
    views.value.with(|views| asking.query.with(|query| current(query, views.as_deref().unwrap_or_default())))
}

/// What the page is called: the view's name, or the box's.
pub fn title(asking: Asking, views: Load<Vec<SavedView>>) -> String {
    match shown(asking, views) {
        Some(view) => view.name,
        None => asking.query.with(|query| query.of.label(language()).to_owned()),
    }
}

/// Keeping what is asked, or changing the view that is shown.
pub fn bar(asking: Asking, views: Load<Vec<SavedView>>) -> AnyView {
    let naming = RwSignal::new(false);
    let view = Memo::new(move |_| shown(asking, views));
    let narrowed = Memo::new(move |_| {
        asking.query.with(|query| query.filters() > 0 || query.q.is_some() || query.sort.is_some())
    });
    let known = Memo::new(move |_| views.value.with(Option::is_some));
    let toasts = use_toasts();
    let remove = move |view: SavedView| {
        let query = asking.query.get_untracked();
        spawn_local(async move {
            match http::delete(&paths::api::view(view.id)).await {
                Ok(()) => {
                    views.value.try_update(|views| {
                        views.iter_mut().for_each(|views| views.retain(|other| other.id != view.id));
                    });
                    let again = move || keep_again(toasts, views, view.name.clone(), query.clone());
                    toasts.offer_undo(t!(inbox.view_removed).to_owned(), again, super::batch::UNDO);
                }
                Err(failure) => toasts.say(failure.words()),
            }
        });
    };
    let buttons = move || match view.get() {
        Some(view) => view! {
            <Button weight=Weight::Quiet symbol=Icon::Edit on_press=move |()| naming.set(true)>
                {t!(inbox.view_rename)}
            </Button>
            <Button weight=Weight::Quiet symbol=Icon::Trash on_press=move |()| remove(view.clone())>
                {t!(inbox.view_remove)}
            </Button>
        }
        .into_any(),
        None if narrowed.get() && known.get() => view! {
            <Button weight=Weight::Quiet symbol=Icon::Plus on_press=move |()| naming.set(true)>
                {t!(inbox.view_save)}
            </Button>
        }
        .into_any(),
        None => ().into_any(),
    };
    let heading = move || match view.get() {
        Some(_) => t!(inbox.view_rename).to_owned(),
        None => t!(inbox.view_save).to_owned(),
    };
    view! {
        <div class="view-buttons">{live(buttons)}</div>
        <Dialog open=naming title=Signal::derive(heading) sheet=true>
            {name(naming, asking, views, view.get_untracked())}
        </Dialog>
    }
    .into_any()
}

/// Asks for a name, for what is asked now or for a view that is there.
fn name(
    open: RwSignal<bool>,
    asking: Asking,
    views: Load<Vec<SavedView>>,
    view: Option<SavedView>,
) -> AnyView {
    let text = RwSignal::new(view.as_ref().map(|view| view.name.clone()).unwrap_or_default());
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let send = move || {
        let (name, view) = (text.get_untracked().trim().to_owned(), view.clone());
        if busy.get_untracked() || name.is_empty() {
            wrong.set(name.is_empty().then(|| t!(inbox.view_name_missing).to_owned()));
            return;
        }
        busy.set(true);
        let query = asking.query.get_untracked();
        spawn_local(async move {
            let answer = match view {
                Some(view) => http::send(Method::Put, &paths::api::view(view.id), &RenameView { name }).await,
                None => save(name, query).await,
            };
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(kept) => {
                    views.value.set(Some(kept));
                    open.set(false);
                }
                Err(failure) => wrong.set(Some(failure.words())),
            }
        });
    };
    view! {
        <form on:submit=move |event| {
            event.prevent_default();
            send();
        }>
            <Field label=t!(inbox.view_name) error=wrong required=true>
                <Input value=text longest=LONGEST />
            </Field>
            <footer>
                <Button on_press=move |()| open.set(false)>{t!(common.cancel)}</Button>
                <Button weight=Weight::Primary submit=true busy>{t!(common.save)}</Button>
            </footer>
        </form>
    }
    .into_any()
}

async fn save(name: String, query: InboxQuery) -> Result<Vec<SavedView>, Failure> {
    http::send(Method::Post, paths::api::VIEWS, &SaveView { name, query, pinned: true }).await
}

/// Takes a removal back.
fn keep_again(toasts: Toasts, views: Load<Vec<SavedView>>, name: String, query: InboxQuery) {
    spawn_local(async move {
        match save(name, query).await {
            Ok(kept) => drop(views.value.try_set(Some(kept))),
            Err(failure) => toasts.say(failure.words()),
        }
    });
}
