//! The chain of all records: what the last verification found, and verifying now.

use api::audit::{Finding, Standing, Verified};
use leptos::prelude::*;

use super::Doing;
use crate::http::{self, Method, loaded, use_load};
use crate::settings::language;
use crate::ui::{Button, Icon, Lamp, Tone, live};
use crate::{format, paths, t};

#[component]
pub fn Verification() -> impl IntoView {
    let path = paths::api::audit("/verification", "");
    let asked = path.clone();
    let load = use_load::<Standing>(move || asked.clone());
    let doing = Doing::new();
    let verify = move |()| {
        let path = path.clone();
        doing.perform(
            async move { http::send::<Standing>(Method::Post, &path, &()).await },
            move |standing| load.value.set(Some(standing)),
        );
    };
    view! {
        <section class="card">
            <h2>{t!(administration.chain)}</h2>
            {loaded(load, |standing| live(move || found(standing.get())))}
            {doing.said()}
            <p class="buttons">
                <Button symbol=Icon::Shield busy=doing.busy on_press=verify>{t!(administration.verify)}</Button>
            </p>
        </section>
    }
}

fn found(standing: Standing) -> AnyView {
    if standing.running {
        return view! { <p>{t!(administration.running)}</p> }.into_any();
    }
    let Some(Verified { at, events, root, roots, finding }) = standing.last else {
        return view! { <p class="hint">{t!(administration.never)}</p> }.into_any();
    };
    let said = match finding {
        None => {
            let words = t!(administration.whole, events = events, roots = roots);
            view! { <Lamp tone=Tone::Good label=words /> }.into_any()
        }
        Some(finding) => view! { <Lamp tone=Tone::Alarm label=broken(&finding) /> }.into_any(),
    };
    view! {
        <p role="status">{said}</p>
        <p class="hint">{t!(administration.verified_at, at = format::date_time(&at))}</p>
        <p class="hint root"><code>{root}</code></p>
    }
    .into_any()
}

fn broken(finding: &Finding) -> String {
    let mut words = t!(administration.broken, fault = finding.fault.label(language()));
    if let Some(number) = finding.number {
        words = format!("{words} · {}", t!(administration.broken_at, number = number));
    }
    match (finding.source, &finding.key) {
        (Some(source), Some(key)) => format!("{words} · {} {key}", source.label(language())),
        _ => words,
    }
}
