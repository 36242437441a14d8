//! Saving: first what would change is shown, then it is done. What is refused is said at its field.

use api::Code;
use api::settings::{Difference, KindInfo, SaveSetting, SettingChange, Values};
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;

use crate::http::{self, Failure, Method};
use crate::settings::language;
use crate::ui::{Button, Dialog, Weight, live, use_toasts};
use crate::{paths, t};

/// The saving of one setting.
#[derive(Clone, Copy)]
pub struct Saving {
    pub busy: RwSignal<bool>,
    pub reason: RwSignal<String>,
    kind: StoredValue<KindInfo>,
    id: Uuid,
    failure: RwSignal<Option<Failure>>,
    /// What is to be confirmed, and what it would change.
    wanted: RwSignal<Option<(SaveSetting, Vec<Difference>)>>,
    open: RwSignal<bool>,
    done: Callback<()>,
}

impl Saving {
    /// `done` is called when it was saved, and when it is to be loaded anew.
    pub fn new(kind: KindInfo, id: Uuid, done: Callback<()>) -> Self {
        Self {
            busy: RwSignal::new(false),
            reason: RwSignal::new(String::new()),
            kind: StoredValue::new(kind),
            id,
            failure: RwSignal::new(None),
            wanted: RwSignal::new(None),
            open: RwSignal::new(false),
            done,
        }
    }

    /// Nothing is being said any more.
    pub fn forget(self) {
        self.failure.set(None);
        self.reason.set(String::new());
    }

    /// What is wrong with this field.
    pub fn wrong_at(self, key: &str) -> Option<String> {
        self.failure.with(|failure| match failure {
            Some(Failure::Refused(problem)) if problem.detail.as_deref() == Some(key) => {
                problem.findings.first().cloned()
            }
            _ => None,
        })
    }

    /// Shows what these values would change.
    pub fn preview(self, version: i32, values: Values) {
        let reason = self.reason.get_untracked();
        self.ask(SaveSetting { version, values: Some(values), restore: None, reason });
    }

    /// Shows what going back would change.
    pub fn restore(self, version: i32, back: i32) {
        let reason = t!(office_settings.restored_reason, version = back);
        self.ask(SaveSetting { version, values: None, restore: Some(back), reason });
    }

    fn ask(self, wanted: SaveSetting) {
        let path = self.kind.with_value(|kind| paths::api::setting_preview(&kind.key, self.id));
        self.perform(
            async move {
                let change = http::send::<SettingChange>(Method::Post, &path, &wanted).await?;
                Ok((wanted, change.changes))
            },
            move |wanted| {
                self.wanted.set(Some(wanted));
                self.open.set(true);
            },
        );
    }

    fn perform<T: 'static>(
        self,
        work: impl Future<Output = Result<T, Failure>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let answer = work.await;
            self.busy.try_set(false);
            match answer {
                Ok(answer) => then(answer),
                Err(failure) => {
                    self.open.try_set(false);
                    self.failure.try_set(Some(failure));
                }
            }
        });
    }

    /// What went wrong, where it is not said at a field.
    pub fn said(self) -> AnyView {
        let stale = move || {
            let stale = self.failure.with(|it| it.as_ref().is_some_and(|it| it.is(Code::StaleVersion)));
            stale.then(|| {
                view! { <Button on_press=move |()| self.done.run(())>{t!(office_settings.load_anew)}</Button> }
            })
        };
        view! {
            <p class="error" role="alert">
                {move || self.failure.with(|failure| failure.as_ref().map(words))}
            </p>
            {live(stale)}
        }
        .into_any()
    }
}

/// What is wrong, and who was faster.
fn words(failure: &Failure) -> String {
    match failure.changed_by() {
        Some(name) => t!(office_settings.changed_by, name = name),
        None => failure.words(),
    }
}

/// The question before it is done.
#[component]
pub fn Confirm(saving: Saving) -> impl IntoView {
    let toasts = use_toasts();
    let confirm = move |()| {
        let Some((wanted, _)) = saving.wanted.get_untracked() else { return };
        let path = saving.kind.with_value(|kind| paths::api::setting(&kind.key, &saving.id.to_string()));
        saving.perform(
            async move { http::send::<SettingChange>(Method::Put, &path, &wanted).await },
            move |_| {
                saving.open.set(false);
                toasts.say(t!(office_settings.saved));
                saving.done.run(());
            },
        );
    };
    let changes = move || {
        let changes = saving.wanted.get().map(|(_, changes)| changes).unwrap_or_default();
        let nothing = changes.is_empty();
        view! {
            {differences(changes)}
            <footer>
                <Button on_press=move |()| saving.open.set(false)>{t!(common.cancel)}</Button>
                {(!nothing).then(|| view! {
                    <Button weight=Weight::Primary busy=saving.busy on_press=confirm>{t!(common.save)}</Button>
                })}
            </footer>
        }
    };
    view! {
        <Dialog open=saving.open title=Signal::derive(|| t!(office_settings.confirm).to_owned())>
            {live(changes)}
        </Dialog>
    }
}

/// What differs: what went is struck through, what came is underlined.
pub fn differences(changes: Vec<Difference>) -> AnyView {
    if changes.is_empty() {
        return view! { <p class="hint">{t!(office_settings.no_difference)}</p> }.into_any();
    }
    let entry = |change: Difference| {
        let side = |text: String| if text.is_empty() { t!(office_settings.empty).to_owned() } else { text };
        view! {
            <dt>{change.field.pick(language()).to_owned()}</dt>
            <dd><del>{side(change.before)}</del> " " <ins>{side(change.after)}</ins></dd>
        }
    };
    view! { <dl class="setting-changes">{changes.into_iter().map(entry).collect_view()}</dl> }.into_any()
}
