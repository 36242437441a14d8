//! 公文模板: what a draft may begin with.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Block, Direction, Draft, Genre, HeadingLevel, Recipient};
use crate::{OrganId, cases::Urgency};

/// `GET /api/documents/templates`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Template {
    pub id: Uuid,
    /// Of every organ where there is none.
    pub organ: Option<OrganId>,
    pub genre: Genre,
    pub name: String,
    pub title: String,
    /// A line a paragraph, `#` to `####` before a heading.
    pub body: String,
    pub direction: Option<Direction>,
    pub urgency: Option<Urgency>,
    pub recipients: Vec<Recipient>,
    pub note: Option<String>,
}

impl Template {
    /// Whether a draft of this kind in an organ may begin with it.
    pub fn fits(&self, organ: OrganId, genre: Genre) -> bool {
        self.genre == genre && self.organ.is_none_or(|own| own == organ)
    }

    /// The draft begins with its words and elements.
    pub fn fill(&self, draft: &mut Draft) {
        draft.title.clone_from(&self.title);
        draft.body = self.body.lines().filter_map(block).collect();
        draft.direction = self.direction.unwrap_or(draft.direction);
        draft.urgency = self.urgency.unwrap_or(draft.urgency);
        draft.recipients.clone_from(&self.recipients);
        draft.note.clone_from(&self.note);
    }
}

fn block(line: &str) -> Option<Block> {
    let text = line.trim();
    let words = text.trim_start_matches('#');
    let marks = u8::try_from(text.len() - words.len()).ok()?;
    let words = words.trim().to_owned();
    match HeadingLevel::try_from(marks) {
        _ if words.is_empty() => None,
        Ok(level) => Some(Block::Heading { level, text: words }),
        Err(_) => Some(Block::Paragraph { text: words }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_begins_with_the_words_and_elements_of_its_template() {
        let organ = OrganId(Uuid::from_u128(1));
        let template = Template {
            id: Uuid::nil(),
            organ: Some(organ),
            genre: Genre::Report,
            name: "月报".to_owned(),
            title: "关于　　的报告".to_owned(),
            body: "# 一、工作情况\n\n  本月以来……\r\n## （一）进展\n#\n".to_owned(),
            direction: Some(Direction::Upward),
            urgency: None,
            recipients: vec![Recipient { organ: None, name: "市人民政府".to_owned() }],
            note: Some("联系人：".to_owned()),
        };
        assert!(template.fits(organ, Genre::Report));
        assert!(
            !template.fits(organ, Genre::Circular) && !template.fits(OrganId(Uuid::nil()), Genre::Report)
        );
        let mut draft = Draft::new(organ);
        template.fill(&mut draft);
        let expected = [
            Block::Heading { level: HeadingLevel::ONE, text: "一、工作情况".to_owned() },
            Block::Paragraph { text: "本月以来……".to_owned() },
            Block::Heading { level: HeadingLevel::TWO, text: "（一）进展".to_owned() },
        ];
        assert_eq!((draft.body.as_slice(), draft.direction), (expected.as_slice(), Direction::Upward));
        assert_eq!((draft.urgency, draft.recipients.len()), (Urgency::Normal, 1));
    }
}
