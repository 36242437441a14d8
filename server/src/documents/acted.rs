//! What the module adds to each act on a document: versions of the text, and the effects of the flow.

use api::documents::rules::{CHECKLIST_FACT, ChecklistItem, checklist};
use api::form::FormFact;
use sqlx::PgConnection;

use super::{
    INCOMING, MODULE, OUTGOING, SUBFLOW, dispatch, form, incoming, number, rules, seal, sealed, seals::Seals,
    sign, store, subflow, templates::Templates, verify, versions, wordings::Wordings,
};
use crate::{
    App, Result,
    error::internal,
    platform::{
        cases::{Acting, BoxFuture, By, Case, CaseKind, Child, Module, Told},
        settings::Kind,
    },
};

/// The module as the platform knows it.
pub struct Documents;

const KINDS: &[CaseKind] = &[
    CaseKind { name: OUTGOING, chinese: "发文", english: "Outgoing documents", delegable: true },
    CaseKind { name: INCOMING, chinese: "收文", english: "Incoming documents", delegable: true },
    CaseKind {
        name: SUBFLOW, chinese: "公文子流程", english: "Sub-flows of documents", delegable: true
    },
];

impl Module for Documents {
    fn name(&self) -> &'static str {
        MODULE
    }

    fn settings(&self) -> &'static [&'static dyn Kind] {
        &[&Seals, &Templates, &Wordings]
    }

    fn acted<'a>(
        &'a self,
        app: &'a App,
        connection: &'a mut PgConnection,
        acting: &'a mut Acting<'_>,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            match acting.case.kind.as_str() {
                OUTGOING => outgoing(app, connection, acting).await,
                INCOMING => incoming::acted(app, connection, acting).await,
                SUBFLOW => match acting.effects().next() {
                    Some(effect) => Err(internal(&format!("no effect {effect} of a sub-flow"))),
                    None => Ok(()),
                },
                kind => Err(internal(&format!("no kind {kind} of document"))),
            }
        })
    }

    fn kinds(&self) -> &'static [CaseKind] {
        KINDS
    }

    fn in_person(&self, step: &flow::Step) -> bool {
        step.effect.as_deref() == Some("seal")
    }

    fn form_facts<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        case: &'a Case,
    ) -> BoxFuture<'a, Result<Vec<FormFact>>> {
        Box::pin(form::facts(connection, case.id))
    }

    fn check_path<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        case: &'a Case,
    ) -> BoxFuture<'a, Result<Option<String>>> {
        Box::pin(sealed::check_path(connection, case.id))
    }

    fn differing<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        case: &'a Case,
        told: &'a [Told],
    ) -> BoxFuture<'a, Result<Option<i32>>> {
        Box::pin(verify::differing(connection, case, told))
    }

    fn open_child<'a>(
        &'a self,
        app: &'a App,
        connection: &'a mut PgConnection,
        by: &'a By,
        parent: &'a Case,
        flow: &'a str,
    ) -> BoxFuture<'a, Result<Child>> {
        Box::pin(subflow::open(app, connection, by, parent, flow))
    }
}

async fn outgoing(app: &App, connection: &mut PgConnection, acting: &mut Acting<'_>) -> Result<()> {
    use flow::Command;
    if acting.events.iter().any(goes_back) {
        sign::withdraw_file(connection, acting).await?;
    }
    let handed_on = matches!(acting.command, Command::Submit { .. } | Command::Approve { .. });
    let effects: Vec<String> = acting.effects().map(str::to_owned).collect();
    if !handed_on && effects.is_empty() {
        return Ok(());
    }
    let mut document = store::read(connection, acting.case.id).await?;
    if handed_on {
        if matches!(acting.command, Command::Submit { .. }) || effects.iter().any(|effect| effect == "sign") {
            rules::refuse_binding(connection, &document.draft, acting.case.organ).await?;
        }
        versions::keep(app, connection, acting, &document).await?;
        note_checklist(acting);
    }
    for effect in effects {
        if matches!(effect.as_str(), "number" | "seal" | "dispatch") {
            sign::refuse_changed(&document)?;
        }
        match effect.as_str() {
            "sign" => sign::sign(app, connection, acting, &mut document).await?,
            "number" => number::number(app, connection, acting).await?,
            "seal" => seal::seal(app, connection, acting).await?,
            "dispatch" => dispatch::dispatch(app, connection, acting).await?,
            other => return Err(internal(&format!("no effect {other} of an outgoing document"))),
        }
    }
    Ok(())
}

/// Which points of 核稿 (条例 art. 20) the reviewer ticked, in their order.
fn note_checklist(acting: &mut Acting<'_>) {
    let ticked = |item: &&ChecklistItem| acting.confirmed.iter().any(|key| key == item.key);
    let ticked: Vec<&str> = checklist().iter().filter(ticked).map(|item| item.key).collect();
    if !ticked.is_empty() {
        acting.facts.insert(CHECKLIST_FACT.to_owned(), ticked.join(","));
    }
}

fn goes_back(event: &flow::Event) -> bool {
    use flow::Event;
    matches!(event, Event::Returned { .. } | Event::Withdrawn { .. } | Event::Jumped { .. })
}
