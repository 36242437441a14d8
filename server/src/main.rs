//! The one program: serves people, and what an operator does from the command line.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use server::{
    clock::Clock,
    config::Config,
    database, demo,
    logging::{self, LogFormat},
    openapi,
    operations::{user, verify},
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
    /// Recomputes the hash chain of every case; exit code 1 where one is broken.
    Verify,
    /// Prints the description of the API (OpenAPI 3.1).
    Openapi,
    /// The people who may sign in: for the first administrators, and for when nobody can.
    User {
        #[command(subcommand)]
        command: user::Command,
    },
}

fn main() -> anyhow::Result<ExitCode> {
    let Arguments { log, config, command } = Arguments::parse();
    logging::start(log);
    if matches!(command, Command::Openapi) {
        print!("{}", openapi::text(router::routes().operations()));
        return Ok(ExitCode::SUCCESS);
    }
    // The private cluster is started here, on the main thread, and outlives everything that uses it.
    let ground = serve::Ground::prepare(&config)?;
    let runtime = tokio::runtime::Runtime::new()?;
    ground.hold(|options| runtime.block_on(run(command, config, options)))
}

async fn run(command: Command, config: Config, options: PgConnectOptions) -> anyhow::Result<ExitCode> {
    database::migrate(&options).await?;
    match command {
        Command::Migrate | Command::Openapi => {}
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
        Command::Verify => return verify::verify(&options).await,
        Command::User { command } => user::run(command, &options).await?,
    }
    Ok(ExitCode::SUCCESS)
}
