//! 通知设置: by which channel a person is told of what, when not, and at which address.

use api::notices::{Channel, NoticeKind, NoticeSettings, Quiet, SaveNoticeSettings, Silence, TestNotice};
use leptos::prelude::*;

use super::{Doing, notice_binding::AccountThere, notice_mail::MailAddress, notice_push::Pushes};
use crate::http::{self, Method, loaded, use_load};
use crate::platform::PageFrame;
use crate::text::language;
use crate::ui::{Button, Checkbox, Field, Input, Weight, live, use_toasts};
use crate::{paths, t};

pub fn notice_settings() -> AnyView {
    let load = use_load::<NoticeSettings>(|| paths::api::NOTICE_SETTINGS.to_owned());
    let reload = Callback::new(move |()| load.reload());
    view! {
        <PageFrame title=Signal::derive(|| t!(notice_settings.title).to_owned()) back=paths::NOTICES>
            {loaded(load, move |settings| {
                let channels = settings.with_untracked(|settings| settings.channels.clone());
                if channels.is_empty() {
                    return view! { <p class="notice">{t!(notice_settings.none)}</p> }.into_any();
                }
                view! {
                    <p class="hint">{t!(notice_settings.hint)}</p>
                    {channels.contains(&Channel::Mail).then(|| view! { <MailAddress settings reload /> })}
                    {channels.contains(&Channel::Push).then(|| view! { <Pushes settings reload /> })}
                    {channels.contains(&Channel::Zhezhengding).then(|| view! { <AccountThere settings reload /> })}
                    {choices(&settings.get_untracked())}
                    {tests(settings, &channels)}
                }
                .into_any()
            })}
        </PageFrame>
    }
    .into_any()
}

/// What stands on the page and is not saved yet.
#[derive(Clone, Copy)]
struct Form {
    version: RwSignal<i32>,
    ticks: StoredValue<Vec<(Silence, RwSignal<bool>)>>,
    quiet: RwSignal<bool>,
    from: RwSignal<String>,
    to: RwSignal<String>,
    digest: RwSignal<bool>,
    digest_at: RwSignal<String>,
}

impl Form {
    fn new(settings: &NoticeSettings) -> Self {
        let tick = |silence: Silence| (silence, RwSignal::new(!settings.silenced.contains(&silence)));
        let of = |kind: NoticeKind| {
            settings.channels.iter().map(move |channel| Silence { channel: *channel, kind })
        };
        let ticks = NoticeKind::ALL.iter().copied().flat_map(of).map(tick).collect();
        let (from, to) = match &settings.quiet {
            Some(quiet) => (quiet.from.clone(), quiet.to.clone()),
            None => ("22:00".to_owned(), "07:30".to_owned()),
        };
        Self {
            version: RwSignal::new(settings.version),
            ticks: StoredValue::new(ticks),
            quiet: RwSignal::new(settings.quiet.is_some()),
            from: RwSignal::new(from),
            to: RwSignal::new(to),
            digest: RwSignal::new(settings.digest.is_some()),
            digest_at: RwSignal::new(settings.digest.clone().unwrap_or_else(|| "08:30".to_owned())),
        }
    }

    /// The request; nothing where a time is missing.
    fn request(self) -> Option<SaveNoticeSettings> {
        let silenced = self.ticks.with_value(|ticks| {
            ticks.iter().filter(|(_, tick)| !tick.get_untracked()).map(|(silence, _)| *silence).collect()
        });
        let (from, to) = (self.from.get_untracked(), self.to.get_untracked());
        let quiet = self.quiet.get_untracked().then_some(Quiet { from, to });
        let digest = self.digest.get_untracked().then(|| self.digest_at.get_untracked());
        let wrong =
            quiet.as_ref().is_some_and(|Quiet { from, to }| from.is_empty() || to.is_empty() || from == to)
                || digest.as_ref().is_some_and(String::is_empty);
        (!wrong).then(|| SaveNoticeSettings {
            version: self.version.get_untracked(),
            silenced,
            quiet,
            digest,
        })
    }
}

