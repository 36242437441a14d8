//! Which handlers there are.

use std::{collections::BTreeMap, sync::Arc};

use super::Handler;

/// The handlers by the kind of job they do.
#[derive(Clone, Default)]
pub struct Registry(BTreeMap<&'static str, Arc<dyn Handler>>);

impl Registry {
    /// # Panics
    /// Two handlers of one kind are a fault of the programme, found when it starts.
    pub fn new(handlers: impl IntoIterator<Item = Box<dyn Handler>>) -> Self {
        let mut registry = Self::default();
        for handler in handlers {
            let kind = handler.kind();
            let before = registry.0.insert(kind, handler.into());
            assert!(before.is_none(), "two handlers for jobs of kind {kind}");
        }
        registry
    }

    pub(super) fn get(&self, kind: &str) -> Option<Arc<dyn Handler>> {
        self.0.get(kind).cloned()
    }

    pub(super) fn kinds(&self) -> Vec<String> {
        self.0.keys().map(|kind| (*kind).to_owned()).collect()
    }

    pub(super) fn handlers(&self) -> impl Iterator<Item = &dyn Handler> {
        self.0.values().map(AsRef::as_ref)
    }
}
