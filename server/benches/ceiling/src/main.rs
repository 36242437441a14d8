//! Times the questions of `server/benches/search.rs` on tantivy: pairs of neighbouring characters as terms, words as
//! phrases of them, permission as a term, the newest first. `ceiling --holder NUMBER FOLDER`.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, PhraseQuery, Query, TermQuery};
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{Index, Order, Searcher, TantivyDocument, Term};

const ROUNDS: usize = 30;
const ROWS: usize = 21;

struct Fields {
    one: Field,
    two: Field,
    at: Field,
    scope: Field,
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    anyhow::ensure!(arguments.next().as_deref() == Some("--holder"), "--holder NUMBER FOLDER");
    let holder: i64 = arguments.next().context("a holder")?.parse()?;
    let folder = PathBuf::from(arguments.next().context("a folder")?);
    let (index, fields, documents) = build(&folder)?;
    let size: u64 = std::fs::read_dir(folder.join("tantivy"))?
        .filter_map(|file| Some(file.ok()?.metadata().ok()?.len()))
        .sum();
    println!("tantivy: {documents} documents, index {:.0} bytes each", size as f64 / documents as f64);
    let searcher = index.reader()?.searcher();
    let mut kinds = BTreeMap::<String, Vec<String>>::new();
    for line in BufReader::new(std::fs::File::open(folder.join("questions"))?).lines() {
        let line = line?;
        let (kind, words) = line.split_once('\t').context("kind and words")?;
        kinds.entry(kind.to_owned()).or_default().push(words.to_owned());
    }
    for (kind, questions) in kinds {
        let mut times = Vec::new();
        let mut found = 0;
        for round in 0..=ROUNDS {
            for words in &questions {
                let began = Instant::now();
                let rows = ask(&searcher, &fields, holder, words)?;
                // The first round warms.
                if round > 0 {
                    times.push(began.elapsed().as_secs_f64() * 1000.0);
                    found += rows;
                }
            }
        }
        times.sort_by(f64::total_cmp);
        println!(
            "tantivy: {kind:<18} p50 {:7.2} ms, p99 {:7.2} ms, {:.1} found",
            times[times.len() / 2],
            times[times.len() * 99 / 100],
            found as f64 / times.len() as f64
        );
    }
    Ok(())
}

fn build(folder: &std::path::Path) -> Result<(Index, Fields, usize)> {
    let text = || {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        TextOptions::default().set_indexing_options(indexing)
    };
    let mut schema = Schema::builder();
    let fields = Fields {
        one: schema.add_text_field("one", text()),
        two: schema.add_text_field("two", text()),
        at: schema.add_i64_field("at", FAST),
        scope: schema.add_i64_field("scope", INDEXED),
    };
    let place = folder.join("tantivy");
    std::fs::create_dir_all(&place)?;
    let index = Index::create_in_dir(&place, schema.build())?;
    let mut writer = index.writer(1_000_000_000)?;
    let mut documents = 0;
    for line in BufReader::new(std::fs::File::open(folder.join("texts"))?).lines() {
        let line = line?;
        let parts: Vec<&str> = line.split('\t').collect();
        let [at, scope, head, body] = parts[..] else { anyhow::bail!("a line of {} parts", parts.len()) };
        let mut document = TantivyDocument::default();
        let text = format!("{head} {body}");
        document.add_pre_tokenized_text(fields.one, runs(&text, 1));
        document.add_pre_tokenized_text(fields.two, runs(&text, 2));
        document.add_i64(fields.at, at.parse()?);
        for holder in scope.split(',') {
            document.add_i64(fields.scope, holder.parse()?);
        }
        writer.add_document(document)?;
        documents += 1;
    }
    writer.commit()?;
    let segments = index.searchable_segment_ids()?;
    writer.merge(&segments).wait()?;
    writer.garbage_collect_files().wait()?;
    writer.wait_merging_threads()?;
    Ok((index, fields, documents))
}

/// Every run of so many characters, each at its place: phrases of them are words.
fn runs(text: &str, length: usize) -> PreTokenizedString {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let token = |(position, ends): (usize, &[usize])| Token {
        offset_from: ends[0],
        offset_to: ends[length],
        position,
        text: text[ends[0]..ends[length]].to_owned(),
        position_length: 1,
    };
    let tokens = starts.windows(length + 1).enumerate().map(token).collect();
    PreTokenizedString { text: text.to_owned(), tokens }
}

fn ask(searcher: &Searcher, fields: &Fields, holder: i64, words: &str) -> Result<usize> {
    let mut must: Vec<Box<dyn Query>> =
        vec![Box::new(TermQuery::new(Term::from_field_i64(fields.scope, holder), IndexRecordOption::Basic))];
    must.extend(words.split(' ').map(|word| of_word(fields, word)));
    let newest = TopDocs::with_limit(ROWS).order_by_fast_field::<i64>("at", Order::Desc);
    Ok(searcher.search(&BooleanQuery::intersection(must), &newest)?.len())
}

fn of_word(fields: &Fields, word: &str) -> Box<dyn Query> {
    let characters: Vec<char> = word.chars().collect();
    let term = |field, text: String| Term::from_field_text(field, &text);
    let terms: Vec<(usize, Term)> =
        characters.windows(2).map(|pair| term(fields.two, pair.iter().collect())).enumerate().collect();
    match &terms[..] {
        [] => Box::new(TermQuery::new(term(fields.one, word.to_owned()), IndexRecordOption::Basic)),
        [(_, only)] => Box::new(TermQuery::new(only.clone(), IndexRecordOption::Basic)),
        _ => Box::new(PhraseQuery::new_with_offset(terms)),
    }
}
