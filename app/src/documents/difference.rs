//! What changed between two texts: by paragraph, and within a paragraph by character.

use api::FileId;
use api::documents::Block;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A run of characters and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Same(String),
    Removed(String),
    Added(String),
}

/// What became of a paragraph as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Same,
    Removed,
    Added,
    Changed,
}

/// A paragraph of either text, in reading order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// 1 to 4 for a heading, 0 for a paragraph; of the new text where it has both.
    pub level: u8,
    /// Whether it is a picture (插图); its words are those below it.
    pub picture: bool,
    pub change: Change,
    pub pieces: Vec<Piece>,
}

/// Below this share of common characters two paragraphs are two, not one that was changed.
const ALIKE: f32 = 0.4;
/// Pairs of paragraphs compared at most; beyond it they are paired by place.
const PAIRS: usize = 900;

/// The differences of two bodies.
pub fn of_blocks(old: &[Block], new: &[Block]) -> Vec<Line> {
    let mut lines = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &keys(old), &keys(new)) {
        match op {
            DiffOp::Equal { new_index, len, .. } => {
                lines.extend(new[new_index..new_index + len].iter().map(|block| whole(block, Change::Same)));
            }
            _ => replaced(&old[op.old_range()], &new[op.new_range()], &mut lines),
        }
    }
    lines
}

/// The differences of two pieces of text, by character.
pub fn of_words(old: &str, new: &str) -> Vec<Piece> {
    let old: Vec<char> = old.chars().collect();
    let new: Vec<char> = new.chars().collect();
    let mut pieces = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        match op {
            DiffOp::Equal { old_index, len, .. } => same(&old[old_index..old_index + len], &mut pieces),
            _ => changed(&old[op.old_range()], &new[op.new_range()], &mut pieces),
        }
    }
    join_islets(pieces)
}

/// Both texts in one: what they share once, what differs from both, so that nothing is lost.
pub fn union(old: &[Block], new: &[Block]) -> Vec<Block> {
    let mut all = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &keys(old), &keys(new)) {
        if !matches!(op, DiffOp::Equal { .. }) {
            all.extend_from_slice(&old[op.old_range()]);
        }
        all.extend_from_slice(&new[op.new_range()]);
    }
    all
}

/// What makes two blocks the same.
fn keys(blocks: &[Block]) -> Vec<(Shape, u8, &str)> {
    blocks.iter().map(|block| (shape(block), level(block), block.text())).collect()
}

/// What a block is besides its words; blocks of different shapes are never one that was changed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Shape {
    Text,
    /// 横排 or not.
    Table(bool),
    Picture(FileId),
}

fn shape(block: &Block) -> Shape {
    match block {
        Block::Heading { .. } | Block::Paragraph { .. } => Shape::Text,
        Block::Table { landscape, .. } => Shape::Table(*landscape),
        Block::Picture { file, .. } => Shape::Picture(*file),
    }
}

fn whole(block: &Block, change: Change) -> Line {
    let text = block.text().to_owned();
    let piece = match change {
        Change::Removed => Piece::Removed(text),
        Change::Added => Piece::Added(text),
        Change::Same | Change::Changed => Piece::Same(text),
    };
    line(block, change, vec![piece])
}

fn line(block: &Block, change: Change, pieces: Vec<Piece>) -> Line {
    Line { level: level(block), picture: matches!(block, Block::Picture { .. }), change, pieces }
}

/// 1 to 4 for a heading.
fn level(block: &Block) -> u8 {
    match block {
        Block::Heading { level, .. } => level.number(),
        Block::Paragraph { .. } | Block::Table { .. } | Block::Picture { .. } => 0,
    }
}

/// Paragraphs that took the place of others: those alike are shown as one that was changed.
fn replaced(old: &[Block], new: &[Block], lines: &mut Vec<Line>) {
    let mut old_next = 0;
    for (new_index, block) in new.iter().enumerate() {
        if let Some(old_index) = counterpart(old, old_next, new, new_index) {
            lines.extend(old[old_next..old_index].iter().map(|gone| whole(gone, Change::Removed)));
            let pieces = of_words(old[old_index].text(), block.text());
            lines.push(line(block, Change::Changed, pieces));
            old_next = old_index + 1;
        } else {
            lines.push(whole(block, Change::Added));
        }
    }
    lines.extend(old[old_next..].iter().map(|gone| whole(gone, Change::Removed)));
}

/// The old paragraph, from `from` on, that this new one was most likely made of.
fn counterpart(old: &[Block], from: usize, new: &[Block], new_index: usize) -> Option<usize> {
    let likeness = |index: usize| match shape(&old[index]) == shape(&new[new_index]) {
        true => likeness(old[index].text(), new[new_index].text()),
        false => 0.0,
    };
    if old.len() * new.len() > PAIRS {
        let there = new_index.max(from);
        return (there < old.len() && likeness(there) >= ALIKE).then_some(there);
    }
    let likenesses = (from..old.len()).map(|index| (index, likeness(index)));
    let best = likenesses
        .filter(|(_, likeness)| *likeness >= ALIKE)
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    best.map(|(index, _)| index)
}

