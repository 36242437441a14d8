//! 初审: the five checks (条例 art. 24 三), before the document is taken up.

use api::documents::Check;
use leptos::prelude::*;

use crate::settings::language;
use crate::t;
use crate::ui::Checkbox;

/// Ticks of one visit: they go into the history with the act.
#[derive(Clone, Copy)]
pub struct Checks(StoredValue<Vec<(Check, RwSignal<bool>)>>);

impl Checks {
    pub fn new() -> Self {
        Self(StoredValue::new(Check::ALL.iter().map(|check| (*check, RwSignal::new(false))).collect()))
    }

    /// Keys of those ticked. Tracked.
    pub fn ticked(self) -> Vec<String> {
        let ticked = |(check, tick): &(Check, RwSignal<bool>)| tick.get().then(|| check.to_string());
        self.0.with_value(|all| all.iter().filter_map(ticked).collect())
    }

    /// How many are not yet ticked. Tracked.
    pub fn left(self) -> usize {
        self.0.with_value(|all| all.iter().filter(|(_, tick)| !tick.get()).count())
    }

    pub fn list(self) -> impl IntoView {
        let all = self.0.get_value().into_iter();
        let all =
            all.map(|(check, checked)| view! { <li><Checkbox checked label=check.label(language()) /></li> });
        view! {
            <section class="card checklist" id="checks" tabindex="-1" aria-labelledby="checks-title">
                <h2 id="checks-title">{t!(incoming.checks)}</h2>
                <p class="hint">{t!(incoming.checks_hint)}</p>
                <ul role="list">{all.collect_view()}</ul>
            </section>
        }
    }
}
