//! The demonstration city: the organs of one city, invented people, registers, seals, and cases in every state, each
//! made by the same code that serves people, so that its history is a true one.

mod agenda;
mod calendar;
mod city;
mod dice;
mod fate;
mod incoming;
mod names;
mod paper;
mod passing_on;
mod play;
mod stage;
mod story;
mod texts;
mod write;

use anyhow::{Context, bail};
use api::session::Demonstration;
use sqlx::{ConnectOptions, PgConnection, postgres::PgConnectOptions};

use crate::App;

/// What a database holds before the demonstration is filled in.
enum Found {
    Nothing,
    /// `whole`: filling it was not interrupted.
    Demonstration {
        known: Demonstration,
        whole: bool,
    },
    RealPeople,
}

/// Outgoing documents of the city.
const DOCUMENTS: usize = 300;

/// `server demo`: fills an empty database; says so where it is filled already.
///
/// # Errors
/// Refuses a database with people that are not a demonstration's.
pub async fn fill(app: &App, options: &PgConnectOptions) -> anyhow::Result<()> {
    fill_with(app, options, DOCUMENTS).await
}

/// [`fill`] with so many documents.
///
/// # Errors
/// As above.
pub async fn fill_with(app: &App, options: &PgConnectOptions, documents: usize) -> anyhow::Result<()> {
    let mut owner = options.connect().await.context("cannot connect as the owner")?;
    match found(&mut owner).await? {
        Found::RealPeople => {
            bail!("this database holds real people: the demonstration city needs an empty one")
        }
        Found::Demonstration { known, whole } => {
            println!("The demonstration city is there already; nothing was changed.");
            if !whole {
                println!(
                    "Filling it was interrupted, so it has fewer cases: an empty database gets all of them."
                );
            }
            announce(app, &known);
        }
        Found::Nothing => {
            println!("Filling in the demonstration city …");
            let city = city::City::plan();
            write::write(app, &mut owner, &city).await?;
            play::play(app, options, city, documents).await?;
            write::finish(&mut owner).await?;
            announce(app, &write::demonstration());
        }
    }
    Ok(())
}

async fn found(owner: &mut PgConnection) -> anyhow::Result<Found> {
    let row = sqlx::query!(
        r#"select (select value from installation where key = 'demonstration') as mark,
                  exists (select from installation where key = 'demonstration_filled') as "whole!",
                  exists (select from people) as "people!""#
    )
    .fetch_one(owner)
    .await?;
    Ok(match row.mark {
        Some(mark) => Found::Demonstration { known: serde_json::from_value(mark)?, whole: row.whole },
        None if row.people => Found::RealPeople,
        None => Found::Nothing,
    })
}

/// Where to go and as whom.
fn announce(app: &App, demonstration: &Demonstration) {
    println!("\n  http://{}    演示密码 password: {}\n", app.config.listen, demonstration.password);
    for account in &demonstration.accounts {
        println!("  {:<14} {}  {}", account.account, account.name, account.title);
    }
    println!();
}
