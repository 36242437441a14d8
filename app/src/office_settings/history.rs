//! What became of a setting: who changed what, when and why, and the way back.

use api::settings::{Setting, SettingVersion};
use leptos::prelude::*;

use super::save::{Saving, differences};
use crate::ui::{Button, Icon, live};
use crate::{format, t};

/// Every change, the newest first.
pub fn history(setting: Signal<Setting>, saving: Saving) -> AnyView {
    let entries = move || {
        let (version, history) = setting.with(|setting| (setting.version, setting.history.clone()));
        if history.is_empty() {
            return view! { <p class="hint">{t!(office_settings.never_changed)}</p> }.into_any();
        }
        let entries = history.into_iter().map(|entry| shown(entry, version, saving)).collect_view();
        view! { <ol class="setting-history">{entries}</ol> }.into_any()
    };
    view! {
        <section class="card">
            <h2>{t!(office_settings.history)}</h2>
            {live(entries)}
        </section>
    }
    .into_any()
}

fn shown(entry: SettingVersion, current: i32, saving: Saving) -> AnyView {
    let back = entry.version;
    let name = match back {
        0 => t!(office_settings.original).to_owned(),
        version => t!(office_settings.version, version = version),
    };
    let who = [entry.by, entry.at.map(|at| format::date_time(&at))].into_iter().flatten();
    let who = who.collect::<Vec<_>>().join(" · ");
    let restored = entry.restores.map(|version| t!(office_settings.restored, version = version));
    let heading = name.clone();
    let restore = (back != current).then(|| {
        view! {
            <Button symbol=Icon::Return busy=saving.busy on_press=move |()| saving.restore(current, back)>
                {t!(office_settings.restore, name = name)}
            </Button>
        }
    });
    view! {
        <li>
            <p>
                <strong>{heading}</strong>
                " "
                <span class="hint">{who}</span>
            </p>
            {entry.reason.map(|reason| view! { <p>{reason} " " {restored}</p> })}
            {(back > 0).then(|| differences(entry.changes))}
            {restore}
        </li>
    }
    .into_any()
}
