//! 常用意见: what one likes to say, ready to be tapped.

use serde::{Deserialize, Serialize};

use crate::label::labelled;

/// Most phrases of a list.
pub const MOST: usize = 20;
/// Longest phrase, characters.
pub const LONGEST: usize = 100;

labelled! {
    /// When it is said.
    pub enum Occasion {
        Approve = "approve", "同意时", "When approving";
        /// Also 不同意.
        Return = "return", "退回时", "When returning";
        /// To a 征求意见.
        Reply = "reply", "答复时", "When replying";
        Read = "read", "阅知时", "When reading";
    }
}

/// The phrases of an occasion, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PhraseList {
    pub occasion: Occasion,
    pub phrases: Vec<String>,
}

/// `GET /api/phrases`. An occasion without a list is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Phrases {
    /// The asker's own.
    pub own: Vec<PhraseList>,
    /// Of the organ of their main post: for whoever has none of their own.
    pub organ: Vec<PhraseList>,
}

impl Phrases {
    /// What is offered at an occasion: one's own list, else the organ's.
    pub fn offered(&self, occasion: Occasion) -> Option<&[String]> {
        let of = |lists: &'_ Vec<PhraseList>| lists.iter().position(|list| list.occasion == occasion);
        match (of(&self.own), of(&self.organ)) {
            (Some(place), _) => Some(&self.own[place].phrases),
            (None, Some(place)) => Some(&self.organ[place].phrases),
            (None, None) => None,
        }
    }
}

/// `PUT /api/phrases/own/{occasion}`: the list, whole. An empty one is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SavePhrases {
    pub phrases: Vec<String>,
}

impl SavePhrases {
    /// The phrases without blanks around them and without repetitions; `None` where one is empty or too long, or they
    /// are too many.
    pub fn tidy(&self) -> Option<Vec<String>> {
        let mut tidy: Vec<String> = Vec::new();
        for phrase in self.phrases.iter().map(|phrase| phrase.trim()) {
            if phrase.is_empty() || phrase.chars().count() > LONGEST {
                return None;
            }
            if tidy.iter().all(|other| other != phrase) {
                tidy.push(phrase.to_owned());
            }
        }
        (tidy.len() <= MOST).then_some(tidy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ones_own_list_is_offered_before_the_organs() {
        let list =
            |phrase: &str| PhraseList { occasion: Occasion::Approve, phrases: vec![phrase.to_owned()] };
        let mut phrases = Phrases { own: Vec::new(), organ: vec![list("同意。")] };
        assert_eq!(phrases.offered(Occasion::Approve).unwrap(), ["同意。"]);
        phrases.own.push(list("同意，速办。"));
        assert_eq!(phrases.offered(Occasion::Approve).unwrap(), ["同意，速办。"]);
        assert_eq!(phrases.offered(Occasion::Read), None);
    }

    #[test]
    fn a_list_is_tidied_or_refused() {
        let save =
            |phrases: &[&str]| SavePhrases { phrases: phrases.iter().map(|it| (*it).to_owned()).collect() };
        assert_eq!(save(&[" 同意。", "同意。", "已阅。"]).tidy().unwrap(), ["同意。", "已阅。"]);
        assert_eq!(save(&["  "]).tidy(), None);
        assert_eq!(save(&[&"长".repeat(LONGEST + 1)]).tidy(), None);
        let many: Vec<String> = (0..=MOST).map(|number| number.to_string()).collect();
        assert_eq!(SavePhrases { phrases: many }.tidy(), None);
    }
}
