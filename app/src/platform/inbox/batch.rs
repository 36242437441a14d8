//! One act on many rows. It leaves after a while, until when it can be taken back; what became of each is said.

use std::time::Duration;

use api::inbox::{Batch, BatchResult, BatchVerb, Outcome};
use api::session::Session;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::picking::{Picked, Picking};
use crate::http::{self, Failure, Load, Method};
use crate::platform::case::{Done, Heard, say_done};
use crate::platform::{Changes, use_changes, use_session};
use crate::text::language;
use crate::ui::{Button, Icon, Toasts, Weight, live, use_toasts};
use crate::{paths, t};

/// So long an act can be taken back.
pub const UNDO: Duration = Duration::from_secs(8);

/// An act on its way.
#[derive(Clone)]
struct Leaving {
    batch: Batch,
    rows: Vec<Picked>,
}

/// What did not come about.
#[derive(Clone, Default)]
struct Outcomes {
    /// Rows that were refused, and why.
    refused: Vec<(Picked, String)>,
    /// It may not have arrived: it can be sent again, and acts once.
    unsent: Option<(Leaving, Failure)>,
}

/// What is about to be sent.
#[derive(Clone, Copy)]
pub struct Sending {
    waiting: RwSignal<Option<Leaving>>,
    timer: StoredValue<Option<TimeoutHandle>>,
    outcomes: RwSignal<Outcomes>,
    picking: Picking,
    toasts: Toasts,
    changes: Changes,
    session: Load<Session>,
}

impl Sending {
    /// In a component's body. Whatever waits is sent when the page goes.
    pub fn new(picking: Picking) -> Self {
        let sending = Self {
            waiting: RwSignal::new(None),
            timer: StoredValue::new(None),
            outcomes: RwSignal::new(Outcomes::default()),
            picking,
            toasts: use_toasts(),
            changes: use_changes(),
            session: use_session(),
        };
        let hidden = window_event_listener_untyped("visibilitychange", move |_| {
            if document().hidden() {
                sending.leave();
            }
        });
        on_cleanup(move || {
            hidden.remove();
            sending.leave();
        });
        sending
    }

    /// The verb with which a row is about to leave.
    pub fn verb_of(self, row: &Picked) -> Option<BatchVerb> {
        self.waiting.with(|waiting| {
            let waiting = waiting.as_ref()?;
            waiting.rows.iter().any(|other| other.same(row)).then_some(waiting.batch.verb)
        })
    }

    pub fn begin(self, verb: BatchVerb, rows: Vec<Picked>) {
        self.leave();
        if rows.is_empty() {
            return;
        }
        self.picking.end();
        self.outcomes.set(Outcomes::default());
        let items = rows.iter().map(Picked::entry).collect();
        let words = t!(inbox.batch_soon, verb = verb.label(language()), count = rows.len());
        self.waiting.set(Some(Leaving { batch: Batch { verb, items }, rows }));
        self.timer.set_value(set_timeout_with_handle(move || self.leave(), UNDO).ok());
        self.toasts.offer_undo(words, move || self.undo(), UNDO);
    }

    pub fn undo(self) {
        self.stop();
        self.waiting.try_set(None);
    }

    fn stop(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }

    fn leave(self) {
        self.stop();
        if let Some(leaving) = self.waiting.try_update_untracked(Option::take).flatten() {
            self.send(leaving);
        }
    }

    fn send(self, leaving: Leaving) {
        let Self { toasts, changes, session, outcomes, waiting, .. } = self;
        spawn_local(async move {
            let answer =
                http::send::<Vec<BatchResult>>(Method::Post, paths::api::BATCH, &leaving.batch).await;
            // The rows stay marked until the list has heard.
            waiting.try_update(|_| ());
            match answer {
                Ok(results) => {
                    let verb = leaving.batch.verb.label(language());
                    let refused = refused(leaving.rows, results.iter());
                    let count = results.len() - refused.len();
                    if count > 0 {
                        let words = t!(inbox.batch_done, verb = verb, count = count);
                        say_done(words, undoable(&results), Heard { toasts, changes, session });
                    }
                    outcomes.try_set(Outcomes { refused, unsent: None });
                }
                Err(failure) => {
                    toasts.say(t!(inbox.batch_unsent, why = failure));
                    outcomes.try_set(Outcomes { refused: Vec::new(), unsent: Some((leaving, failure)) });
                }
            }
            session.reload();
            changes.notify();
        });
    }
}

