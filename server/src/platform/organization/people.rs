//! `GET /api/people`: finding posts in the whole directory by words and pinyin, in a department, or among given ones.

use api::{Code, DepartmentId, OrganId, Page, PersonId, organization::PostEntry};
use axum::extract::State;
use flow::PostId;
use serde::Deserialize;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    App, Error, Result,
    extract::{Json, Query},
    platform::session::Actor,
};

/// Rows of a page.
const PAGE: i64 = 30;
/// Most posts asked for by id.
const AMONG: usize = 500;
/// Most words of a question; the rest says little more.
const WORDS: usize = 6;

/// Words, a place, or ids; words narrow the others down.
#[derive(Clone, Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    #[serde(default)]
    pub q: Option<String>,
    #[serde(default)]
    pub organ: Option<OrganId>,
    #[serde(default)]
    pub department: Option<DepartmentId>,
    /// Ids of posts with commas between them: only these, in the order of the directory.
    #[serde(default)]
    pub among: Option<String>,
    #[serde(default)]
    pub after: Option<String>,
}

/// One's own organs come first, then the order of the directory.
pub async fn people(
    actor: Actor,
    State(app): State<App>,
    Query(filter): Query<Filter>,
) -> Result<Json<Page<PostEntry>>> {
    let malformed = |what: &str| Error::new(Code::MalformedRequest).with_detail(what);
    let among =
        filter.among.as_deref().map(|ids| read_ids(ids).ok_or_else(|| malformed("among"))).transpose()?;
    let after =
        filter.after.as_deref().map(|it| Cursor::read(it).ok_or_else(|| malformed("after"))).transpose()?;
    let words = Words::of(filter.q.as_deref().unwrap_or_default());
    let mut connection = app.database.acquire().await?;
    let mut found =
        find(&mut connection, &actor, &filter, words, among, after.unwrap_or(Cursor::FIRST)).await?;
    let next = (found.len() as i64 > PAGE).then(|| found[PAGE as usize - 1].1.write());
    found.truncate(PAGE as usize);
    Ok(Json(Page { rows: found.into_iter().map(|(entry, _)| entry).collect(), next }))
}

fn read_ids(text: &str) -> Option<Vec<Uuid>> {
    let ids: Vec<Uuid> = text.split(',').map(|id| id.parse().ok()).collect::<Option<_>>()?;
    (ids.len() <= AMONG).then_some(ids)
}

/// A question taken apart: what the index must hold, and what the text must contain besides.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    keys: Vec<String>,
    likes: Vec<String>,
}

impl Words {
    /// Latin letters are the beginning of a spelling; everything else is part of a name, a title or a place.
    pub fn of(question: &str) -> Self {
        let mut words = Self::default();
        for word in
            question.split(|c: char| c.is_whitespace() || c.is_ascii_punctuation()).flat_map(runs).take(WORDS)
        {
            let characters: Vec<char> = word.chars().collect();
            if word.is_ascii() {
                words.keys.push(word);
                continue;
            }
            match characters.len() {
                1 | 2 => words.keys.push(word),
                _ => {
                    words.keys.extend(characters.windows(2).map(|pair| pair.iter().collect::<String>()));
                    words.likes.push(format!("%{word}%"));
                }
            }
        }
        words
    }

    fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

/// `王hn` is two words: a character and a spelling. Full-width letters are letters.
fn runs(word: &str) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    for character in word.chars().map(half_width).flat_map(char::to_lowercase) {
        match runs.last_mut() {
            Some(run) if run.ends_with(|last: char| last.is_ascii() == character.is_ascii()) => {
                run.push(character)
            }
            _ => runs.push(character.into()),
        }
    }
    runs
}

fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).unwrap_or(character),
        other => other,
    }
}

/// Where a row stands in the order: foreign or not, the organ's place, the post's place, the post.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cursor(bool, i32, i32, Uuid);

