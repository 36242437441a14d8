//! To whom the document was sent or passed on, who has signed for it (签收), urging those who have not (催办), taking back
//! what was not signed for (撤回), and sending again what came back.

use api::CaseId;
use api::documents::{Delivery, DeliveryState, UrgeReceipt};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::asking::{Asked, Asking};
use crate::http::{self, Failure, Method};
use crate::settings::language;
use crate::ui::{Button, Chip, Icon, Tone, live, use_toasts};
use crate::{format, paths, t};

/// A document that was sent.
#[derive(Clone, Copy)]
pub struct Sent {
    pub case: CaseId,
    pub deliveries: Memo<Vec<Delivery>>,
    /// Whether the asker's organ sent it and may urge.
    pub urging: Memo<bool>,
    /// Whether the asker may take it back or send it again.
    pub distributing: Memo<bool>,
    /// Told the new state after an act.
    pub changed: Callback<Vec<Delivery>>,
}

/// Where it is.
pub fn distribution(sent: Sent) -> AnyView {
    let Sent { case, deliveries, urging, distributing, changed } = sent;
    let (asked, open) = (RwSignal::new(None::<Asked>), RwSignal::new(false));
    let ask = Callback::new(move |what: Asked| {
        asked.set(Some(what));
        open.set(true);
    });
    let waiting = Memo::new(move |_| deliveries.with(|deliveries| count(deliveries, DeliveryState::Waiting)));
    let received =
        Memo::new(move |_| deliveries.with(|all| all.iter().filter(|it| it.received_at.is_some()).count()));
    let total = Memo::new(move |_| {
        deliveries.with(|deliveries| deliveries.len() - count(deliveries, DeliveryState::Outside))
    });
    view! {
            <section class="card" aria-labelledby="distribution">
                <div class="card-head">
                    <h2 id="distribution">{t!(documents.distribution)}</h2>
                    <p class="hint">{move || t!(documents.received_count, received = received.get(), total = total.get())}</p>
                </div>
                <div class="table-frame">
                    <table class="table distribution">
                        <thead><tr>
                            <th scope="col">{t!(documents.organ)}</th>
                            <th scope="col">{t!(documents.receipt)}</th>
                            <th scope="col">{t!(documents.urged)}</th>
                        </tr></thead>
                        <tbody>{live(move || {
                            let all = deliveries.get();
                            let asking = distributing.get().then_some(ask);
                            all.iter().map(|one| row(one.clone(), asked_of(one, &all), asking)).collect_view()
                        })}</tbody>
                    </table>
                </div>
                {live(move || (urging.get() && waiting.get() > 0).then(|| view! { <UrgeAll case waiting urged=changed /> }))}
                <Asking case asked open changed />
            </section>
    }
    .into_any()
}

fn count(deliveries: &[Delivery], state: DeliveryState) -> usize {
    deliveries.iter().filter(|delivery| delivery.state == state).count()
}

/// What its sender may ask of a delivery: that it is taken back, or that what came back, and was sent to nobody there since,
/// is sent again.
fn asked_of(delivery: &Delivery, all: &[Delivery]) -> Option<Asked> {
    let sent_since = || all.iter().any(|other| other.organ == delivery.organ && !other.came_back());
    match delivery.state {
        DeliveryState::Waiting => Some(Asked::Recall(delivery.clone())),
        _ if delivery.came_back() && !sent_since() => Some(Asked::Again(delivery.clone())),
        _ => None,
    }
}

fn row(delivery: Delivery, asked: Option<Asked>, ask: Option<Callback<Asked>>) -> impl IntoView {
    let tone = match delivery.state {
        DeliveryState::Waiting => Tone::Caution,
        DeliveryState::Received | DeliveryState::Registered => Tone::Good,
        DeliveryState::Returned => Tone::Alarm,
        DeliveryState::Recalled | DeliveryState::Outside => Tone::Neutral,
    };
    let when = delivery.received_at.as_deref().map(format::date_time);
    let back = delivery.returned_at.or(delivery.recalled_at);
    let button = asked.zip(ask).map(|(asked, ask)| {
        let words = match asked {
            Asked::Recall(_) => t!(documents.recall),
            Asked::Again(_) => t!(documents.send_again),
        };
        let asked = StoredValue::new(asked);
        view! { <Button on_press=move |()| ask.run(asked.get_value())>{words}</Button> }
    });
    view! {
        <tr>
            <th scope="row">{delivery.name} " " <small>{delivery.kind.label(language())}</small></th>
            <td>
                <Chip tone>{delivery.state.label(language())}</Chip>
                {delivery.received_by.map(|name| view! { <span class="received-by">{name}</span> })}
                {when.map(|when| view! { <span class="hint">{when}</span> })}
                {delivery.return_reason.or(delivery.recall_reason).map(|reason| view! { <p class="return-reason">{reason}</p> })}
                {delivery.returned_by.or(delivery.recalled_by).map(|name| view! {
                    <span class="hint">{name} " " {back.as_deref().map(format::date_time)}</span>
                })}
                {button.map(|button| view! { <p class="delivery-act">{button}</p> })}
            </td>
            <td class="figure">{(delivery.urged > 0).then(|| t!(documents.times, count = delivery.urged))}</td>
        </tr>
    }
}

/// One key a press: a repetition after a lost answer urges nobody twice.
#[component]
fn UrgeAll(case: CaseId, waiting: Memo<usize>, urged: Callback<Vec<Delivery>>) -> impl IntoView {
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let request = StoredValue::new(UrgeReceipt { key: http::key(), organ: None });
    let urge = move |()| {
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = http::send::<Vec<Delivery>>(
                Method::Post,
                &paths::api::document_urging(case),
                &request.get_value(),
            )
            .await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(deliveries) => {
                    request.update_value(|request| request.key = http::key());
                    toasts.say(t!(documents.urged_now));
                    urged.run(deliveries);
                }
                Err(refused) => failure.set(Some(refused)),
            }
        });
    };
    view! {
        <p class="urge">
            <Button symbol=Icon::Bell busy on_press=urge>{move || t!(documents.urge_all, count = waiting.get())}</Button>
            {live(move || failure.get().map(|failure| view! { <span class="error" role="alert">{failure.words()}</span> }))}
        </p>
    }
}