/// What can still be taken back.
fn undoable(results: &[BatchResult]) -> Vec<Done> {
    let done = |result: &BatchResult| match &result.outcome {
        Outcome::Acted(acted) => Done::of(result.case, acted),
        Outcome::Refused(_) => None,
    };
    results.iter().filter_map(done).collect()
}

fn refused<'a>(rows: Vec<Picked>, results: impl Iterator<Item = &'a BatchResult>) -> Vec<(Picked, String)> {
    let why = |(row, result): (Picked, &BatchResult)| match &result.outcome {
        Outcome::Acted(_) => None,
        Outcome::Refused(problem) => Some((row, problem.title.clone())),
    };
    rows.into_iter().zip(results).filter_map(why).collect()
}

/// What did not come about, until it is read.
pub fn outcome(sending: Sending) -> AnyView {
    let outcomes = sending.outcomes;
    let shown = move || {
        let Outcomes { refused, unsent } = outcomes.get();
        let close = move |()| outcomes.set(Outcomes::default());
        if let Some((leaving, failure)) = unsent {
            let again = move |()| {
                outcomes.set(Outcomes::default());
                sending.send(leaving.clone());
            };
            return view! {
                <section class="card batch-outcome" role="alert">
                    <h2>{t!(inbox.batch_unsent, why = failure)}</h2>
                    <div class="batch-buttons">
                        <Button weight=Weight::Primary symbol=Icon::Refresh on_press=again>{t!(common.retry)}</Button>
                        <Button on_press=close>{t!(common.cancel)}</Button>
                    </div>
                </section>
            }
            .into_any();
        }
        if refused.is_empty() {
            return ().into_any();
        }
        let count = refused.len();
        let item = |(row, why): (Picked, String)| {
            view! { <li><a href=row.href>{row.title}</a> <span>{why}</span></li> }
        };
        view! {
            <section class="card batch-outcome" role="alert">
                <h2>{t!(inbox.batch_refused, count = count)}</h2>
                <ul class="list">{refused.into_iter().map(item).collect_view()}</ul>
                <div class="batch-buttons"><Button on_press=close>{t!(inbox.understood)}</Button></div>
            </section>
        }
        .into_any()
    };
    live(shown)
}

/// What can be done with the chosen rows.
pub fn bar(picking: Picking, sending: Sending) -> AnyView {
    let buttons = move || {
        let chosen = picking.chosen.get();
        let verb = |verb: &BatchVerb| {
            let verb = *verb;
            let rows: Vec<Picked> = chosen.iter().filter(|row| row.allows(verb)).cloned().collect();
            let count = rows.len();
            (count > 0).then(|| {
                view! {
                    <Button weight=Weight::Primary on_press=move |()| sending.begin(verb, rows.clone())>
                        {t!(inbox.batch_verb, verb = verb.label(language()), count = count)}
                    </Button>
                }
            })
        };
        BatchVerb::ALL.iter().map(verb).collect_view()
    };
    let count = move || match picking.chosen.with(Vec::len) {
        0 => t!(inbox.picked_none).to_owned(),
        count => t!(inbox.picked, count = count),
    };
    let bar = move || {
        view! {
            <section class="action-bar" aria-label=t!(inbox.batch)>
                <p class="asked" role="status">{live(count)}</p>
                <div class="action-buttons">
                    {live(buttons)}
                    <Button on_press=move |()| picking.all()>{t!(inbox.pick_all)}</Button>
                    <Button on_press=move |()| picking.end()>{t!(inbox.pick_end)}</Button>
                </div>
            </section>
        }
    };
    live(move || picking.on.get().then(bar))
}
