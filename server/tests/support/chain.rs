//! What must hold of every database, whatever was done to it.

use api::chain;
use server::platform::cases;
use sqlx::PgConnection;

use super::TestApp;

impl TestApp {
    /// Every chain verifies, every state is the fold of its events, and what the lists show is what the flow says.
    #[track_caller]
    pub fn assert_sound(&self) -> impl Future<Output = usize> {
        let place = std::panic::Location::caller();
        async move { sound(&mut self.owner().await, place).await }
    }
}

/// See [`TestApp::assert_sound`]. Returns how many cases there are.
pub async fn sound(owner: &mut PgConnection, place: &std::panic::Location<'_>) -> usize {
    let mut broken = Vec::new();
    let cases = cases::verify_all(owner, &server::serve::modules(), |case, found: &chain::Break| {
        broken.push(format!("{case}: {found:?}"))
    })
    .await
    .unwrap();
    assert!(broken.is_empty(), "{place}: {broken:#?}");
    let astray: Vec<String> = sqlx::query_scalar(ASTRAY).fetch_all(owner).await.unwrap();
    assert!(astray.is_empty(), "{place}: {astray:#?}");
    cases
}

/// Half states: each row says what does not fit.
const ASTRAY: &str = "
    select 'open item of an ended case: ' || w.case_id from work_items w join cases c on c.id = w.case_id
    where w.state in ('open', 'waiting') and c.status in ('finished', 'rejected')
    union all
    select 'nothing open in a running case: ' || c.id from cases c
    where c.status in ('draft', 'running')
      and not exists (select from work_items w where w.case_id = c.id and w.state = 'open')
      -- A parent waits for its child.
      and not exists (select from subflows s join cases k on k.id = s.child_case
                      where s.parent_case = c.id and k.status not in ('finished', 'rejected'))
    union all
    select 'items do not fit the state: ' || c.id from cases c
    where jsonb_array_length(c.state -> 'items') <> (select count(*) from work_items w where w.case_id = c.id)
    union all
    select 'item stands otherwise: ' || w.case_id || ' ' || w.item from work_items w join cases c on c.id = w.case_id
    where (c.state -> 'items' -> w.item -> 'status' ->> 'is')
        <> case w.state when 'open' then 'open' when 'reading' then 'open' when 'waiting' then 'planned'
                        when 'done' then 'closed' else 'cancelled' end
    union all
    select 'opinion without its words in the history: ' || o.case_id from opinions o
    join events e using (case_id, sequence) where position(to_json(o.text)::text in e.payload) = 0
    union all
    select 'number not of the register: ' || d.case_id from documents d join cases c on c.id = d.case_id
    where c.kind = 'outgoing' and d.number is not null and d.number is distinct from
        (select r.word || '〔' || n.year || '〕' || n.number || '号' from register_numbers n
         join registers r on r.id = n.register_id where n.case_id = d.case_id and n.voided_at is null)
    union all
    select 'case and document disagree on the number: ' || d.case_id from documents d join cases c on c.id = d.case_id
    left join incoming_documents i on i.case_id = d.case_id
    where c.number is distinct from coalesce(d.number, i.reference)
    union all
    select 'incoming number not of the register: ' || i.case_id from incoming_documents i
    where i.registered_as is distinct from
        (select r.word || '〔' || n.year || '〕' || n.number || '号' from register_numbers n
         join registers r on r.id = n.register_id where n.case_id = i.case_id and n.voided_at is null)
    union all
    select 'gap in a register: ' || y.register_id from register_years y
    where y.last <> (select count(*) from register_numbers n where n.register_id = y.register_id and n.year = y.year)
    union all
    select 'file of a document without its row: ' || d.case_id from documents d
    where d.pdf_file is not null and not exists (select from files f where f.id = d.pdf_file)
    union all
    select 'handler without participation: ' || w.case_id from work_items w
    join cases c on c.id = w.case_id join posts s on s.id = w.post_id
    -- Who delivered a document to another organ has no part in its case.
    where w.state <> 'waiting' and (w.item > 0 or s.organ_id = c.organ_id)
      and not exists (select from participations p where p.case_id = w.case_id and p.holder = w.person_id)
    union all
    select 'running is told wrongly: ' || p.case_id from participations p join cases c on c.id = p.case_id
    where p.running <> (c.status not in ('finished', 'rejected'))
";

impl TestApp {
    /// Tells two states of the data apart: everything but who has seen what when, and who is signed in.
    pub async fn fingerprint(&self) -> String {
        let tables = [
            "cases",
            "events",
            "opinions",
            "handwriting",
            "work_items",
            "participations",
            "case_links",
            "subflows",
            "delegations",
            "delegation_kinds",
            "phrases_of_people",
            "phrases_of_organs",
            "files",
            "documents",
            "document_versions",
            "deliveries",
            "seal_uses",
            "register_years",
            "register_numbers",
            "commands",
        ];
        let mut owner = self.owner().await;
        let mut all = String::new();
        for table in tables {
            let sql = format!(
                "select coalesce(md5(string_agg(row, '' order by row)), '') from
                 (select (to_jsonb(t) - 'seen_at')::text as row from {table} t) rows"
            );
            let hash: String =
                sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut owner).await.unwrap();
            all += &format!("{table} {hash}\n");
        }
        all
    }
}
