//! Whatever is typed or sent, the rules answer: no text splits a character or overflows a number.

use api::{
    OrganId,
    documents::{
        Attachment, Block, Direction, Draft, Genre, HeadingLevel, Recipient,
        rules::{DocumentNumber, check, number_is_well_formed},
    },
};
use uuid::Uuid;

use crate::city::City;

/// Pieces that rules look for, cut short, doubled, and from every length of UTF-8.
const PIECES: [&str; 40] = [
    "",
    " ",
    "\n",
    "\u{0}",
    "\u{feff}",
    "\u{202e}",
    "é",
    "𠮷",
    "👨‍👩‍👧",
    "一",
    "十",
    "（",
    "）",
    "(",
    ")",
    "〔",
    "〕",
    "[2021]",
    "2021",
    "99999999999",
    "号",
    "第",
    "、",
    ".",
    "，",
    ",",
    "\"",
    "关于",
    "的",
    "通知",
    "令",
    "函",
    "妥否",
    "请批示",
    "机密★",
    "★",
    "附件1",
    "各",
    "同志",
    "舟政发",
];

/// A small generator: the same texts every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }

    fn text(&mut self) -> String {
        (0..self.below(9)).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }

    fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())]
    }

    fn blocks(&mut self) -> Vec<Block> {
        let levels = [HeadingLevel::ONE, HeadingLevel::TWO, HeadingLevel::THREE, HeadingLevel::FOUR];
        (0..self.below(6))
            .map(|_| match self.below(2) {
                0 => Block::Heading { level: self.pick(&levels), text: self.text() },
                _ => Block::Paragraph { text: self.text() },
            })
            .collect()
    }

    fn organ(&mut self, city: &City) -> OrganId {
        // One id more than there are organs: an organ the context does not know.
        city.organs.get(self.below(city.organs.len() + 1)).map_or(OrganId(Uuid::nil()), |organ| organ.id)
    }

    fn recipients(&mut self, city: &City) -> Vec<Recipient> {
        (0..self.below(4))
            .map(|_| Recipient { organ: (self.below(2) == 0).then(|| self.organ(city)), name: self.text() })
            .collect()
    }

    fn draft(&mut self, city: &City) -> Draft {
        Draft {
            genre: self.pick(Genre::ALL),
            direction: self.pick(Direction::ALL),
            copy_number: Some(self.text()),
            due_on: Some(self.text()),
            issuers: (0..self.below(3)).map(|_| self.organ(city)).collect(),
            title: self.text(),
            recipients: self.recipients(city),
            copies: self.recipients(city),
            body: self.blocks(),
            attachments: (0..self.below(3))
                .map(|_| Attachment { title: self.text(), body: self.blocks(), ..Attachment::default() })
                .collect(),
            note: Some(self.text()),
            ..city.circular()
        }
    }
}

#[test]
fn no_draft_makes_the_rules_panic() {
    let mut city = City::read();
    // A ring of parents must not hold the rules up.
    let (first, last) = (city.organs[0].id, city.organs[1].id);
    city.organs[0].parent = Some(last);
    city.organs[1].parent = Some(first);
    city.organs[2].level = i16::MAX;
    city.organs[3].level = i16::MIN;
    let mut random = Random(1);
    for _ in 0..20_000 {
        let draft = random.draft(&city);
        for finding in check(&draft, &city.context()) {
            assert!(!finding.words.chinese.is_empty() && !finding.words.english.is_empty());
        }
    }
}

#[test]
fn no_text_makes_the_number_panic_and_what_is_read_is_written_well() {
    let mut random = Random(2);
    for _ in 0..20_000 {
        let text = random.text();
        if let Some(number) = DocumentNumber::parse(&text) {
            let written = number.to_string();
            assert_eq!(DocumentNumber::parse(&written), Some(number.clone()), "{text}");
            assert_eq!(number_is_well_formed(&written), !number.word.is_empty(), "{text}");
        }
    }
}

#[test]
fn applying_the_fixes_of_a_paragraph_settles_it() {
    let city = City::read();
    let mut random = Random(3);
    let mut applied = 0;
    for _ in 0..5_000 {
        let mut draft = city.circular();
        draft.body.push(Block::Paragraph { text: random.text() });
        let mut rounds = 0;
        while let Some(fix) = check(&draft, &city.context()).into_iter().find_map(|finding| finding.fix) {
            draft.body[2] = Block::Paragraph { text: fix };
            applied += 1;
            rounds += 1;
            assert!(rounds < 10, "{:?}", draft.body[2]);
        }
    }
    assert!(applied > 100, "the texts are chosen so that there is something to mend: {applied}");
}
