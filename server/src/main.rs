//! The one program: serves people, and what an operator does from the command line.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use server::{
    clock::Clock,
    config::Config,
    database, demo,
    logging::{self, LogFormat},
    openapi,
    operations::{backup, doctor, files, user, verify},
    router, serve,
};
use sqlx::postgres::PgConnectOptions;

#[derive(Parser)]
#[command(name = "server", about = "同舟: the server", version)]
struct Arguments {
    /// How to log.
    #[arg(long, global = true, env = "TONGZHOU_LOG", value_enum, default_value_t)]
    log: LogFormat,
    #[command(flatten)]
    config: Config,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Brings the schema up to date and serves.
    Serve {
        /// Fill an empty database with the demonstration city first.
        #[arg(long)]
        demo: bool,
    },
    /// Runs background jobs only; `serve --workers 0` leaves them to it.
    Worker,
    /// Brings the schema up to date.
    Migrate,
    /// Fills an empty database with a demonstration city.
    Demo,
    /// Recomputes every hash chain and compares the audit's with the published roots; exit code 1 where one is broken.
    Verify {
        /// A copy of the published roots (DATA/roots/roots.txt) that is kept elsewhere.
        #[arg(long, value_name = "FILE")]
        roots: Option<PathBuf>,
    },
    /// Looks at everything the server stands on and says what to do; changes nothing. Exit code 1 where something fails.
    Doctor,
    /// Copies the database and the files, as they are at one instant, into a new folder. The server may run meanwhile.
    Backup {
        #[arg(long)]
        to: PathBuf,
        /// Do not restore the backup into a scratch database to see that it is whole.
        #[arg(long)]
        no_prove: bool,
    },
    /// Puts a backup into an empty database and an empty data folder.
    Restore {
        #[arg(long)]
        from: PathBuf,
    },
    /// Prints the description of the API (OpenAPI 3.1).
    Openapi,
    /// The people who may sign in: for the first administrators, and for when nobody can.
    User {
        #[command(subcommand)]
        command: user::Command,
    },
    /// Contents in which the virus scanner found something after they were stored.
    Files {
        #[command(subcommand)]
        command: files::Command,
    },
}

fn main() -> anyhow::Result<ExitCode> {
    let Arguments { log, config, command } = Arguments::parse();
    logging::start(log);
    let config = config.with_files_read()?;
    if matches!(command, Command::Openapi) {
        print!("{}", openapi::text(router::routes().operations()));
        return Ok(ExitCode::SUCCESS);
    }
    if matches!(command, Command::Doctor) && !doctor::has_database(&config) {
        return tokio::runtime::Runtime::new()?.block_on(doctor::doctor(&config, None));
    }
    // The private cluster is started here, on the main thread, and outlives everything that uses it.
    let ground = match command {
        Command::Serve { .. } => serve::Ground::prepare(&config)?,
        _ => serve::Ground::join(&config)?,
    };
    let runtime = tokio::runtime::Runtime::new()?;
    ground.hold(|options| runtime.block_on(run(command, config, options)))
}

async fn run(command: Command, config: Config, options: PgConnectOptions) -> anyhow::Result<ExitCode> {
    // These take the schema as it is.
    match command {
        Command::Doctor => return doctor::doctor(&config, Some(&options)).await,
        Command::Backup { to, no_prove } => {
            backup::backup(&to, !no_prove, &config, &options).await?;
            return Ok(ExitCode::SUCCESS);
        }
        Command::Restore { from } => {
            backup::restore(&from, &config, &options).await?;
            return Ok(ExitCode::SUCCESS);
        }
        _ => {}
    }
    database::migrate(&options).await?;
    match command {
        Command::Serve { demo: wanted } => {
            let app = serve::assemble(config, options.clone(), Clock::default()).await?;
            if wanted {
                demo::fill(&app, &options).await?;
            }
            serve::serve(app, options).await?;
        }
        Command::Worker => {
            let app = serve::assemble(config, options.clone(), Clock::default()).await?;
            serve::work(app, options).await?;
        }
        Command::Demo => {
            let app = serve::assemble(config, options.clone(), Clock::default()).await?;
            demo::fill(&app, &options).await?;
        }
        Command::Verify { roots } => return verify::verify(roots.as_deref(), &config, &options).await,
        Command::User { command } => user::run(command, &options).await?,
        Command::Files { command } => files::run(command, &options).await?,
        Command::Migrate
        | Command::Openapi
        | Command::Doctor
        | Command::Backup { .. }
        | Command::Restore { .. } => {}
    }
    Ok(ExitCode::SUCCESS)
}
