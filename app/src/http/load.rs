//! What a page loads: its value, its failure, and a way to ask again. The old value stays while a new one comes.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;

use super::{Failure, get};
use crate::ui::{ErrorState, Skeleton, live};

/// A value at a path that may change.
pub struct Load<T: Clone + Send + Sync + 'static> {
    /// What was loaded last; `None` until the first answer for the present path.
    pub value: RwSignal<Option<T>>,
    /// Why the last attempt failed.
    pub failure: RwSignal<Option<Failure>>,
    /// Whether an answer is awaited.
    pub busy: RwSignal<bool>,
    again: Trigger,
}

impl<T: Clone + Send + Sync + 'static> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Clone + Send + Sync + 'static> Copy for Load<T> {}

impl<T: Clone + Send + Sync + 'static> Load<T> {
    /// Asks again; the value stays until the answer is there.
    pub fn reload(&self) {
        self.again.notify();
    }
}

/// Loads what is at `path`, anew whenever it changes.
pub fn use_load<T>(path: impl Fn() -> String + Send + Sync + 'static) -> Load<T>
where
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    let load = Load {
        value: RwSignal::new(None),
        failure: RwSignal::new(None),
        busy: RwSignal::new(true),
        again: Trigger::new(),
    };
    let path = Memo::new(move |_| path());
    let latest = StoredValue::new(0_u32);
    Effect::new(move |before: Option<String>| {
        load.again.track();
        let path = path.get();
        if before.is_some_and(|before| before != path) {
            load.value.set(None);
        }
        load.failure.set(None);
        load.busy.set(true);
        latest.update_value(|latest| *latest += 1);
        let asked = latest.get_value();
        spawn_local({
            let path = path.clone();
            async move {
                let answer = get::<T>(&path).await;
                // The page may be gone, or may have asked for something else meanwhile.
                if latest.try_get_value() != Some(asked) {
                    return;
                }
                load.busy.set(false);
                match answer {
                    Ok(value) => load.value.set(Some(value)),
                    Err(failure) => load.failure.set(Some(failure)),
                }
            }
        });
        path
    });
    load
}

/// What stands in the place of a loaded value.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Awaited,
    Failed,
    There,
}

/// Skeleton, then the view, or the failure with a way to try again. The view is made once; what it shows of a
/// reloaded value follows the signal it is given.
pub fn loaded<T>(load: Load<T>, view: impl Fn(Signal<T>) -> AnyView + Send + Sync + 'static) -> AnyView
where
    T: Clone + Send + Sync + 'static,
{
    // One memo, not two: an effect that reads a memo and a memo of that memo can miss a change (reactive_graph 0.2.16).
    let stage =
        Memo::new(move |_| match (load.value.with(Option::is_some), load.failure.with(Option::is_some)) {
            (true, _) => Stage::There,
            (false, true) => Stage::Failed,
            (false, false) => Stage::Awaited,
        });
    live(move || {
        match stage.get() {
            Stage::There => {}
            Stage::Awaited => return view! { <Skeleton /> }.into_any(),
            Stage::Failed => {
                let failure = load.failure.get_untracked().unwrap_or(Failure::Unreadable);
                return view! { <ErrorState failure on_retry=move |()| load.reload() /> }.into_any();
            }
        }
        let Some(first) = load.value.get_untracked() else { return ().into_any() };
        let value = Memo::new_with_compare(
            move |last: Option<&T>| {
                load.value.get().or_else(|| last.cloned()).unwrap_or_else(|| first.clone())
            },
            |_, _| true,
        );
        view(value.into())
    })
}
