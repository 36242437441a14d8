//! From a configuration to a listening server and back to silence.

use std::{net::SocketAddr, path::PathBuf, thread, time::Duration};

use anyhow::Context;
use api::notices::Channel;
use sqlx::postgres::PgConnectOptions;
use tokio::net::TcpListener;

use crate::{
    App,
    app::Shared,
    clock::Clock,
    config::Config,
    database::{self, Database, PrivateCluster},
    documents::Documents,
    listen, metrics,
    pages::Site,
    platform::{
        audit,
        cases::{self, Module},
        files::{self, FileStore},
        jobs::{self, Handler, Registry, Workers},
        live,
        notices::{self, channels::Channels},
        secret::Secret,
        session::RelyingParty,
        typesetting::Typesetter,
    },
    router::router,
};

/// How often a private cluster is looked after.
const LOOK: Duration = Duration::from_millis(200);

/// The database of a configuration: the one named, or a private cluster that lives as long as this.
pub struct Ground {
    options: PgConnectOptions,
    cluster: Option<PrivateCluster>,
}

impl Ground {
    /// For what is done beside a running server: the private cluster as that server runs it, else one of our own.
    /// Call it from the main thread (see [`PrivateCluster::start`]).
    pub fn join(config: &Config) -> anyhow::Result<Self> {
        let running = match config.database_url {
            Some(_) => None,
            None => PrivateCluster::running(&config.data.join("postgres")),
        };
        match running {
            Some(options) => Ok(Self { options, cluster: None }),
            None => Self::prepare(config),
        }
    }

    /// Call it from the main thread (see [`PrivateCluster::start`]).
    pub fn prepare(config: &Config) -> anyhow::Result<Self> {
        match &config.database_url {
            Some(url) => Ok(Self {
                options: database::parse_url(url)
                    .map_err(|_| anyhow::anyhow!("DATABASE_URL cannot be read"))?,
                cluster: None,
            }),
            None => {
                let cluster = PrivateCluster::start(&config.data.join("postgres"), &[])?;
                Ok(Self { options: cluster.options("postgres"), cluster: Some(cluster) })
            }
        }
    }

    /// Does the work on this ground, in a thread of its own; this one looks after the private cluster meanwhile, and
    /// starts it again should it die. Call it from the main thread.
    pub fn hold<T: Send>(self, work: impl FnOnce(PgConnectOptions) -> T + Send) -> T {
        let Self { options, mut cluster } = self;
        thread::scope(|scope| {
            let worker = scope.spawn(|| work(options));
            while !worker.is_finished() {
                if let Some(Err(error)) = cluster.as_mut().map(PrivateCluster::revive) {
                    tracing::error!(%error, "PostgreSQL does not start again");
                }
                thread::park_timeout(LOOK);
            }
            worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }
}

/// Every module that is installed.
pub fn modules() -> Vec<Box<dyn Module>> {
    vec![Box::new(Documents)]
}

/// Puts the application together. The schema must be up to date.
pub async fn assemble(config: Config, options: PgConnectOptions, clock: Clock) -> anyhow::Result<App> {
    let database = Database::connect(options, config.connections).await?;
    let secret = config.secret_file.clone().unwrap_or_else(|| config.data.join("secret"));
    let secret = Secret::open(&secret)?;
    let origin = config.origin.as_ref().map(|origin| origin.as_str());
    let channels = Channels::open(&config.channels, origin, &secret, &clock)?;
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
        limits: Default::default(),
        secret,
        passkeys: RelyingParty::of(&config)?,
        channels,
        live: Default::default(),
        definitions: Default::default(),
        calendar: Default::default(),
        modules: modules(),
        site: Site::open(&config.app)?,
        metrics: Default::default(),
        stopping: Default::default(),
        config,
    }))
}

/// A program that was built or installed with this one.
pub fn beside_this_program(name: &str) -> anyhow::Result<PathBuf> {
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
pub async fn serve(app: App, options: PgConnectOptions) -> anyhow::Result<()> {
    raise_file_limit();
    let listening = tokio::spawn(database::listen(app.database.clone(), options));
    let workers =
        (app.config.workers > 0).then(|| Workers::start(app.clone(), handlers(&app), app.config.workers));
    let listener = bind(app.config.listen).await?;
    let machines = match app.config.metrics_listen {
        Some(address) => Some(bind(address).await?),
        None => None,
    };
    tracing::info!(address = %listener.local_addr()?, "listening");
    let told = app.clone();
    tokio::spawn(live::run(app.clone()));
    tokio::spawn(audit::run(app.clone()));
    tokio::spawn(async move {
        asked_to_stop().await;
        tracing::info!("stopping: what has begun is finished first");
        told.stopping.cancel();
    });
    if let Some(machines) = machines {
        tracing::info!(metrics = %machines.local_addr()?, "listening for machines");
        // Answers until the process ends: whoever looks sees that it is stopping.
        let router = metrics::router(app.clone());
        tokio::spawn(async move { axum::serve(machines, router).await });
    }
    listen::serve(listener, router(app.clone()), app.clone()).await;
    if let Some(workers) = workers {
        workers.stop().await;
    }
    listening.abort();
    app.database.close().await;
    Ok(())
}

async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))
}

/// Each connection is a file handle, and the usual soft limit of 1,024 is a login shell's.
fn raise_file_limit() {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    if let Ok((_, hard)) = getrlimit(Resource::RLIMIT_NOFILE) {
        let _ = setrlimit(Resource::RLIMIT_NOFILE, hard, hard);
    }
}

/// Runs background jobs only, until asked to stop.
pub async fn work(app: App, options: PgConnectOptions) -> anyhow::Result<()> {
    let listening = tokio::spawn(database::listen(app.database.clone(), options));
    let workers = Workers::start(app.clone(), handlers(&app), app.config.workers.max(1));
    tracing::info!("working");
    asked_to_stop().await;
    workers.stop().await;
    listening.abort();
    app.database.close().await;
    Ok(())
}

/// What does the jobs of the platform and of the modules.
pub fn handlers(app: &App) -> Registry {
    let platform: Vec<Box<dyn Handler>> = vec![
        Box::new(jobs::Housekeeping),
        Box::new(live::Sweep),
        Box::new(audit::Nightly),
        Box::new(files::ScanLater),
        Box::new(cases::UrgeDue),
        Box::new(cases::Recount),
        Box::new(notices::Plan),
        Box::new(notices::SendCode),
        Box::new(notices::SendTest),
    ];
    let channels =
        Channel::ALL.iter().map(|channel| Box::new(notices::Deliver(*channel)) as Box<dyn Handler>);
    let withdrawals = notices::Withdraw::all().map(|job| Box::new(job) as Box<dyn Handler>);
    Registry::new(
        platform
            .into_iter()
            .chain(channels)
            .chain(withdrawals)
            .chain(app.modules.iter().flat_map(|module| module.jobs())),
    )
}

async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
