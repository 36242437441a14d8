//! The one program: serves, prepares the database, fills a demonstration city, verifies history.

use clap::{Parser, Subcommand};
use server::{clock::Clock, config::Config, database, demo, platform::cases, serve};

#[derive(Parser)]
#[command(name = "server", about = "同舟: the server", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Brings the schema up to date and serves.
    Serve {
        #[command(flatten)]
        config: Config,
        /// Fill an empty database with the demonstration city first.
        #[arg(long)]
        demo: bool,
    },
    /// Brings the schema up to date.
    Migrate {
        #[command(flatten)]
        config: Config,
    },
    /// Fills an empty database with a demonstration city.
    Demo {
        #[command(flatten)]
        config: Config,
    },
    /// Recomputes the hash chain of every case; exit code 1 where one is broken.
    Verify {
        #[command(flatten)]
        config: Config,
    },
}

fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let arguments = Arguments::parse();
    let config = match &arguments.command {
        Command::Serve { config, .. }
        | Command::Migrate { config }
        | Command::Demo { config }
        | Command::Verify { config } => config.clone(),
    };
    // The private cluster is started here, on the main thread, and outlives everything that uses it.
    let ground = serve::Ground::prepare(&config)?;
    let options = ground.options.clone();
    tokio::runtime::Runtime::new()?.block_on(async move {
        database::migrate(&options).await?;
        match arguments.command {
            Command::Migrate { .. } => Ok(()),
            Command::Serve { demo: wanted, .. } => {
                let app = serve::assemble(config, options.clone(), Clock::default()).await?;
                if wanted {
                    demo::fill(&app, &options).await?;
                }
                serve::serve(app).await
            }
            Command::Demo { .. } => {
                let app = serve::assemble(config, options.clone(), Clock::default()).await?;
                demo::fill(&app, &options).await
            }
            Command::Verify { .. } => verify(&options).await,
        }
    })
}

async fn verify(options: &sqlx::postgres::PgConnectOptions) -> anyhow::Result<()> {
    use sqlx::ConnectOptions;
    let mut connection = options.connect().await?;
    let mut broken = 0;
    let cases = cases::verify_all(&mut connection, |case, found| {
        broken += 1;
        println!("BROKEN case {case} at event {}: {:?}", found.sequence, found.reason);
    })
    .await?;
    println!("{cases} cases verified, {broken} broken");
    if broken > 0 {
        std::process::exit(1);
    }
    Ok(())
}
