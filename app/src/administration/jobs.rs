//! 后台任务: the dead letters (死信), for the system administrator (系统管理员): why each failed, try again, give up.

use api::jobs::DeadJob;
use leptos::prelude::*;

use super::Doing;
use crate::http::{self, Method};
use crate::platform::PageFrame;
use crate::ui::{Button, Dialog, Empty, ListPage, Weight, use_toasts};
use crate::{format, paths, t};

pub fn jobs() -> AnyView {
    let again = Trigger::new();
    let path = Signal::derive(move || {
        again.track();
        paths::api::DEAD_JOBS.to_owned()
    });
    let doing = Doing::new();
    let toasts = use_toasts();
    let retry = Callback::new(move |job: DeadJob| {
        let path = format!("{}/retry", paths::api::job(job.id));
        doing.perform(async move { http::tell(Method::Post, &path, &()).await }, move |()| {
            toasts.say(t!(administration.job_retried));
            again.notify();
        });
    });
    let wanted = RwSignal::new(None::<DeadJob>);
    let open = RwSignal::new(false);
    let ask = Callback::new(move |job: DeadJob| {
        wanted.set(Some(job));
        doing.wrong.set(None);
        open.set(true);
    });
    let give_up = move |()| {
        let Some(job) = wanted.get_untracked() else { return };
        doing.perform(async move { http::delete(&paths::api::job(job.id)).await }, move |()| {
            open.set(false);
            toasts.say(t!(administration.job_given_up));
            again.notify();
        });
    };
    let question = move || {
        wanted.get().map_or_else(String::new, |job| t!(administration.job_sure, what = name_of(&job.kind)))
    };
    view! {
        <PageFrame title=Signal::derive(|| t!(administration.jobs).to_owned()) back=paths::APPS>
            <p class="hint">{t!(administration.jobs_rule)}</p>
            {move || (!open.get()).then(|| doing.said())}
            <ListPage
                path
                key=|job: &DeadJob| format!("{} {}", job.id, job.died_at)
                row=move |job| shown(job, retry, ask)
                label=t!(administration.jobs)
                empty=|| view! { <Empty title=t!(administration.jobs_none) /> }
            />
        </PageFrame>
        <Dialog open title=Signal::derive(question)>
            <p>{t!(administration.job_sure_text)}</p>
            {move || open.get().then(|| doing.said())}
            <footer>
                <Button on_press=move |()| open.set(false)>{t!(common.cancel)}</Button>
                <Button weight=Weight::Danger busy=doing.busy on_press=give_up>{t!(administration.job_give_up)}</Button>
            </footer>
        </Dialog>
    }
    .into_any()
}

fn shown(job: DeadJob, retry: Callback<DeadJob>, give_up: Callback<DeadJob>) -> AnyView {
    let (tried, left) = (job.clone(), job.clone());
    view! {
        <article class="dead-job">
            <p>
                <strong>{name_of(&job.kind)}</strong>
                " "
                <code>{job.kind.clone()}</code>
            </p>
            <p class="reason">{job.error}</p>
            <p class="hint">
                {t!(administration.job_failed, count = job.attempts)} " · "
                <time>{format::date_time(&job.died_at)}</time>
            </p>
            <p class="buttons">
                <Button on_press=move |()| retry.run(tried.clone())>{t!(administration.job_retry)}</Button>
                <Button on_press=move |()| give_up.run(left.clone())>{t!(administration.job_give_up)}</Button>
            </p>
        </article>
    }
    .into_any()
}

/// What a job does, in words; the module's name where there are none for it.
fn name_of(kind: &str) -> String {
    let known = match kind {
        "audit.nightly" => t!(administration.job_audit),
        "cases.urge" => t!(administration.job_urge),
        "jobs.sweep" | "live.sweep" => t!(administration.job_sweep),
        _ if kind.starts_with("notices.") => t!(administration.job_notices),
        _ => return t!(administration.job_other).to_owned(),
    };
    known.to_owned()
}