fn choices(settings: &NoticeSettings) -> AnyView {
    let (form, doing, toasts) = (Form::new(settings), Doing::new(), use_toasts());
    let save = move |()| {
        let Some(request) = form.request() else {
            doing.wrong.set(Some(t!(notice_settings.time_wrong).to_owned()));
            return;
        };
        let sent = async move {
            http::send::<NoticeSettings>(Method::Put, paths::api::NOTICE_SETTINGS, &request).await
        };
        doing.perform(sent, move |saved| {
            form.version.set(saved.version);
            toasts.say(t!(notice_settings.saved).to_owned());
        });
    };
    let mails = settings.channels.contains(&Channel::Mail);
    view! {
        <section class="card">
            <h2>{t!(notice_settings.choices)}</h2>
            {table(form, &settings.channels)}
            <h2>{t!(notice_settings.times)}</h2>
            <Checkbox checked=form.quiet label=t!(notice_settings.quiet) />
            {live(move || form.quiet.get().then(|| span(form)))}
            {mails.then(|| view! { <Checkbox checked=form.digest label=t!(notice_settings.digest) /> })}
            {live(move || (mails && form.digest.get()).then(|| view! {
                <Field label=t!(notice_settings.digest_at)>
                    <Input value=form.digest_at kind="time" />
                </Field>
            }))}
            {doing.said()}
            <p class="buttons">
                <Button weight=Weight::Primary busy=doing.busy on_press=save>{t!(common.save)}</Button>
            </p>
        </section>
    }
    .into_any()
}

fn span(form: Form) -> AnyView {
    view! {
        <p class="hint">{t!(notice_settings.quiet_hint)}</p>
        <div class="times">
            <Field label=t!(notice_settings.from)>
                <Input value=form.from kind="time" />
            </Field>
            <Field label=t!(notice_settings.to)>
                <Input value=form.to kind="time" />
            </Field>
        </div>
    }
    .into_any()
}

/// A line a kind, a column a channel.
fn table(form: Form, channels: &[Channel]) -> AnyView {
    let head = |channel: &Channel| view! { <th scope="col">{channel.label(language())}</th> };
    let cell = |(silence, tick): &(Silence, RwSignal<bool>)| {
        let name = format!("{}：{}", silence.kind.label(language()), silence.channel.label(language()));
        let tick = *tick;
        view! {
            <td>
                <label class="tick">
                    <input
                        type="checkbox"
                        aria-label=name
                        prop:checked=tick
                        on:change=move |event| tick.set(event_target_checked(&event))
                    />
                </label>
            </td>
        }
    };
    let line = |kind: &NoticeKind| {
        let cells = form.ticks.with_value(|ticks| {
            ticks.iter().filter(|(silence, _)| silence.kind == *kind).map(cell).collect_view()
        });
        view! {
            <tr>
                <th scope="row">{kind.label(language())}</th>
                {cells}
            </tr>
        }
    };
    view! {
        <table class="switches">
            <thead>
                <tr>
                    <th scope="col">{t!(notice_settings.kind)}</th>
                    {channels.iter().map(head).collect_view()}
                </tr>
            </thead>
            <tbody>{NoticeKind::ALL.iter().map(line).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// A notice to oneself by each channel that reaches one.
fn tests(settings: Signal<NoticeSettings>, channels: &[Channel]) -> AnyView {
    let (doing, toasts) = (Doing::new(), use_toasts());
    let button = move |channel: Channel| {
        let press = move |()| {
            let request = TestNotice { channel };
            let sent = async move { http::tell(Method::Post, paths::api::NOTICE_TEST, &request).await };
            doing.perform(sent, move |()| toasts.say(t!(notice_settings.tested).to_owned()));
        };
        view! {
            <Button busy=doing.busy on_press=press>
                {t!(notice_settings.test_channel, channel = channel.label(language()))}
            </Button>
        }
    };
    let channels = channels.to_vec();
    let reached = Memo::new(move |_| {
        settings.with(|settings| {
            let reached = |channel: &&Channel| reaches(settings, **channel);
            channels.iter().filter(reached).copied().collect::<Vec<_>>()
        })
    });
    view! {
        <section class="card" hidden=move || reached.with(Vec::is_empty)>
            <h2>{t!(notice_settings.test)}</h2>
            <p class="buttons">{live(move || reached.get().into_iter().map(button).collect_view())}</p>
            {doing.said()}
        </section>
    }
    .into_any()
}

fn reaches(settings: &NoticeSettings, channel: Channel) -> bool {
    match channel {
        Channel::Mail => settings.mail.is_some(),
        Channel::Push => settings.push.as_ref().is_some_and(|push| !push.devices.is_empty()),
        Channel::Webhook => true,
        Channel::Zhezhengding => {
            settings.zhezhengding.as_ref().is_some_and(|binding| binding.account.is_some())
        }
    }
}
