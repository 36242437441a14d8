//! Cases this one came from or gave rise to.

use api::cases::{CaseLink, CaseView, Relation};
use leptos::prelude::*;

use super::StatusChip;
use crate::text::language;
use crate::ui::{Icon, icon, live};
use crate::{paths, t};

/// The linked cases; nothing where there is none.
#[component]
pub fn Links(#[prop(into)] case: Signal<CaseView>) -> impl IntoView {
    let links = move || {
        let (links, module) = case.with(|case| (case.links.clone(), case.summary.module.clone()));
        let link = |link: CaseLink| {
            let relation = relation(&link);
            view! {
                <li>
                    <a href=paths::linked(&module, link.case)>
                        {icon(Icon::Link)} <span>{link.title}</span> <small>{relation}</small>
                        <StatusChip status=link.status />
                    </a>
                </li>
            }
        };
        (!links.is_empty()).then(|| {
            view! {
                <section class="card">
                    <h2>{t!(case.links)}</h2>
                    <ul class="links">{links.into_iter().map(link).collect_view()}</ul>
                </section>
            }
        })
    };
    live(links)
}

/// How the other case stands to this one.
fn relation(link: &CaseLink) -> &'static str {
    match (link.relation, link.outward) {
        (Relation::ArisesFrom, true) => t!(case.link_child),
        (Relation::ArisesFrom, false) => t!(case.link_parent),
        (other, _) => other.label(language()),
    }
}
