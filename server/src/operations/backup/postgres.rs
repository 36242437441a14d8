//! PostgreSQL's own programs, which know every kind of object that a database can hold.

use std::{path::Path, process::Stdio};

use anyhow::{Context, ensure};
use percent_encoding::percent_decode_str;
use sqlx::{ConnectOptions, postgres::PgConnectOptions};
use tokio::process::Command;

use crate::database;

/// Dumps a snapshot, as an open transaction has exported it.
pub async fn dump(options: &PgConnectOptions, snapshot: &str, to: &Path) -> anyhow::Result<()> {
    let mut command = command("pg_dump", options)?;
    command.args(["--format=custom", "--no-owner", "--no-comments"]);
    command.arg(format!("--snapshot={snapshot}")).arg("--file").arg(to);
    run("pg_dump", command).await
}

/// Restores into the database of these options, in one transaction.
pub async fn restore(options: &PgConnectOptions, from: &Path) -> anyhow::Result<()> {
    let mut command = command("pg_restore", options)?;
    command.args(["--single-transaction", "--exit-on-error", "--no-owner"]);
    command.arg("--dbname").arg(options.get_database().unwrap_or(options.get_username())).arg(from);
    run("pg_restore", command).await
}

/// With the connection in the environment: arguments are there for everybody on the machine to read.
fn command(name: &str, options: &PgConnectOptions) -> anyhow::Result<Command> {
    let mut command = Command::new(database::find_program(name)?);
    let url = options.to_url_lossy();
    match options.get_socket() {
        Some(socket) => command.env("PGHOST", socket),
        None => command.env("PGHOST", options.get_host()),
    };
    command.env("PGPORT", options.get_port().to_string()).env("PGUSER", options.get_username());
    command.env("PGDATABASE", options.get_database().unwrap_or(options.get_username()));
    if let Some(password) = url.password() {
        command.env("PGPASSWORD", &*percent_decode_str(password).decode_utf8()?);
    }
    for (name, value) in url.query_pairs() {
        let variable = match &*name {
            "sslmode" => "PGSSLMODE",
            "sslrootcert" => "PGSSLROOTCERT",
            "sslcert" => "PGSSLCERT",
            "sslkey" => "PGSSLKEY",
            _ => continue,
        };
        command.env(variable, &*value);
    }
    Ok(command)
}

async fn run(name: &str, mut command: Command) -> anyhow::Result<()> {
    let output = command
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .with_context(|| format!("cannot run {name}"))?;
    ensure!(output.status.success(), "{name} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(())
}
