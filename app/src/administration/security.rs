//! 账号安全: what guards one's own account.

use api::security::{Guards, Profile};
use leptos::prelude::*;

use super::{factor::Factor, passkeys::Passkeys, password::Password, sessions::Sessions};
use crate::http::{loaded, use_load};
use crate::platform::PageFrame;
use crate::{paths, t};

pub fn security() -> AnyView {
    let load = use_load::<Guards>(|| paths::api::SECURITY.to_owned());
    let reload = Callback::new(move |()| load.reload());
    view! {
        <PageFrame title=Signal::derive(|| t!(security.title).to_owned()) back=paths::ME>
            {loaded(load, move |guards| {
                let profile = guards.with_untracked(|guards| guards.profile);
                let rules = match profile {
                    Profile::Asvs => t!(security.rules_asvs),
                    Profile::Level3 => t!(security.rules_level3),
                };
                view! {
                    <p class="notice" hidden=move || !guards.with(|guards| guards.enrolment_due)>
                        {t!(security.due_factor)}
                    </p>
                    <p class="notice" hidden=move || !guards.with(|guards| guards.password_due)>
                        {t!(security.due_password)}
                    </p>
                    <Factor guards reload />
                    <Passkeys guards reload />
                    <Password rules reload />
                    <Sessions />
                }
                .into_any()
            })}
        </PageFrame>
    }
    .into_any()
}
