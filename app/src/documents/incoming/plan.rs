//! 拟办安排: who instructs, who handles with whom and by when, who reads. Whoever has the case for 拟办 or 批示 writes it
//! (its form is in `plan_form`); everybody else reads it.

use api::DepartmentId;
use api::documents::{Incoming, Plan, Planned};
use leptos::prelude::*;

use crate::t;

/// Longest time limit, working days; the server's limit too.
const MAX_DAYS: u16 = 250;

/// A plan being written.
#[derive(Clone, Copy)]
pub struct Planning {
    pub leaders: RwSignal<Vec<flow::PostId>>,
    pub departments: RwSignal<Vec<DepartmentId>>,
    pub days: RwSignal<String>,
    pub readers: RwSignal<Vec<flow::PostId>>,
    pub in_order: RwSignal<bool>,
    pub saved: RwSignal<Plan>,
}

impl Planning {
    pub fn new(plan: &Plan) -> Self {
        Self {
            leaders: RwSignal::new(plan.leaders.clone()),
            departments: RwSignal::new(plan.departments.clone()),
            days: RwSignal::new(plan.working_days.map(|days| days.to_string()).unwrap_or_default()),
            readers: RwSignal::new(plan.readers.clone()),
            in_order: RwSignal::new(plan.in_order),
            saved: RwSignal::new(plan.clone()),
        }
    }

    /// As written; `None` where the time limit is no number. Tracked.
    pub fn plan(self) -> Option<Plan> {
        let days = self.days.get();
        let working_days = match days.trim() {
            "" => None,
            days => Some(days.parse::<u16>().ok().filter(|days| (1..=MAX_DAYS).contains(days))?),
        };
        Some(Plan {
            leaders: self.leaders.get(),
            departments: self.departments.get(),
            working_days,
            readers: self.readers.get(),
            in_order: self.in_order.get(),
        })
    }

    /// Whether something is written that is not saved. Tracked.
    pub fn dirty(self) -> bool {
        self.plan().is_none_or(|plan| self.saved.with(|saved| *saved != plan))
    }
}

/// A department in its place: the first leads.
pub fn part(place: usize, name: &str) -> String {
    match place {
        0 => t!(incoming.lead, name = name),
        _ => t!(incoming.joint, name = name),
    }
}

/// The plan as it stands, as facts of the case.
pub fn facts(known: &Incoming) -> Vec<(&'static str, String)> {
    let names =
        |people: &[Planned]| people.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join("、");
    let departments: Vec<String> =
        known.departments.iter().enumerate().map(|(place, name)| part(place, name)).collect();
    let limit = known.plan.working_days.map(|days| t!(incoming.days, count = days)).unwrap_or_default();
    vec![
        (t!(incoming.leaders), names(&known.leaders)),
        (t!(incoming.departments), departments.join("、")),
        (t!(incoming.working_days), limit),
        (t!(incoming.readers), names(&known.readers)),
    ]
}
