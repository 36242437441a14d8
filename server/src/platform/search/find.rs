//! The queries: one a tier. The index gives the candidates, the newest are checked first, and no more than are shown.

use api::{CaseId, search::Found};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{Result, platform::cases::view::SummaryRow};

/// Where the words stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub enum Tier {
    /// In title, number, organ or people.
    Head,
    /// Anywhere, and not all in the head.
    Text,
}

/// What is looked for, by whom.
pub struct Wanted {
    pub words: Vec<String>,
    pub tokens: Vec<i32>,
    pub likes: Vec<String>,
    pub scope: Vec<i32>,
    pub holders: Vec<Uuid>,
    pub administered: Vec<Uuid>,
    pub module: Option<String>,
    pub status: Option<String>,
    pub organ: Option<Uuid>,
    /// The same for the index: what the scope of each of the organ's cases holds. Empty is every case.
    pub of_organ: Vec<i32>,
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
}

/// A case found.
pub struct Hit {
    pub tier: Tier,
    pub at: Timestamp,
    pub summary: SummaryRow,
    excerpt: Option<String>,
}

impl Hit {
    pub fn found(self) -> Result<Found> {
        Ok(Found { case: self.summary.try_into()?, excerpt: self.excerpt })
    }
}

/// A query whose candidates come from `$candidates`; the text is checked, in the order of the answer, until enough are
/// found. `offset 0` keeps the checks from being done before the order.
macro_rules! query {
    ($tier:expr, $connection:expr, $wanted:expr, $before:expr, $newest:expr, $room:expr, $sql:literal) => {{
        let (wanted, (at, id)) = ($wanted, $before.unzip());
        let (at, id) = (at.map(|at: Timestamp| at.to_sqlx()), id.map(|id: CaseId| id.0));
        let newest = $newest.map(|newest: Timestamp| newest.to_sqlx());
        let (from, to) = (wanted.from.map(|from| from.to_sqlx()), wanted.to.map(|to| to.to_sqlx()));
        sqlx::query!(
            $sql,
            &wanted.tokens,
            &wanted.scope,
            newest as _,
            at as _,
            id,
            &wanted.likes,
            &wanted.holders,
            &wanted.administered,
            wanted.module,
            wanted.status,
            wanted.organ,
            from as _,
            to as _,
            &wanted.words,
            $room as i64,
            &wanted.of_organ
        )
        .map(|row| Hit {
            tier: $tier,
            at: row.at.to_jiff(),
            excerpt: row.excerpt,
            summary: SummaryRow {
                id: row.id,
                module: row.module,
                kind: row.kind,
                title: row.title,
                number: row.number,
                status: row.status,
                urgency: row.urgency,
                steps: row.steps,
                version: row.version,
                drafter: row.drafter,
                drafter_department: row.drafter_department,
                organ: row.organ,
                created_at: row.created_at,
                updated_at: row.updated_at,
            },
        })
        .fetch_all($connection)
        .await?
    }};
}

/// The first `room` cases of a tier after `before`; `newest` limits them to those begun since.
pub async fn find(
    connection: &mut PgConnection,
    wanted: &Wanted,
    tier: Tier,
    before: Option<(Timestamp, CaseId)>,
    newest: Option<Timestamp>,
    room: usize,
) -> Result<Vec<Hit>> {
    Ok(match tier {
        Tier::Head => query!(
            tier,
            connection,
            wanted,
            before,
            newest,
            room,
            r#"select c.id, c.module, c.kind, c.title, c.number, c.status, c.urgency, c.steps, c.version,
                      n.name as drafter, d.name as drafter_department, o.name as organ,
                      c.created_at as "created_at: jiff_sqlx::Timestamp", c.updated_at as "updated_at: jiff_sqlx::Timestamp",
                      s.at as "at!: jiff_sqlx::Timestamp",
                      (select substr(s.body, greatest(1, strpos(s.body, word) - 16), 72)
                       from unnest($14::text[]) word where strpos(s.body, word) > 0 limit 1) as excerpt
               from (
                   select s.case_id, s.at, s.body from (
                     select * from (
                         select case_id, at, head, body from case_search
                         where head_tokens @> $1 and scope && $2 and scope @> $16
                           and times && array(select search_quarter($3) + later from generate_series(0, 3) later) and at >= $3
                         union all
                         select case_id, at, head, body from case_search
                         where $3::timestamptz is null and head_tokens @> $1 and scope && $2 and scope @> $16) either
                     where ($4::timestamptz is null or (at, case_id) < ($4, $5::uuid))
                       and ($12::timestamptz is null or at >= $12) and ($13::timestamptz is null or at < $13)
                     order by at desc, case_id desc offset 0) s
                   join cases c on c.id = s.case_id
                   where s.head like all($6)
                     and (exists (select from participations a where a.case_id = s.case_id and a.holder = any($7))
                          or c.organ_id = any($8))
                     and ($9::text is null or c.module = $9) and ($10::text is null or c.status = $10)
                     and ($11::uuid is null or c.organ_id = $11)
                   order by s.at desc, s.case_id desc
                   limit $15) s
               join cases c on c.id = s.case_id
               join posts p on p.id = c.drafter_post
               join people n on n.id = p.person_id
               join departments d on d.id = p.department_id
               join organs o on o.id = c.organ_id
               order by s.at desc, s.case_id desc"#
        ),
        Tier::Text => query!(
            tier,
            connection,
            wanted,
            before,
            newest,
            room,
            r#"select c.id, c.module, c.kind, c.title, c.number, c.status, c.urgency, c.steps, c.version,
                      n.name as drafter, d.name as drafter_department, o.name as organ,
                      c.created_at as "created_at: jiff_sqlx::Timestamp", c.updated_at as "updated_at: jiff_sqlx::Timestamp",
                      s.at as "at!: jiff_sqlx::Timestamp",
                      (select substr(s.body, greatest(1, strpos(s.body, word) - 16), 72)
                       from unnest($14::text[]) word where strpos(s.body, word) > 0 limit 1) as excerpt
               from (
                   select s.case_id, s.at, s.body from (
                     select * from (
                         select case_id, at, head, body from case_search
                         where tokens @> $1 and scope && $2 and scope @> $16
                           and times && array(select search_quarter($3) + later from generate_series(0, 3) later) and at >= $3
                         union all
                         select case_id, at, head, body from case_search
                         where $3::timestamptz is null and tokens @> $1 and scope && $2 and scope @> $16) either
                     where ($4::timestamptz is null or (at, case_id) < ($4, $5::uuid))
                       and ($12::timestamptz is null or at >= $12) and ($13::timestamptz is null or at < $13)
                     order by at desc, case_id desc offset 0) s
                   join cases c on c.id = s.case_id
                   where s.head || E'\n' || s.body like all($6) and not s.head like all($6)
                     and (exists (select from participations a where a.case_id = s.case_id and a.holder = any($7))
                          or c.organ_id = any($8))
                     and ($9::text is null or c.module = $9) and ($10::text is null or c.status = $10)
                     and ($11::uuid is null or c.organ_id = $11)
                   order by s.at desc, s.case_id desc
                   limit $15) s
               join cases c on c.id = s.case_id
               join posts p on p.id = c.drafter_post
               join people n on n.id = p.person_id
               join departments d on d.id = p.department_id
               join organs o on o.id = c.organ_id
               order by s.at desc, s.case_id desc"#
        ),
    })
}
