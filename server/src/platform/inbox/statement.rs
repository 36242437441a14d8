//! The one statement behind every list of the inbox. Written for each question from the parts that hold, not with
//! switches inside: a prepared statement with switches gets one plan for all questions, and none is good for all.
//!
//! Inside, a lateral query for each person whose items count reads one partial index in the order of the list and stops
//! with the page. What a row shows besides is joined to the rows of the page only.

use api::{
    Code,
    cases::InboxBox,
    inbox::{DueLamp, InboxQuery, InboxSort, NEAR_MINUTES},
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::{Postgres, QueryBuilder};

use super::{cursor::Cursor, holders::Holders};
use crate::{Error, Result, clock};

/// Rows of a whole page.
const PAGE: u8 = 20;
/// Rows from which [`facets`] counts.
const FACET_ROWS: i64 = 1000;

/// What is asked, checked.
pub struct Question<'a> {
    query: &'a InboxQuery,
    after: Option<Cursor>,
    /// First instant of the first day, first instant after the last.
    days: (Option<Timestamp>, Option<Timestamp>),
    now: Timestamp,
    /// Rows of the page.
    pub rows: usize,
}

impl<'a> Question<'a> {
    /// # Errors
    /// `malformed_request` for a cursor that is none of ours, a day that is none, an order that the box has not, more rows
    /// than a page has.
    pub fn new(query: &'a InboxQuery, now: Timestamp) -> Result<Self> {
        let wrong = |what: &str| Error::new(Code::MalformedRequest).with_detail(what);
        let due = query.sort == Some(InboxSort::Due);
        if due && !query.of.asked_of_me() {
            return Err(wrong("sort"));
        }
        let after = query.after.as_deref().map(|text| Cursor::read(text, due).ok_or_else(|| wrong("after")));
        let day = |text: &Option<String>, name, offset| {
            let read = |text: &String| start_of_day(text, offset).ok_or_else(|| wrong(name));
            text.as_ref().map(read).transpose()
        };
        let days = (day(&query.from, "from", 0)?, day(&query.to, "to", 1)?);
        let rows = query.limit.unwrap_or(PAGE);
        if !(1..=PAGE).contains(&rows) {
            return Err(wrong("limit"));
        }
        Ok(Self { query, after: after.transpose()?, days, now, rows: rows.into() })
    }

    fn by_due(&self) -> bool {
        self.query.sort == Some(InboxSort::Due)
    }
}

/// Midnight in Beijing, so many days after a day.
fn start_of_day(text: &str, offset: i64) -> Option<Timestamp> {
    let day = text.parse::<Date>().ok()?.checked_add(SignedDuration::from_hours(24 * offset)).ok()?;
    Some(day.to_zoned(clock::china()).ok()?.timestamp())
}

/// One page and one row more.
pub fn page(question: &Question<'_>, holders: &Holders) -> QueryBuilder<Postgres> {
    let items = question.query.of.asked_of_me();
    let mut sql = QueryBuilder::new(
        r#"select c.id, c.module, c.kind, c.title, c.number, c.status, c.urgency, c.steps, c.version,
                  n.name as drafter, d.name as drafter_department, o.name as organ, s.name as origin,
                  c.created_at, c.updated_at, a.item, a.since, "#,
    );
    sql.push(match items {
        true => {
            "a.step_chinese, a.step_english, a.due_at, a.urged, a.quick, f.name as from_name,
                 a.since as standing, null::bigint as took"
        }
        false => {
            "null::text as step_chinese, null::text as step_english, i.due_at, i.urged, null::text as quick,
                  null::text as from_name, i.standing, i.took"
        }
    });
    sql.push(holders.principal_name()).push("\nfrom (");
    rows(&mut sql, question, holders, question.rows as i64 + 1);
    sql.push(
        ") a
         join cases c on c.id = a.case_id
         join posts p on p.id = c.drafter_post
         join people n on n.id = p.person_id
         join departments d on d.id = p.department_id
         join organs s on s.id = p.organ_id
         join organs o on o.id = c.organ_id ",
    );
    sql.push(match items {
        true => "left join posts fp on fp.id = a.from_post left join people f on f.id = fp.person_id",
        // The whole case where it stands, and one's own part in it.
        false => {
            "cross join lateral (
                 select min(w.due_at) filter (where w.state = 'open') as due_at,
                        coalesce(max(w.urged) filter (where w.state = 'open'), 0) as urged,
                        max(w.opened_at) filter (where w.state = 'open') as standing,
                        (sum(extract(epoch from w.closed_at - w.opened_at))
                            filter (where w.state = 'done' and w.person_id = a.holder) / 60)::bigint as took
                 from work_items w where w.case_id = a.case_id) i"
        }
    });
    holders.principal(&mut sql);
    order(&mut sql, question, "a");
    sql
}

