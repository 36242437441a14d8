//! From a configuration to a listening server and back to silence.

use std::path::PathBuf;

use anyhow::Context;
use sqlx::postgres::PgConnectOptions;
use tokio::net::TcpListener;

use crate::{
    App,
    app::Shared,
    clock::Clock,
    config::Config,
    database::{self, Database, PrivateCluster},
    documents::Documents,
    pages::Site,
    platform::{files::FileStore, typesetting::Typesetter},
    router::router,
};

/// The database of a configuration: the one named, or a private cluster that lives as long as this.
pub struct Ground {
    pub options: PgConnectOptions,
    _cluster: Option<PrivateCluster>,
}

impl Ground {
    /// Call it from the main thread (see [`PrivateCluster::start`]).
    pub fn prepare(config: &Config) -> anyhow::Result<Self> {
        match &config.database_url {
            Some(url) => Ok(Self {
                options: database::parse_url(url)
                    .map_err(|_| anyhow::anyhow!("DATABASE_URL cannot be read"))?,
                _cluster: None,
            }),
            None => {
                let cluster = PrivateCluster::start(&config.data.join("postgres"), &[])?;
                Ok(Self { options: cluster.options("postgres"), _cluster: Some(cluster) })
            }
        }
    }
}

/// Puts the application together. The schema must be up to date.
pub async fn assemble(config: Config, options: PgConnectOptions, clock: Clock) -> anyhow::Result<App> {
    let database = Database::connect(options, config.connections).await?;
    let typeset = match &config.typeset {
        Some(program) => program.clone(),
        None => beside_this_program("typeset")?,
    };
    Ok(App::new(Shared {
        database,
        clock,
        files: FileStore::local(&config.data.join("files"))?,
        typesetter: Typesetter::new(typeset, config.fonts.clone()),
        sessions: Default::default(),
        definitions: Default::default(),
        modules: vec![Box::new(Documents)],
        site: Site::open(&config.app)?,
        config,
    }))
}

fn beside_this_program(name: &str) -> anyhow::Result<PathBuf> {
    let mut folder = std::env::current_exe()?;
    folder.pop();
    // Test programs lie one folder deeper.
    let places = [folder.join(name), folder.join("..").join(name)];
    places
        .into_iter()
        .find(|place| place.exists())
        .with_context(|| format!("the program {name} is not built"))
}

/// Serves until asked to stop, then finishes what has begun.
pub async fn serve(app: App) -> anyhow::Result<()> {
    let listener = TcpListener::bind(app.config.listen)
        .await
        .with_context(|| format!("cannot listen on {}", app.config.listen))?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    axum::serve(listener, router(app.clone())).with_graceful_shutdown(asked_to_stop()).await?;
    app.database.close().await;
    Ok(())
}

async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