/// Share of characters that both have, in order: 0 to 1.
fn likeness(old: &str, new: &str) -> f32 {
    let old: Vec<char> = old.chars().collect();
    let new: Vec<char> = new.chars().collect();
    if old.is_empty() && new.is_empty() {
        return 1.0;
    }
    let common: usize = capture_diff_slices(Algorithm::Myers, &old, &new)
        .iter()
        .map(|op| if let DiffOp::Equal { len, .. } = op { *len } else { 0 })
        .sum();
    2.0 * common as f32 / (old.len() + new.len()) as f32
}

fn same(text: &[char], pieces: &mut Vec<Piece>) {
    pieces.push(Piece::Same(text.iter().collect()));
}

fn changed(removed: &[char], added: &[char], pieces: &mut Vec<Piece>) {
    if !removed.is_empty() {
        pieces.push(Piece::Removed(removed.iter().collect()));
    }
    if !added.is_empty() {
        pieces.push(Piece::Added(added.iter().collect()));
    }
}

/// A single character left standing between changes says nothing to a reader: it joins them.
fn join_islets(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    let (mut removed, mut added) = (String::new(), String::new());
    let mut rest = pieces.into_iter().peekable();
    while let Some(piece) = rest.next() {
        match piece {
            Piece::Removed(text) => removed += &text,
            Piece::Added(text) => added += &text,
            Piece::Same(text) => {
                let between = !removed.is_empty() && !added.is_empty() && rest.peek().is_some();
                if between && text.chars().count() == 1 {
                    removed += &text;
                    added += &text;
                    continue;
                }
                flush(&mut removed, &mut added, &mut joined);
                joined.push(Piece::Same(text));
            }
        }
    }
    flush(&mut removed, &mut added, &mut joined);
    joined
}

fn flush(removed: &mut String, added: &mut String, pieces: &mut Vec<Piece>) {
    if !removed.is_empty() {
        pieces.push(Piece::Removed(std::mem::take(removed)));
    }
    if !added.is_empty() {
        pieces.push(Piece::Added(std::mem::take(added)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(texts: &[&str]) -> Vec<Block> {
        texts.iter().map(|text| Block::Paragraph { text: (*text).to_owned() }).collect()
    }

    fn written(pieces: &[Piece]) -> String {
        let write = |piece: &Piece| match piece {
            Piece::Same(text) => text.clone(),
            Piece::Removed(text) => format!("[-{text}]"),
            Piece::Added(text) => format!("[+{text}]"),
        };
        pieces.iter().map(write).collect()
    }

    fn check(old: &[&str], new: &[&str], expected: &[&str]) {
        let lines = of_blocks(&blocks(old), &blocks(new));
        let lines: Vec<String> = lines.iter().map(|line| written(&line.pieces)).collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn characters_are_compared_within_a_paragraph() {
        check(&["各单位要按时报送材料。"], &["各单位要按期报送材料。"], &["各单位要按[-时][+期]报送材料。"]);
    }

    #[test]
    fn a_paragraph_put_in_between_leaves_its_neighbours_alone() {
        check(
            &["甲段文字", "丙段文字"],
            &["甲段文字", "全新内容", "丙段文字"],
            &["甲段文字", "[+全新内容]", "丙段文字"],
        );
    }

    #[test]
    fn paragraphs_unlike_each_other_are_two() {
        check(&["请各部门认真落实"], &["会议定于明天召开"], &["[+会议定于明天召开]", "[-请各部门认真落实]"]);
    }

    #[test]
    fn a_changed_paragraph_finds_its_counterpart_past_one_that_went() {
        check(
            &["这一段将被删去", "工作要求：加强组织领导"],
            &["工作要求：加强统筹领导"],
            &["[-这一段将被删去]", "工作要求：加强[-组织][+统筹]领导"],
        );
    }

    #[test]
    fn a_lone_character_between_changes_joins_them() {
        assert_eq!(written(&of_words("三月五日", "四月六日")), "[-三月五][+四月六]日");
    }

    #[test]
    fn a_change_of_level_is_a_change() {
        let old = blocks(&["一、要求"]);
        let new =
            vec![Block::Heading { level: api::documents::HeadingLevel::ONE, text: "一、要求".into() }];
        let lines = of_blocks(&old, &new);
        assert_eq!((lines[0].change, lines[0].level), (Change::Changed, 1));
    }

    #[test]
    fn another_picture_is_a_change_though_its_words_are_the_same() {
        let picture =
            |file: u128| Block::Picture { file: FileId(uuid::Uuid::from_u128(file)), text: String::new() };
        let changes: Vec<_> =
            of_blocks(&[picture(1)], &[picture(2)]).iter().map(|line| (line.picture, line.change)).collect();
        assert_eq!(changes, [(true, Change::Added), (true, Change::Removed)]);
        assert_eq!(union(&[picture(1)], &[picture(2)]), [picture(1), picture(2)]);
    }

    #[test]
    fn the_union_loses_nothing() {
        let all = union(&blocks(&["甲", "乙", "丁"]), &blocks(&["甲", "丙", "丁"]));
        assert_eq!(all, blocks(&["甲", "乙", "丙", "丁"]));
    }
}
