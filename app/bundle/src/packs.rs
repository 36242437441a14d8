//! Pieces of split modules, packed. The splitter makes a piece of each set of modules that share something, which is a
//! hundred and more; a browser would ask for dozens of them to show one page. Packed together they are few requests,
//! and compress as one.
//!
//! | pack | holds |
//! |---|---|
//! | `common` | what [`MANY`] modules or more share: fetched with the first of them |
//! | `A-B` | what just these share, where it is at least one in [`WORTH_A_FILE`] of all bytes |
//! | `A` | the rest of what A needs; what few share and is small is in the pack of each |
//!
//! The script that loads pieces ([`PIECES`]) is told where they lie. A piece that is in several packs is taken from
//! one that is fetched anyway, and is made only once. The first visit needs none of it: it gets a short script
//! ([`LOADER`]) that fetches the long one with the first module.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::iter;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::module::Chunks;

pub const LOADER: &str = "__wasm_split.js";
pub const PIECES: &str = "pieces.js";
pub const ENDING: &str = "pack";
const COMMON: &str = "common";
const MANY: usize = 4;
const WORTH_A_FILE: u64 = 100;

/// Packs and the pieces of each, by name and in order.
type Packs = BTreeMap<String, Vec<String>>;

/// Replaces the pieces in a folder by packs, and answers with the packs of each module.
pub fn pack(folder: &Path, chunks: &Chunks) -> Result<Chunks> {
    let packs = arrange(chunks, |piece| Ok(fs::metadata(folder.join(piece))?.len()))?;
    let mut places: BTreeMap<&str, Vec<(usize, usize, usize)>> = BTreeMap::new();
    for (index, (name, pieces)) in packs.iter().enumerate() {
        let mut whole = Vec::new();
        for piece in pieces {
            let from = whole.len();
            whole.extend(fs::read(folder.join(piece))?);
            places.entry(piece.trim_end_matches(".wasm")).or_default().push((index, from, whole.len()));
        }
        fs::write(folder.join(file(name)), whole)?;
    }
    let script = fs::read_to_string(folder.join(LOADER))?;
    fs::write(folder.join(PIECES), rewritten(&script, &packs, &places)?)?;
    fs::write(folder.join(LOADER), loader(&script)?)?;
    for piece in packs.values().flatten().collect::<BTreeSet<_>>() {
        fs::remove_file(folder.join(piece))?;
    }
    let files = |(module, pieces): (&String, &Vec<String>)| {
        let files = iter::once(PIECES.to_owned()).chain(fetched(&packs, module, pieces));
        (module.clone(), files.collect())
    };
    Ok(chunks.iter().map(files).collect())
}

fn file(pack: &str) -> String {
    format!("{pack}.{ENDING}")
}

/// What is fetched for a module: its own pack, and those that hold what its own does not.
fn fetched(packs: &Packs, module: &str, pieces: &[String]) -> Vec<String> {
    let own = packs.get(module);
    let lacks = |piece: &&String| own.is_none_or(|own| !own.contains(piece));
    let lacking: Vec<_> = pieces.iter().filter(lacks).collect();
    let needed = packs.iter().filter(|(name, held)| {
        name.as_str() == module || is_shared(name) && lacking.iter().any(|piece| held.contains(piece))
    });
    needed.map(|(name, _)| file(name)).collect()
}

/// Whether a pack belongs to several modules; a module's name has no hyphen, since it is one of Rust.
fn is_shared(pack: &str) -> bool {
    pack == COMMON || pack.contains('-')
}

