//! Searching among a million documents through HTTP, as somebody who may see one in a hundred of them, a table of times a
//! kind of question; then the same questions to tantivy, the ceiling, over the same texts and permissions
//! (`ceiling/`). `cargo bench --bench search -- --documents 1000000`.

mod support;

use std::{
    io::{BufWriter, Write},
    path::Path,
    process::Command,
};

use anyhow::{Context, Result};
use clap::Parser;
use futures_util::StreamExt;
use server::{config::Config, database, database::PrivateCluster};
use sqlx::{ConnectOptions, Executor, PgConnection, postgres::PgConnectOptions};
use support::{Served, corpus, fill, serve_ours};

const REQUESTS: usize = 1_000;
const CONNECTIONS: usize = 2;
/// Documents sent to PostgreSQL in one message.
const BATCH: u64 = 2_000;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    config: Config,
    /// Serve only.
    #[arg(long)]
    role: Option<String>,
    #[arg(long, default_value_t = 1_000_000)]
    documents: u64,
    /// `cargo bench` passes it.
    #[arg(long)]
    bench: bool,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Runtime::new()?;
    if arguments.role.is_some() {
        return runtime.block_on(serve_ours(arguments.config));
    }
    let folder = std::env::temp_dir().join(format!("tongzhou-search-{}", std::process::id()));
    let settings =
        ["fsync=off", "shared_buffers=2GB", "wal_level=minimal", "max_wal_senders=0", "max_wal_size=8GB"];
    let cluster = PrivateCluster::start(&folder.join("postgres"), &settings)?;
    let result = runtime.block_on(measure(&cluster.options("postgres"), &folder, arguments.documents));
    drop(cluster);
    let ceiling = result.and_then(|()| ceiling(&folder));
    std::fs::remove_dir_all(&folder)?;
    ceiling
}

async fn measure(options: &PgConnectOptions, folder: &Path, documents: u64) -> Result<()> {
    database::migrate(options).await?;
    fill(options, i64::try_from(documents)?).await?;
    let mut owner = options.connect().await?;
    write_texts(&mut owner, documents).await?;
    hand_over(&mut owner, folder).await?;
    let (index, table): (i64, i64) = sqlx::query_as(
        "select pg_relation_size('case_search_words'), pg_total_relation_size('case_search') - pg_indexes_size('case_search')",
    )
    .fetch_one(&mut owner)
    .await?;
    let each = |bytes: i64| bytes as f64 / documents as f64;
    println!(
        "{documents} documents: index {:.0} bytes each, texts {:.0} bytes each",
        each(index),
        each(table)
    );
    let url = options.to_url_lossy().to_string();
    let ours = Served::start("ours", "127.0.0.1:8395".parse()?, folder, &url).await?;
    let cookie = ours.sign_in().await?;
    for (kind, questions) in corpus::questions() {
        let paths: Vec<String> =
            questions.iter().map(|words| format!("/api/search?q={}", encoded(words))).collect();
        let found = found(&ours, &paths, &cookie).await?;
        ours.load_any(&paths, &cookie, REQUESTS / 10, CONNECTIONS).await?;
        let load = ours.load_any(&paths, &cookie, REQUESTS, CONNECTIONS).await?;
        println!(
            "ours:    {kind:<18} p50 {:7.2} ms, p99 {:7.2} ms, {found:.1} found",
            load.p50_ms, load.p99_ms
        );
    }
    Ok(())
}

/// Rows on the first page, on the average.
async fn found(ours: &Served, paths: &[String], cookie: &str) -> Result<f64> {
    let mut rows = 0;
    for path in paths {
        let page: serde_json::Value = serde_json::from_str(&ours.get(path, cookie).await?)?;
        rows += page["rows"].as_array().map_or(0, Vec::len);
    }
    Ok(rows as f64 / paths.len() as f64)
}

fn encoded(words: &str) -> String {
    percent_encoding::utf8_percent_encode(words, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// A text for every case, as the triggers would write it; the index afterwards.
async fn write_texts(owner: &mut PgConnection, documents: u64) -> Result<()> {
    let make: String =
        sqlx::query_scalar("select indexdef from pg_indexes where indexname = 'case_search_words'")
            .fetch_one(&mut *owner)
            .await?;
    owner
        .execute(
            "drop index case_search_words;
             set session_replication_role = replica; set synchronous_commit = off; set maintenance_work_mem = '2GB';
             create unlogged table texts (n bigint, head text, body text, head_tokens integer[], tokens integer[])",
        )
        .await?;
    let mut copy = owner.copy_in_raw("copy texts from stdin").await?;
    for first in (1..=documents).step_by(BATCH as usize) {
        let mut lines = String::new();
        for n in first..(first + BATCH).min(documents + 1) {
            let (head, body) = corpus::document(n);
            let (of_head, of_all) = (tokens(&head), tokens(&format!("{head}\n{body}")));
            lines += &format!("{n}\t{head}\t{body}\t{{{of_head}}}\t{{{of_all}}}\n");
        }
        copy.send(lines.into_bytes()).await?;
    }
    copy.finish().await?;
    owner
        .execute(
            "insert into case_search (case_id, at, head, body, head_tokens, tokens, scope)
                 select c.id, c.created_at, t.head, t.body, t.head_tokens, t.tokens, search_scope(c.id)
                 from (select id, created_at, row_number() over (order by created_at) as n from cases) c
                 join texts t on t.n = c.n
                 order by c.n;
             drop table texts",
        )
        .await?;
    owner.execute(sqlx::AssertSqlSafe(make)).await?;
    owner.execute("vacuum analyze case_search").await?;
    Ok(())
}

/// As `search_tokens` of the schema: every letter and every pair of neighbours.
fn tokens(text: &str) -> String {
    let codes: Vec<(i64, bool)> = text
        .chars()
        .map(|character| (i64::from(u32::from(character)), api::search::is_letter(character)))
        .collect();
    let mut tokens: Vec<i64> = codes.iter().filter(|code| code.1).map(|code| code.0).collect();
    let pairs = codes.windows(2).filter(|pair| pair[0].1 && pair[1].1);
    tokens.extend(pairs.map(|pair| ((pair[0].0 << 16) + pair[1].0) % (1 << 32) - (1 << 31)));
    tokens.sort_unstable();
    tokens.dedup();
    let words: Vec<String> = tokens.iter().map(i64::to_string).collect();
    words.join(",")
}

/// Texts, permissions and questions as files, for the ceiling.
async fn hand_over(owner: &mut PgConnection, folder: &Path) -> Result<()> {
    let mut file = BufWriter::new(std::fs::File::create(folder.join("texts"))?);
    let mut rows = owner
        .copy_out_raw(
            "copy (select (extract(epoch from at) * 1000)::bigint, array_to_string(scope, ','), head, body from case_search order by at) to stdout",
        )
        .await?;
    while let Some(row) = rows.next().await {
        file.write_all(&row?)?;
    }
    file.flush()?;
    let mut questions = String::new();
    for (kind, asked) in corpus::questions() {
        for words in asked {
            questions += &format!("{kind}\t{}\n", api::search::words(&words).join(" "));
        }
    }
    std::fs::write(folder.join("questions"), questions)?;
    Ok(())
}

fn ceiling(folder: &Path) -> Result<()> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/ceiling/Cargo.toml");
    // The first person and their post, as `scope` holds them: the last four bytes of the id.
    let status = Command::new("cargo")
        .args(["run", "--quiet", "--release", "--manifest-path", manifest, "--", "--holder", "1"])
        .arg(folder)
        .status()?;
    status.success().then_some(()).context("the ceiling was not measured")
}
