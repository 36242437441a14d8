//! No such page.

use leptos::prelude::*;

use super::PageFrame;
use crate::ui::{ButtonLink, Empty, Icon};
use crate::{paths, t};

#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <PageFrame title=Signal::derive(|| t!(shell.not_found).to_owned())>
            <Empty symbol=Icon::Search title=t!(shell.not_found_text)>
                <ButtonLink href=paths::HOME>{t!(shell.to_home)}</ButtonLink>
            </Empty>
        </PageFrame>
    }
}
