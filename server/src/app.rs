//! What every request can reach.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::{
    clock::Clock,
    config::Config,
    database::Database,
    metrics::Metrics,
    pages::Site,
    platform::{
        calendar::Kept,
        cases::{Definitions, Module},
        files::FileStore,
        live::Hub,
        notices::channels::Channels,
        secret::Secret,
        session::{Limits, RelyingParty, SessionCache},
        typesetting::Typesetter,
    },
};

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Shared>);

pub struct Shared {
    pub config: Config,
    pub database: Database,
    pub clock: Clock,
    pub files: FileStore,
    pub typesetter: Typesetter,
    pub sessions: SessionCache,
    /// The connected browsers.
    pub live: Hub,
    pub limits: Limits,
    pub secret: Secret,
    pub passkeys: RelyingParty,
    /// The ways out of the house for notices.
    pub channels: Channels,
    pub definitions: Definitions,
    /// The working days in force.
    pub calendar: Kept,
    pub modules: Vec<Box<dyn Module>>,
    pub site: Site,
    pub metrics: Metrics,
    /// Cancelled when the server has been asked to stop: answers that never end by themselves end then.
    pub stopping: CancellationToken,
}

impl App {
    pub fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }

    /// The module of this name.
    ///
    /// # Errors
    /// A case of a module that is not installed is a fault of the installation.
    pub fn module(&self, name: &str) -> crate::Result<&dyn Module> {
        self.modules
            .iter()
            .map(AsRef::as_ref)
            .find(|module| module.name() == name)
            .ok_or_else(|| crate::error::internal(&format!("module {name} is not installed")))
    }
}

impl std::ops::Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