/// Which pack each piece goes into.
fn arrange(chunks: &Chunks, size: impl Fn(&str) -> Result<u64>) -> Result<Packs> {
    let mut users: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (module, pieces) in chunks {
        for piece in pieces {
            users.entry(piece).or_default().insert(module);
        }
    }
    let mut families: BTreeMap<&BTreeSet<&str>, u64> = BTreeMap::new();
    for (piece, of) in &users {
        *families.entry(of).or_default() += size(piece)?;
    }
    let all: u64 = families.values().sum();
    let mut packs = Packs::new();
    for (piece, of) in &users {
        let homes: Vec<String> = if of.len() >= MANY {
            vec![COMMON.to_owned()]
        } else if families.get(of).is_some_and(|bytes| *bytes * WORTH_A_FILE >= all) {
            vec![of.iter().copied().collect::<Vec<_>>().join("-")]
        } else {
            of.iter().map(|module| (*module).to_owned()).collect()
        };
        for home in homes {
            packs.entry(home).or_default().push((*piece).to_owned());
        }
    }
    Ok(packs)
}

/// The splitter's script with its fetching replaced.
fn rewritten(
    script: &str,
    packs: &Packs,
    places: &BTreeMap<&str, Vec<(usize, usize, usize)>>,
) -> Result<String> {
    const STREAMING: &str = "WebAssembly.instantiateStreaming(src, imports)";
    let mut text = script.replace(STREAMING, "WebAssembly.instantiate(await src, imports)");
    for piece in places.keys() {
        let before = format!("fetch(new URL(\"./{piece}.wasm\", import.meta.url))");
        ensure!(text.contains(&before), "the splitter's script does not fetch {piece} as it used to");
        text = text.replace(&before, &format!("piece(\"{piece}\")"));
    }
    ensure!(!text.contains("fetch("), "the splitter's script fetches something that is in no pack");
    let names: Vec<_> = packs.keys().map(|name| file(name)).collect();
    let head = include_str!("page/packs.js")
        .replace("__PACKS__", &serde_json::to_string(&names)?)
        .replace("__PLACES__", &serde_json::to_string(places)?);
    // After the imports, which stand first.
    let (imports, rest) = text.split_once(";\n").context("the splitter's script has no import")?;
    Ok(format!("{imports};\n{head}{rest}"))
}

/// The short script: what the splitter's exports, each waiting for the long one.
fn loader(script: &str) -> Result<String> {
    const EXPORT: &str = "export const ";
    let exports = script.lines().filter_map(|line| line.strip_prefix(EXPORT));
    let names = exports.filter_map(|line| line.split([' ', '=']).next());
    let lines: String = names.map(|name| format!("{EXPORT}{name} = load(\"{name}\");\n")).collect();
    ensure!(!lines.is_empty(), "the splitter's script exports nothing");
    Ok(format!("{}{lines}", include_str!("page/loader.js")))
}

#[cfg(test)]
mod tests {
    use super::{Chunks, Packs, arrange, fetched};

    fn chunks(said: &[(&str, &[&str])]) -> Chunks {
        let owned = |list: &[&str]| list.iter().map(|it| (*it).to_owned()).collect();
        said.iter().map(|(module, pieces)| ((*module).to_owned(), owned(pieces))).collect()
    }

    fn packs(chunks: &Chunks) -> Packs {
        arrange(chunks, |piece| Ok(if piece.starts_with("big") { 20_000 } else { 10 }))
            .expect("sizes are known")
    }

    #[test]
    fn every_piece_of_a_module_is_in_what_is_fetched_for_it() {
        let chunks = chunks(&[
            ("a", &["all", "ab", "big_ab", "a1"]),
            ("b", &["all", "ab", "big_ab", "b1"]),
            ("c", &["all", "cd"]),
            ("d", &["all", "cd", "d1"]),
        ]);
        let packs = packs(&chunks);
        assert_eq!(packs["common"], ["all"]);
        assert_eq!(packs["a-b"], ["ab", "big_ab"]);
        assert_eq!(packs["a"], ["a1"]);
        assert_eq!(packs["d"], ["cd", "d1"]);
        assert_eq!(fetched(&packs, "a", &chunks["a"]), ["a.pack", "a-b.pack", "common.pack"]);
        assert_eq!(fetched(&packs, "c", &chunks["c"]), ["c.pack", "common.pack"]);
    }
}
