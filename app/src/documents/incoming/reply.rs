//! 答复: begins the answer as a document of its own, bound to this one.

use api::CaseId;
use api::documents::{OpenReply, Opened};
use api::organization::Post;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;

use crate::http::{self, Failure, Method};
use crate::platform::use_session;
use crate::ui::{Button, Icon, use_toasts};
use crate::{paths, t};

/// A press begins one answer, however often it is repeated after a lost answer of the server's.
#[component]
pub fn Reply(case: CaseId, organ: api::OrganId) -> impl IntoView {
    let (session, toasts, navigate) = (use_session(), use_toasts(), use_navigate());
    let busy = RwSignal::new(false);
    let key = http::key();
    let begin = move |()| {
        let own = |posts: &[Post]| posts.iter().find(|post| post.organ == organ).map(|post| post.id);
        let post = session.value.with_untracked(|session| session.as_ref().and_then(|it| own(&it.posts)));
        let Some(post) = post.filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        let navigate = navigate.clone();
        spawn_local(async move {
            let path = paths::api::incoming_replies(case);
            let answer = http::send::<Opened>(Method::Post, &path, &OpenReply { key, post }).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(opened) => navigate(&paths::document_edit(opened.case), Default::default()),
                Err(refused) => toasts.say(Failure::words(&refused)),
            }
        });
    };
    view! { <Button symbol=Icon::Edit busy on_press=begin>{t!(incoming.reply)}</Button> }
}
