//! Where one is signed in.

use api::security::OwnSession;
use leptos::prelude::*;

use super::Doing;
use crate::http::{self, loaded, use_load};
use crate::ui::{Button, Chip, Tone, live, use_toasts};
use crate::{format, paths, t};

#[component]
pub fn Sessions() -> impl IntoView {
    let load = use_load::<Vec<OwnSession>>(|| paths::api::OWN_SESSIONS.to_owned());
    let doing = Doing::new();
    let toasts = use_toasts();
    let end = Callback::new(move |path: String| {
        doing.perform(async move { http::delete(&path).await }, move |()| {
            toasts.say(t!(security.ended));
            load.reload();
        });
    });
    view! {
        <section class="card">
            <h2>{t!(security.sessions)}</h2>
            {loaded(load, move |sessions| {
                live(move || {
                    let sessions = sessions.get();
                    let others = sessions.len() > 1;
                    view! {
                        <ul class="rows">{sessions.into_iter().map(|session| row(session, end)).collect_view()}</ul>
                        {others
                            .then(|| {
                                view! {
                                    <p class="buttons">
                                        <Button on_press=move |()| {
                                            end.run(paths::api::OWN_SESSIONS.to_owned())
                                        }>{t!(security.end_others)}</Button>
                                    </p>
                                }
                            })}
                    }
                })
            })}
            {doing.said()}
        </section>
    }
}

fn row(session: OwnSession, end: Callback<String>) -> AnyView {
    let device = session.agent.as_deref().map_or(t!(security.unknown_device), device).to_owned();
    let path = paths::api::own_session(session.id);
    view! {
        <li>
            <div>
                <strong>{device}</strong>
                " "
                {session.current.then(|| view! { <Chip tone=Tone::Accent>{t!(security.this_one)}</Chip> })}
                <p class="hint">
                    {session.address} " · " {t!(security.seen, at = format::date_time(&session.seen_at))}
                </p>
            </div>
            {(!session.current)
                .then(|| view! { <Button on_press=move |()| end.run(path.clone())>{t!(security.end)}</Button> })}
        </li>
    }
    .into_any()
}

/// The system a browser says it runs on: enough to recognise one's own.
pub(super) fn device(agent: &str) -> &'static str {
    const KNOWN: &[(&str, &str)] = &[
        ("OpenHarmony", "鸿蒙"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Macintosh", "macOS"),
        ("Linux", "Linux"),
    ];
    KNOWN.iter().find(|(mark, _)| agent.contains(mark)).map_or(t!(security.unknown_device), |(_, name)| name)
}
