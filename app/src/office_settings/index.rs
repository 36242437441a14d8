//! The kinds that somebody administers.

use api::settings::KindInfo;
use leptos::prelude::*;

use crate::http::{loaded, use_load};
use crate::platform::PageFrame;
use crate::settings::language;
use crate::{paths, t};

pub fn index() -> AnyView {
    let load = use_load::<Vec<KindInfo>>(|| paths::api::SETTINGS.to_owned());
    view! {
        <PageFrame title=Signal::derive(|| t!(office_settings.title).to_owned()) back=paths::APPS>
            {loaded(
                load,
                |kinds| {
                    let tiles = kinds.get_untracked().into_iter().map(tile).collect_view();
                    view! { <ul class="tiles">{tiles}</ul> }.into_any()
                },
            )}
        </PageFrame>
    }
    .into_any()
}

fn tile(kind: KindInfo) -> AnyView {
    view! {
        <li>
            <a class="tile" href=paths::settings(&kind.key)>
                <strong>{kind.name.pick(language()).to_owned()}</strong>
                <span>{kind.about.pick(language()).to_owned()}</span>
            </a>
        </li>
    }
    .into_any()
}
