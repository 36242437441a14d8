//! To whom the document was sent, who has signed for it (签收), and urging those who have not (催办).

use api::CaseId;
use api::documents::{Delivery, DeliveryState, UrgeReceipt};
use leptos::prelude::*;
use leptos::task::spawn_local;

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
    /// Told the new state after an urging.
    pub urged: Callback<Vec<Delivery>>,
}

/// Where it is.
pub fn distribution(sent: Sent) -> AnyView {
    let Sent { case, deliveries, urging, urged } = sent;
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
                        <tbody>{live(move || deliveries.get().into_iter().map(row).collect_view())}</tbody>
                    </table>
                </div>
                {live(move || (urging.get() && waiting.get() > 0).then(|| view! { <UrgeAll case waiting urged /> }))}
            </section>
    }
    .into_any()
}

fn count(deliveries: &[Delivery], state: DeliveryState) -> usize {
    deliveries.iter().filter(|delivery| delivery.state == state).count()
}

fn row(delivery: Delivery) -> impl IntoView {
    let tone = match delivery.state {
        DeliveryState::Waiting => Tone::Caution,
        DeliveryState::Received | DeliveryState::Registered => Tone::Good,
        DeliveryState::Returned => Tone::Alarm,
        DeliveryState::Outside => Tone::Neutral,
    };
    let when = delivery.received_at.as_deref().map(format::date_time);
    view! {
        <tr>
            <th scope="row">{delivery.name} " " <small>{delivery.kind.label(language())}</small></th>
            <td>
                <Chip tone>{delivery.state.label(language())}</Chip>
                {delivery.received_by.map(|name| view! { <span class="received-by">{name}</span> })}
                {when.map(|when| view! { <span class="hint">{when}</span> })}
                {delivery.return_reason.map(|reason| view! { <p class="return-reason">{reason}</p> })}
                {delivery.returned_by.map(|name| view! {
                    <span class="hint">{name} " " {delivery.returned_at.as_deref().map(format::date_time)}</span>
                })}
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