impl Cursor {
    const FIRST: Self = Self(false, i32::MIN, i32::MIN, Uuid::nil());

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let cursor = Self(
            parts.next()?.parse().ok()?,
            parts.next()?.parse().ok()?,
            parts.next()?.parse().ok()?,
            parts.next()?.parse().ok()?,
        );
        parts.next().is_none().then_some(cursor)
    }

    fn write(self) -> String {
        format!("{}.{}.{}.{}", self.0, self.1, self.2, self.3)
    }
}

async fn find(
    connection: &mut PgConnection,
    actor: &Actor,
    filter: &Filter,
    words: Words,
    among: Option<Vec<Uuid>>,
    after: Cursor,
) -> Result<Vec<(PostEntry, Cursor)>> {
    let own: Vec<Uuid> = actor.posts.iter().map(|post| post.organ.0).collect();
    let asked = (!words.is_empty()).then_some(words.keys);
    // One query a way of asking, so that each finds its index.
    Ok(sqlx::query!(
        r#"select p.id as "id!", p.person_id as "person_id!", n.name, p.title as "title!",
                  p.department_id as "department_id!", d.name as department_name, p.organ_id as "organ_id!",
                  o.name as organ_name, o.sort as organ_sort, p.sort as "sort!", p.organ_id <> all($6) as "foreign!"
           from (select * from posts where $1::text[] is not null and $3::uuid[] is null and keys @> $1
                 union all
                 select * from posts where $1 is null and $3 is null and department_id = $4
                 union all
                 select * from posts where $1 is null and $3 is null and $4 is null and organ_id = $5
                 union all
                 select * from posts where $3 is not null and id = any($3) and ($1 is null or keys @> $1)) p
           join people n on n.id = p.person_id and n.active
           join departments d on d.id = p.department_id
           join organs o on o.id = p.organ_id
           where ($5::uuid is null or p.organ_id = $5)
             and ($4::uuid is null or p.department_id = $4)
             and lower(concat_ws(' ', n.name, p.title, d.name, o.name, o.formal_name)) like all($2::text[])
             and p.ended_on is null
             and (p.organ_id <> all($6), o.sort, p.sort, p.id) > ($7::boolean, $8::int, $9::int, $10::uuid)
           order by p.organ_id <> all($6), o.sort, p.sort, p.id
           limit $11"#,
        asked.as_deref(),
        &words.likes,
        among.as_deref(),
        filter.department.map(|department| department.0),
        filter.organ.map(|organ| organ.0),
        &own,
        after.0,
        after.1,
        after.2,
        after.3,
        PAGE + 1
    )
    .map(|row| {
        let cursor = Cursor(row.foreign, row.organ_sort, row.sort, row.id);
        let entry = PostEntry {
            id: PostId(row.id),
            person: PersonId(row.person_id),
            name: row.name,
            title: row.title,
            department: DepartmentId(row.department_id),
            department_name: row.department_name,
            organ: OrganId(row.organ_id),
            organ_name: row.organ_name,
        };
        (entry, cursor)
    })
    .fetch_all(connection)
    .await?)
}

#[cfg(test)]
mod tests {
    use super::Words;

    fn words(question: &str) -> (Vec<String>, Vec<String>) {
        let words = Words::of(question);
        (words.keys, words.likes)
    }

    #[test]
    fn a_question_is_taken_apart() {
        let of = |keys: &[&str], likes: &[&str]| {
            let owned = |list: &[&str]| list.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
            (owned(keys), owned(likes))
        };
        assert_eq!(words(""), of(&[], &[]));
        assert_eq!(words("ZHN"), of(&["zhn"], &[]));
        assert_eq!(words("ｚｈｎ"), of(&["zhn"], &[]));
        assert_eq!(words("王"), of(&["王"], &[]));
        assert_eq!(words("王hn 处长"), of(&["王", "hn", "处长"], &[]));
        assert_eq!(words("教育局"), of(&["教育", "育局"], &["%教育局%"]));
        assert_eq!(words("%_'"), of(&[], &[]));
    }
}
