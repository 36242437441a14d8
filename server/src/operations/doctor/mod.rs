//! `server doctor`: everything the server stands on, one line each: ok, warn or FAIL, and what to do. It changes nothing
//! but a probe in the file store, which it takes out again.
//!
//! Queries here are not checked at compile time: they are put to databases of any version of the schema.

mod channels;
mod database;
mod machine;
mod record;

use std::{fmt, process::ExitCode};

use sqlx::{ConnectOptions, postgres::PgConnectOptions};

use crate::config::Config;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    Ok,
    /// It works, but not as it should.
    Warn,
    /// It does not work, or what was entrusted to it is at risk.
    Fail,
}

/// What was looked at and how it stands.
#[derive(Clone, Debug)]
pub struct Finding {
    grade: Grade,
    what: &'static str,
    detail: String,
    /// What to do about it.
    remedy: Option<String>,
}

impl Finding {
    fn ok(what: &'static str, detail: impl Into<String>) -> Self {
        Self { grade: Grade::Ok, what, detail: detail.into(), remedy: None }
    }

    fn warn(what: &'static str, detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { grade: Grade::Warn, what, detail: detail.into(), remedy: Some(remedy.into()) }
    }

    fn fail(what: &'static str, detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { grade: Grade::Fail, what, detail: detail.into(), remedy: Some(remedy.into()) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grade = match self.grade {
            Grade::Ok => "ok  ",
            Grade::Warn => "warn",
            Grade::Fail => "FAIL",
        };
        write!(formatter, "{grade}  {:<12}  {}", self.what, self.detail)?;
        match &self.remedy {
            Some(remedy) => write!(formatter, "\n      {:<12}  → {remedy}", ""),
            None => Ok(()),
        }
    }
}

/// Whether there is a database to look at; the doctor makes none.
pub fn has_database(config: &Config) -> bool {
    config.database_url.is_some() || config.data.join("postgres/cluster").exists()
}

/// Looks at everything. Fails where something does.
///
/// # Errors
/// Never for what it finds.
pub async fn doctor(config: &Config, options: Option<&PgConnectOptions>) -> anyhow::Result<ExitCode> {
    let mut findings = machine::examine(config).await;
    match options {
        Some(options) => match options.connect().await {
            Ok(mut owner) => {
                findings.extend(database::examine(&mut owner, config).await);
                findings.extend(record::examine(&mut owner, config).await);
            }
            Err(error) => findings.push(Finding::fail(
                "database",
                error.to_string(),
                "see that PostgreSQL runs and that DATABASE_URL names it",
            )),
        },
        None => findings.push(Finding::warn(
            "database",
            format!("there is none yet under {}", config.data.display()),
            "`server serve` makes it; or name yours with --database-url",
        )),
    }
    for finding in &findings {
        println!("{finding}");
    }
    let count = |grade| findings.iter().filter(|finding| finding.grade == grade).count();
    let (warned, failed) = (count(Grade::Warn), count(Grade::Fail));
    println!("{} looked at: {warned} to see to, {failed} failed", findings.len());
    Ok(if failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