/// What the newest rows could be narrowed down to: `(facet, value, second value, count)`.
pub fn facets(question: &Question<'_>, holders: &Holders) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new("with a as materialized (select c.module, c.kind, p.organ_id, ");
    sql.push(match question.query.of.asked_of_me() {
        true => "jsonb_build_array(jsonb_build_object('chinese', a.step_chinese, 'english', a.step_english)) as steps",
        false => "c.steps",
    });
    sql.push(" from (");
    rows(&mut sql, question, holders, FACET_ROWS);
    sql.push(
        ") a join cases c on c.id = a.case_id join posts p on p.id = c.drafter_post)
         select 'kind' as facet, module as value, kind as second, count(*) as count from a group by 2, 3
         union all select 'step', s ->> 'chinese', s ->> 'english', count(*)
                   from a, jsonb_array_elements(a.steps) s group by 2, 3
         union all select 'organ', a.organ_id::text, o.name, count(*) from a join organs o on o.id = a.organ_id group by 2, 3
         order by count desc, value limit 200",
    );
    sql
}

/// The rows of the box themselves, of each holder and of all.
fn rows(sql: &mut QueryBuilder<Postgres>, question: &Question<'_>, holders: &Holders, limit: i64) {
    sql.push("select a.* from ");
    holders.source(sql);
    sql.push(" cross join lateral (");
    match question.query.of {
        InboxBox::Todo => items(sql, question, "w.state = 'open'"),
        InboxBox::ToRead => items(sql, question, "w.state = 'reading'"),
        InboxBox::Urged => items(sql, question, "w.state = 'open' and w.urged > 0"),
        InboxBox::Following => {
            participations(sql, question, "w.why = 'handler' and w.running and w.acted and not w.asked")
        }
        InboxBox::Done => {
            participations(sql, question, "w.why = 'handler' and not w.running and w.acted and not w.asked")
        }
        InboxBox::Mine => participations(sql, question, "w.why = 'drafter'"),
    }
    holders.limit(sql);
    order(sql, question, "w");
    sql.push(" limit ").push_bind(limit).push(") a");
    order(sql, question, "a");
    sql.push(" limit ").push_bind(limit);
}

/// What is never due comes after everything that is.
const DUE: &str = "coalesce(w.due_at, 'infinity')";
const RANK: &str = "(case c.urgency when 'flash' then 2 when 'urgent' then 1 else 0 end)";

fn items(sql: &mut QueryBuilder<Postgres>, question: &Question<'_>, of: &str) {
    sql.push(
        "select w.case_id, w.item, w.person_id as holder, w.opened_at as since, w.step_chinese, w.step_english,
                w.due_at, w.urged, w.quick, w.from_post, ",
    );
    match question.by_due() {
        true => sql.push(DUE).push(" as key_due, ").push(RANK).push(" as key_rank"),
        false => sql.push("null::timestamptz as key_due, null::integer as key_rank"),
    };
    sql.push(" from work_items w");
    if question.by_due() || asks_the_case(question.query) {
        sql.push(" join cases c on c.id = w.case_id");
    }
    sql.push(" where w.person_id = h.person and ").push(of);
    about_the_case(sql, question.query);
    if let Some(step) = &question.query.step {
        sql.push(" and w.step_chinese = ").push_bind(step.clone());
    }
    if let Some(lamp) = question.query.due {
        sql.push(" and ");
        lit(sql, lamp, question.now);
    }
    since(sql, question, "w.opened_at");
    match &question.after {
        None => {}
        Some(Cursor { at, case, item, pressing: None }) => {
            sql.push(" and (w.opened_at, w.case_id, w.item) < (").push_bind(at.to_sqlx());
            sql.push(", ").push_bind(case.0).push(", ").push_bind(*item).push(")");
        }
        // Earlier is first, then more urgent, then newer: turned round, all of it descends.
        Some(Cursor { at, case, item, pressing: Some((due, rank)) }) => {
            let due = |sql: &mut QueryBuilder<Postgres>| match due {
                Some(due) => drop(sql.push_bind(due.to_sqlx())),
                None => drop(sql.push("'infinity'::timestamptz")),
            };
            sql.push(" and (").push(DUE).push(" > ");
            due(sql);
            sql.push(" or (").push(DUE).push(" = ");
            due(sql);
            sql.push(" and (").push(RANK).push(", w.opened_at, w.case_id, w.item) < (").push_bind(*rank);
            sql.push(", ")
                .push_bind(at.to_sqlx())
                .push(", ")
                .push_bind(case.0)
                .push(", ")
                .push_bind(*item)
                .push(")))");
        }
    }
}

