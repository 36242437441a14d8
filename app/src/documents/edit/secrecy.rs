//! 密级: the grades of state secrets stand in the list so that choosing one is answered with the reason (条例 art. 26).

use api::Code;
use api::documents::Secrecy;
use leptos::html;
use leptos::prelude::*;

use super::autosave::Autosave;
use crate::settings::language;
use crate::t;
use crate::ui::{Icon, icon, live, new_id};

/// A grade that may not be handled here never enters the draft.
#[component]
pub fn SecrecyField(autosave: Autosave) -> impl IntoView {
    let control = NodeRef::<html::Select>::new();
    let refused = RwSignal::new(None::<Secrecy>);
    let (id, described) = (new_id(), new_id());
    let now = move || autosave.draft.with(|draft| draft.secrecy);
    let change = move |_| {
        let Some(control) = control.get_untracked() else { return };
        let Ok(chosen) = control.value().parse::<Secrecy>() else { return };
        if chosen.permitted() {
            refused.set(None);
            autosave.edit(|draft| draft.secrecy = chosen);
        } else {
            refused.set(Some(chosen));
            control.set_value(autosave.draft.with_untracked(|draft| draft.secrecy).as_str());
        }
    };
    let entry = move |grade: &Secrecy| {
        let grade = *grade;
        view! { <option value=grade.as_str() selected=move || now() == grade>{grade.label(language())}</option> }
    };
    view! {
        <div class="field" class:wrong=move || refused.get().is_some()>
            <label for=id.clone()>{t!(documents.secrecy)}</label>
            <select id=id class="control" node_ref=control aria-describedby=described.clone() on:change=change>
                {Secrecy::ALL.iter().map(entry).collect_view()}
            </select>
            <div id=described class="field-notes" role="alert">
                {live(move || refused.get().map(|grade| view! {
                    <p class="error secret-refused">
                        {icon(Icon::Warning)}
                        <span><b>{t!(documents.secret_refused, grade = grade.label(language()))}</b> " " {Code::SecretGrade.words(language())}</span>
                    </p>
                }))}
            </div>
        </div>
    }
}
