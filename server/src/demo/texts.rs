//! What the city's organs write about: topics of each organ, the ways of saying it, and the plan.

use api::documents::{Attachment, Block, Direction, Genre, HeadingLevel};
use jiff::{ToSpan, civil::Date};

use super::dice::Dice;
use crate::clock::chinese_date;

/// A genre with a title and a body. In both `{topic}` and `{period}` are filled in, in bodies also `{date}`, `{we}` and
/// `{percent}`.
pub struct Pattern {
    pub genre: Genre,
    pub direction: Direction,
    title: &'static str,
    body: &'static str,
}

const fn pattern(genre: Genre, direction: Direction, title: &'static str, body: &'static str) -> Pattern {
    Pattern { genre, direction, title, body }
}

/// What goes to organs beside and below.
pub const AROUND: &[Pattern] = &[
    pattern(
        Genre::Circular,
        Direction::Downward,
        "关于开展{topic}工作的通知",
        include_str!("texts/circular-1.txt"),
    ),
    pattern(
        Genre::Circular,
        Direction::Downward,
        "关于做好{period}{topic}工作的通知",
        include_str!("texts/circular-2.txt"),
    ),
    pattern(
        Genre::Circular,
        Direction::Downward,
        "关于报送{period}{topic}工作材料的通知",
        include_str!("texts/circular-3.txt"),
    ),
    pattern(
        Genre::Circular,
        Direction::Downward,
        "关于进一步加强{topic}工作的通知",
        include_str!("texts/circular-1.txt"),
    ),
    pattern(
        Genre::Letter,
        Direction::Level,
        "关于商请支持{topic}工作的函",
        include_str!("texts/letter-1.txt"),
    ),
    pattern(
        Genre::Letter,
        Direction::Level,
        "关于征求{topic}工作方案意见的函",
        include_str!("texts/letter-2.txt"),
    ),
    pattern(
        Genre::Bulletin,
        Direction::Downward,
        "关于{period}{topic}工作情况的通报",
        include_str!("texts/bulletin-1.txt"),
    ),
    pattern(
        Genre::Opinion,
        Direction::Downward,
        "关于加强{topic}工作的意见",
        include_str!("texts/opinion-1.txt"),
    ),
];

/// What goes up.
pub const UPWARD: &[Pattern] = &[
    pattern(
        Genre::Request,
        Direction::Upward,
        "关于{topic}工作有关事项的请示",
        include_str!("texts/request-1.txt"),
    ),
    pattern(
        Genre::Report,
        Direction::Upward,
        "关于{period}{topic}工作情况的报告",
        include_str!("texts/report-1.txt"),
    ),
];

/// What the words of a document depend on.
pub struct Matter<'a> {
    pub issuer: &'a str,
    pub topic: &'a str,
    /// The day it is drafted.
    pub on: Date,
}

impl Pattern {
    pub fn title(&self, matter: &Matter) -> String {
        let said = self.title.replace("{topic}", matter.topic).replace("{period}", &period(matter.on));
        format!("{}{said}", matter.issuer)
    }

    pub fn body(&self, matter: &Matter, dice: &mut Dice) -> Vec<Block> {
        let due = matter.on.saturating_add(dice.between(15, 45).days());
        let text = self
            .body
            .replace("{topic}", matter.topic)
            .replace("{period}", &period(matter.on))
            .replace("{date}", &chinese_date(due))
            .replace("{percent}", &dice.between(62, 96).to_string())
            .replace("{we}", we(matter.issuer));
        blocks(&text)
    }
}

/// The topics of an organ.
pub fn topics(organ: &str) -> Vec<&'static str> {
    let row = include_str!("topics.csv")
        .lines()
        .filter_map(|line| line.split_once(','))
        .find(|(name, _)| *name == organ);
    row.map_or(Vec::new(), |(_, topics)| topics.split(' ').collect())
}

/// The quarter before the day, as reports name it.
fn period(on: Date) -> String {
    let (year, quarter) = match on.month() {
        1..=3 => (on.year() - 1, "第四季度"),
        4..=6 => (on.year(), "第一季度"),
        7..=9 => (on.year(), "上半年"),
        _ => (on.year(), "第三季度"),
    };
    format!("{year}年{quarter}")
}

/// How an organ speaks of itself.
fn we(issuer: &str) -> &'static str {
    match issuer.chars().last() {
        Some('局') => "我局",
        Some('部') => "我部",
        Some('室') => "我办",
        Some('府') if issuer.ends_with("区人民政府") => "我区",
        Some('府') if issuer.ends_with("县人民政府") => "我县",
        Some('府') => "市政府",
        _ => "我委",
    }
}

