//! Pinyin of names: every reading of every character, so that whoever knows how a name is said finds it. Computed where
//! a name is written, never where it is read.

use std::collections::BTreeSet;

use pinyin::{ToPinyin, ToPinyinMulti};
use sqlx::PgConnection;

/// Readings that a character has as a surname (姓氏异读) and dictionaries of common readings lack or put last.
const SURNAMES: &[(&str, &[&str])] = &[
    ("万俟", &["mo", "qi"]),
    ("尉迟", &["yu", "chi"]),
    ("长孙", &["zhang", "sun"]),
    ("澹台", &["tan", "tai"]),
    ("单于", &["chan", "yu"]),
    ("令狐", &["ling", "hu"]),
    ("单", &["shan"]),
    ("曾", &["zeng"]),
    ("解", &["xie"]),
    ("仇", &["qiu"]),
    ("区", &["ou"]),
    ("查", &["zha"]),
    ("任", &["ren"]),
    ("华", &["hua"]),
    ("朴", &["piao"]),
    ("盖", &["ge"]),
    ("乐", &["yue"]),
    ("翟", &["zhai"]),
    ("覃", &["qin"]),
    ("缪", &["miao"]),
    ("员", &["yun"]),
    ("种", &["chong"]),
    ("燕", &["yan"]),
    ("宓", &["fu"]),
    ("繁", &["po"]),
    ("秘", &["bi"]),
    ("召", &["shao"]),
    ("折", &["she"]),
    ("黑", &["he"]),
    ("逄", &["pang"]),
    ("牟", &["mu"]),
    ("尹", &["yin"]),
    ("洗", &["xian"]),
    ("冼", &["xian"]),
];

/// Most readings of a name that are kept.
const READINGS: usize = 24;

/// Every spelling a person may be looked for by: whole, from each syllable on, by initials, by surname and initials.
/// Characters without a known reading are left out; the name itself still finds the person.
pub fn spellings_of_person(name: &str) -> Vec<String> {
    let readings = surname(name).into_iter().chain(readings(name)).take(READINGS);
    spell(readings)
}

/// The same for an organ: its commonest reading is enough.
pub fn spellings_of_organ(name: &str) -> Vec<String> {
    spell([name.chars().filter_map(common).collect()])
}

fn spell(readings: impl IntoIterator<Item = Vec<String>>) -> Vec<String> {
    let mut all = BTreeSet::new();
    for syllables in readings {
        for first in 0..syllables.len() {
            let rest = &syllables[first..];
            all.insert(rest.concat());
            all.insert(initials(rest));
        }
        if let [surname, given @ ..] = syllables.as_slice() {
            all.insert(format!("{surname}{}", initials(given)));
        }
    }
    all.into_iter().filter(|spelling| !spelling.is_empty()).collect()
}

fn initials(syllables: &[String]) -> String {
    syllables.iter().filter_map(|syllable| syllable.chars().next()).collect()
}

/// The name with its surname read as a surname.
fn surname(name: &str) -> Option<Vec<String>> {
    let (surname, syllables) = SURNAMES.iter().find(|(surname, _)| name.starts_with(surname))?;
    let given = name[surname.len()..].chars().filter_map(common);
    Some(syllables.iter().map(|&syllable| syllable.to_owned()).chain(given).collect())
}

/// The commonest reading.
fn common(character: char) -> Option<String> {
    character.to_pinyin().map(|it| typed(it.plain()))
}

/// As on a keyboard, which has no ü.
fn typed(syllable: &str) -> String {
    syllable.replace('ü', "v")
}

/// Every way to read the characters one after the other.
fn readings(name: &str) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = vec![Vec::new()];
    for character in name.chars() {
        let Some(multi) = character.to_pinyin_multi() else { continue };
        let own: BTreeSet<String> = multi.into_iter().map(|it| typed(it.plain())).collect();
        all = own
            .iter()
            .flat_map(|syllable| {
                all.iter().map(move |before| [before.as_slice(), std::slice::from_ref(syllable)].concat())
            })
            .take(READINGS)
            .collect();
    }
    all
}

/// Spells the names that were written by somebody who could not.
///
/// # Errors
/// What the database says.
pub async fn spell_names(owner: &mut PgConnection) -> Result<(), sqlx::Error> {
    let people =
        sqlx::query!("select id, name from people where spellings is null").fetch_all(&mut *owner).await?;
    for person in people {
        let spellings = spellings_of_person(&person.name);
        sqlx::query!("update people set spellings = $2 where id = $1", person.id, &spellings)
            .execute(&mut *owner)
            .await?;
    }
    let organs =
        sqlx::query!("select id, name from organs where spellings is null").fetch_all(&mut *owner).await?;
    for organ in organs {
        let spellings = spellings_of_organ(&organ.name);
        sqlx::query!("update organs set spellings = $2 where id = $1", organ.id, &spellings)
            .execute(&mut *owner)
            .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_each_of_its_readings() {
        for (name, spelling) in [
            ("陈屿", "chenyu"),
            ("陈屿", "cy"),
            ("赵海宁", "zhn"),
            ("赵海宁", "zhaohn"),
            ("赵海宁", "haining"),
            ("单于飞", "chanyufei"),
            ("单雪", "shanxue"),
            ("曾志伟", "zengzhiwei"),
            ("曾志伟", "zzw"),
            ("解晓东", "xiexiaodong"),
            ("仇英", "qiuying"),
            ("区永明", "ouyongming"),
            ("查良镛", "zhaliangyong"),
            ("尉迟恭", "yuchigong"),
            ("任重", "renzhong"),
            ("吕布", "lvbu"),
            ("朱䶮", "zhuyan"),
            ("李囍", "lixi"),
        ] {
            let all = spellings_of_person(name);
            assert!(all.iter().any(|known| known == spelling), "{name}: {spelling} is not among {all:?}");
        }
    }

    #[test]
    fn a_name_of_many_readings_stays_small() {
        assert!(spellings_of_person("和和和和和和和和").len() <= READINGS * 17);
        assert_eq!(spellings_of_person("𫚖"), spellings_of_person("𫚖"));
        assert!(spellings_of_person("O'Brien").is_empty());
    }

    #[test]
    fn an_organ_is_found_by_its_initials() {
        assert!(spellings_of_organ("市大数据局").contains(&"sdsjj".to_owned()));
    }
}