fn participations(sql: &mut QueryBuilder<Postgres>, question: &Question<'_>, of: &str) {
    sql.push("select w.case_id, 0 as item, w.holder, w.at as since from participations w");
    if asks_the_case(question.query) || question.query.step.is_some() {
        sql.push(" join cases c on c.id = w.case_id");
    }
    sql.push(" where w.holder = h.person and ").push(of);
    about_the_case(sql, question.query);
    if let Some(step) = &question.query.step {
        sql.push(" and c.steps @> jsonb_build_array(jsonb_build_object('chinese', ");
        sql.push_bind(step.clone()).push("::text))");
    }
    if let Some(lamp) = question.query.due {
        sql.push(" and exists (select from work_items w where w.case_id = c.id and w.state = 'open' and ");
        lit(sql, lamp, question.now);
        sql.push(")");
    }
    since(sql, question, "w.at");
    if let Some(Cursor { at, case, .. }) = &question.after {
        sql.push(" and (w.at, w.case_id) < (").push_bind(at.to_sqlx()).push(", ").push_bind(case.0).push(")");
    }
}

fn asks_the_case(query: &InboxQuery) -> bool {
    let InboxQuery { q, module, kind, urgency, organ, due, of, .. } = query;
    q.is_some()
        || module.is_some()
        || kind.is_some()
        || urgency.is_some()
        || organ.is_some()
        || (due.is_some() && !of.asked_of_me())
}

fn about_the_case(sql: &mut QueryBuilder<Postgres>, query: &InboxQuery) {
    if let Some(module) = &query.module {
        sql.push(" and c.module = ").push_bind(module.clone());
    }
    if let Some(kind) = &query.kind {
        sql.push(" and c.kind = ").push_bind(kind.clone());
    }
    if let Some(urgency) = query.urgency {
        sql.push(" and c.urgency = ").push_bind(urgency.as_str());
    }
    if let Some(organ) = query.organ {
        sql.push(" and exists (select from posts p where p.id = c.drafter_post and p.organ_id = ");
        sql.push_bind(organ.0).push(")");
    }
    if let Some(words) = query.q.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
        let like = contains(words);
        sql.push(" and (c.title like ").push_bind(like.clone());
        sql.push(" or c.number like ").push_bind(like.clone());
        sql.push(" or exists (select from posts p join people n on n.id = p.person_id where p.id = c.drafter_post and n.name like ");
        sql.push_bind(like).push("))");
    }
}

fn lit(sql: &mut QueryBuilder<Postgres>, lamp: DueLamp, now: Timestamp) {
    let near = now + SignedDuration::from_mins(NEAR_MINUTES);
    match lamp {
        DueLamp::Overdue => sql.push("w.due_at < ").push_bind(now.to_sqlx()),
        DueLamp::Near => sql
            .push("w.due_at >= ")
            .push_bind(now.to_sqlx())
            .push(" and w.due_at < ")
            .push_bind(near.to_sqlx()),
        DueLamp::Ahead => sql.push("w.due_at >= ").push_bind(near.to_sqlx()),
    };
}

fn since(sql: &mut QueryBuilder<Postgres>, question: &Question<'_>, at: &str) {
    if let Some(from) = question.days.0 {
        sql.push(" and ").push(at).push(" >= ").push_bind(from.to_sqlx());
    }
    if let Some(before) = question.days.1 {
        sql.push(" and ").push(at).push(" < ").push_bind(before.to_sqlx());
    }
}

fn order(sql: &mut QueryBuilder<Postgres>, question: &Question<'_>, of: &str) {
    let columns = match (question.query.of.asked_of_me(), question.by_due(), of) {
        (true, true, "w") => "key_due, key_rank desc, w.opened_at desc, w.case_id desc, w.item desc",
        (true, true, _) => "a.key_due, a.key_rank desc, a.since desc, a.case_id desc, a.item desc",
        (true, false, "w") => "w.opened_at desc, w.case_id desc, w.item desc",
        (true, false, _) => "a.since desc, a.case_id desc, a.item desc",
        (false, _, "w") => "w.at desc, w.case_id desc",
        (false, _, _) => "a.since desc, a.case_id desc",
    };
    sql.push(" order by ").push(columns);
}

/// A LIKE pattern for text that contains the words; full-width brackets of a number count as square ones.
fn contains(words: &str) -> String {
    let escaped = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{}%", escaped.replace(['[', '［', '【'], "〔").replace([']', '］', '】'], "〕"))
}

#[cfg(test)]
mod tests {
    use super::contains;

    #[test]
    fn brackets_of_any_width_find_a_number_and_wildcards_are_text() {
        assert_eq!(contains("舟大数据发[2026]3"), "%舟大数据发〔2026〕3%");
        assert_eq!(contains("100%_"), "%100\\%\\_%");
    }
}