/// Lines with `#` for each level of heading, as structured text.
fn blocks(text: &str) -> Vec<Block> {
    let heading = |level, text: &str| Block::Heading { level, text: text.to_owned() };
    text.lines()
        .map(|line| match line.split_once(' ') {
            Some(("#", text)) => heading(HeadingLevel::ONE, text),
            Some(("##", text)) => heading(HeadingLevel::TWO, text),
            Some(("###", text)) => heading(HeadingLevel::THREE, text),
            Some(("####", text)) => heading(HeadingLevel::FOUR, text),
            _ => Block::Paragraph { text: line.to_owned() },
        })
        .collect()
}

/// The city's plan, with headings of four levels.
pub fn plan(title: &str) -> Attachment {
    Attachment { title: title.to_owned(), body: blocks(include_str!("plan.txt")), ..Attachment::default() }
}

/// One paragraph.
pub fn paragraph(text: &str) -> Block {
    Block::Paragraph { text: text.to_owned() }
}

/// What is written on the way. An empty one stands for an act without words.
pub fn opinion(step: &str, dice: &mut Dice) -> &'static str {
    dice.word(match step {
        "draft" => &["请审核。", "已按要求起草，请审阅。", "", "", ""],
        "department" => {
            &["同意，请办公室核稿。", "同意送审。", "内容属实，同意。", "已审，同意。", "同意报批。"]
        }
        "countersign" => &[
            "同意会签。",
            "无意见。",
            "同意，涉及我处事项已核对。",
            "同意，请按职责分工抓好落实。",
            "已阅，同意。",
        ],
        "review" => &[
            "格式规范，建议送领导签发。",
            "已核稿，请领导审签。",
            "依据充分、文种正确，同意送签。",
            "已核，文字作了个别修改。",
        ],
        "deputy" => &["同意，请主要领导审签。", "拟同意，请审定。", "同意上报。"],
        "chief_sign" => &["同意上报。", "签发。", "同意。"],
        "sign" => &["同意印发。", "签发。", "同意，请抓紧印发。", "同意。"],
        "recheck" => &["已复核，可以编号印制。", "复核无误。", "", ""],
        "receive" => &["", "", "", "已签收，转办公室登记。"],
        _ => &["", "", "", "已办。"],
    })
}

/// Why a document comes back.
pub const RETURNED: &[&str] = &[
    "第二部分措施还不够具体，请补充责任单位和完成时限后再报。",
    "请再核对主送单位，并精简篇幅。",
    "文中时间安排偏紧，请与相关单位商量后调整。",
    "请补充政策依据，数据口径与财政部门核对一致。",
];
/// What the drafter writes with the corrected text.
pub const CORRECTED: &[&str] =
    &["已按意见修改，请再审。", "已补充完善，请审阅。", "已与相关单位核对并修改。"];
/// What the drafter adds to a returned text.
pub const ADDED: &[&str] = &[
    "各项任务的责任单位和完成时限另行明确，工作进展纳入年度考核。",
    "联络员名单请一并报送，以便及时沟通衔接。",
    "上述数据口径已与财政部门核对一致。",
];
/// Why a signer does not agree.
pub const DISAGREED: &[&str] = &[
    "时间安排与我处年度计划有冲突，建议调整后再发。",
    "所需数据尚未完成脱敏，不宜在现阶段报送，不同意现稿。",
];
/// Why a case rests.
pub const SUSPENDED: &[&str] =
    &["上级政策正在调整，待明确后再行办理。", "等待市政府专题会议研究结果，暂缓办理。"];
/// Why a case ends outside its flow.
pub const ENDED: &[&str] = &[
    "该事项已并入年度综合通知，不再单独发文。",
    "情况变化，经领导同意撤件。",
    "与上级文件内容重复，不再印发。",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plan_has_headings_of_four_levels_and_full_width_marks() {
        let plan = plan("规划");
        for level in 1..=4 {
            let has = |block: &Block| matches!(block, Block::Heading { level: found, .. } if found.number() == level);
            assert!(plan.body.iter().any(has), "no heading of level {level}");
        }
        assert!(plan.body.iter().all(|block| !block.text().contains([',', ':', '(', ')', '#'])));
        let length: usize = plan.body.iter().map(|block| block.text().chars().count()).sum();
        assert!(length > 2_000, "{length} characters");
    }

    #[test]
    fn no_place_is_left_unfilled() {
        let matter = Matter {
            issuer: "舟山市大数据局",
            topic: "公共数据资源普查",
            on: jiff::civil::date(2026, 11, 2),
        };
        for pattern in AROUND.iter().chain(UPWARD) {
            assert!(!pattern.title(&matter).contains('{'));
            assert!(pattern.body(&matter, &mut Dice::new(1)).iter().all(|block| !block.text().contains('{')));
        }
    }
}
