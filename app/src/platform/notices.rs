//! 通知: what the person was told, newest first. What is done before it was read is not told any more.

use api::notices::{Notice, NoticeKind, ReadNotices};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{PageFrame, use_changes, use_session};
use crate::http::{self, Method};
use crate::text::language;
use crate::ui::{Button, ButtonLink, Chip, Empty, Icon, ListPage, Tone, live, use_toasts};
use crate::{format, paths, t};

/// `/me/notices`.
#[component]
pub fn Notices() -> impl IntoView {
    let (changes, session, toasts) = (use_changes(), use_session(), use_toasts());
    let path = Signal::derive(move || {
        changes.track();
        paths::api::NOTICES.to_owned()
    });
    // The newest that is shown: what is read is what stood there, so that nothing can be before something does.
    let newest = RwSignal::new(0_i64);
    let unread = Memo::new(move |_| {
        session.value.with(|session| session.as_ref().map_or(0, |session| session.notices))
    });
    let busy = RwSignal::new(false);
    let read_all = move |()| {
        let seen = ReadNotices { up_to: newest.get_untracked(), case: None };
        busy.set(true);
        spawn_local(async move {
            let answer = http::tell(Method::Post, paths::api::NOTICES_READ, &seen).await;
            busy.try_set(false);
            match answer {
                Ok(()) => {
                    session.reload();
                    changes.notify();
                }
                Err(failure) => toasts.say(failure.words()),
            }
        });
    };
    let row = move |notice: Notice| {
        if newest.get_untracked() < notice.id {
            newest.set(notice.id);
        }
        row(notice)
    };
    let button = move || {
        (unread.get() > 0 && newest.get() > 0).then(
            || view! { <Button symbol=Icon::Check busy on_press=read_all>{t!(notices.read_all)}</Button> },
        )
    };
    view! {
        <PageFrame title=Signal::derive(|| t!(notices.title).to_owned()) back=paths::ME>
            <div class="notice-tools">
                <p class="hint" role="status">
                    {live(move || match unread.get() {
                        0 => t!(notices.none_unread).to_owned(),
                        count => t!(notices.unread_count, count = count),
                    })}
                </p>
                <span class="buttons">
                    {live(button)}
                    <ButtonLink href=paths::NOTICE_SETTINGS>{t!(notices.settings)}</ButtonLink>
                </span>
            </div>
            <ListPage
                path
                key=|notice: &Notice| format!("{} {}", notice.id, notice.read)
                row
                label=t!(notices.title)
                empty=|| view! { <Empty symbol=Icon::Bell title=t!(notices.empty) /> }
            />
        </PageFrame>
    }
}

fn row(notice: Notice) -> AnyView {
    let Notice { id, kind, case, at, read } = notice;
    let tone = match kind {
        NoticeKind::Assigned => Tone::Accent,
        NoticeKind::Urged | NoticeKind::Near => Tone::Caution,
        NoticeKind::Due => Tone::Alarm,
    };
    let seen = ReadNotices { up_to: id, case: Some(case.id) };
    // Whoever opens the case has seen what was told of it; the page does not wait for that.
    let open = move |_| {
        let seen = seen.clone();
        if !read {
            spawn_local(async move { drop(http::tell(Method::Post, paths::api::NOTICES_READ, &seen).await) });
        }
    };
    let title = match case.title.is_empty() {
        true => t!(inbox.untitled).to_owned(),
        false => case.title.clone(),
    };
    let href = paths::case(&case, None);
    view! {
        <a class="row" class:unread=!read href=href on:click=open>
            <span class="row-title">{title}</span>
            <span class="row-marks">
                <Chip tone>{kind.label(language())}</Chip>
                {(!read).then(|| view! { <strong class="unread-mark">{t!(notices.unread)}</strong> })}
            </span>
            <span class="row-facts">
                {case.number.map(|number| view! { <span class="number">{number}</span> })}
                <span>{t!(inbox.drafter, name = case.drafter)}</span>
                <time datetime=at.clone()>{format::brief(&at)}</time>
            </span>
        </a>
    }
    .into_any()
}
