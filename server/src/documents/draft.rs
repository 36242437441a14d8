//! Drafting (拟稿): opening a draft and saving it.

use api::{
    CaseId, Code,
    documents::{Block, Draft, OpenDraft, Opened, SaveDraft, Saved},
};
use axum::extract::State;
use flow::{Fields, PostId};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    MODULE, OUTGOING,
    attach::{attach, check_pictures, files_of},
    store,
};
use crate::{
    App, Error, Result,
    extract::{Json, Path},
    platform::{
        cases::{self, By, Case, NewCase},
        delegation::{self, ForAnother},
        session::Actor,
    },
};

/// Steps at which whoever has the case at hand may change its text.
const EDITING_STEPS: &[&str] = &["draft", "review"];

/// Longest title, characters; the page cannot hold more (GB/T 9704 7.3.1).
pub const MAX_TITLE: usize = 200;
/// Most paragraphs in a document with its attachments.
const MAX_BLOCKS: usize = 5_000;
/// Longest paragraph, characters.
const MAX_PARAGRAPH: usize = 20_000;
/// Largest table: rows, columns, characters.
const MAX_TABLE: (usize, usize, usize) = (3_000, 40, 300_000);
/// Most pictures in a document.
const MAX_PICTURES: usize = 50;

/// `POST /api/documents`.
pub async fn open(
    actor: Actor,
    State(app): State<App>,
    Json(request): Json<OpenDraft>,
) -> Result<Json<Opened>> {
    if actor.holds_office() {
        return Err(Code::NotAllowed.into());
    }
    let task = tokio::spawn(async move {
        let mut transaction = app.database.begin().await?;
        cases::one_at_a_time(&mut transaction, &actor, request.key).await?;
        if let Some(answer) = cases::answered(&mut transaction, &actor, request.key, &request).await? {
            return Ok::<_, Error>(answer);
        }
        let by = By::new(&actor, actor.post(request.post).ok_or(Code::NotAllowed)?.id);
        let case = open_draft(&app, &mut transaction, &actor, &by, &request.draft).await?;
        let opened = Opened { case: case.id, version: case.version };
        cases::remember(&app, &mut transaction, &actor, request.key, &request, &opened).await?;
        transaction.commit().await?;
        Ok(opened)
    });
    Ok(Json(task.await??))
}

/// Starts the case of an outgoing document.
pub async fn open_draft(
    app: &App,
    connection: &mut PgConnection,
    actor: &Actor,
    by: &By,
    draft: &Draft,
) -> Result<Case> {
    let organ = actor.post(by.post).ok_or(Code::NotAllowed)?.organ;
    check(connection, draft, by.post).await?;
    let new = NewCase {
        organ,
        module: MODULE,
        kind: OUTGOING,
        title: title_of(draft),
        urgency: draft.urgency,
        flow: OUTGOING,
        fields: fields_of(draft),
        participants: vec![(actor.person.0, "drafter")],
        facts: Default::default(),
    };
    let case = cases::start(app, connection, by, new).await?;
    sqlx::query!(
        "insert into documents (case_id, draft, save, saved_by) values ($1, $2, 1, $3)",
        case.id.0,
        serde_json::to_value(draft)?,
        actor.person.0
    )
    .execute(&mut *connection)
    .await?;
    attach(connection, case.id, &files_of(draft), actor).await?;
    check_pictures(connection, draft).await?;
    Ok(case)
}

/// `PUT /api/documents/{id}/draft`: autosave.
///
/// # Errors
/// `stale_version` where another save came in between; `not_allowed` where the text is not at hand;
/// `secret_grade`, `invalid_draft`.
pub async fn save(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<CaseId>,
    Json(request): Json<SaveDraft>,
) -> Result<Json<Saved>> {
    let task = tokio::spawn(async move { save_draft(&app, &actor, id, request).await });
    Ok(Json(task.await??))
}

/// [`save`] without the wire.
pub async fn save_draft(app: &App, actor: &Actor, id: CaseId, request: SaveDraft) -> Result<Saved> {
    let mut transaction = app.database.begin_for(actor).await?;
    if !cases::may_see(&mut transaction, actor, id).await? {
        return Err(Code::NotFound.into());
    }
    transaction.go_on_as_office().await?;
    let case = cases::lock(&mut transaction, id).await?;
    let delegated = delegation::items_for(&mut transaction, actor, id).await?;
    let post = editing_post(actor, &case, &delegated).ok_or(Code::NotAllowed)?;
    let document = store::read(&mut transaction, id).await?;
    if document.save != request.save {
        let name = sqlx::query_scalar!(
            "select p.name from documents d join people p on p.id = d.saved_by where d.case_id = $1",
            id.0
        );
        let name = name.fetch_optional(&mut *transaction).await?;
        return Err(Error::stale(document.save, name));
    }
    check(&mut transaction, &request.draft, case.drafter).await?;
    tracing::debug!(case = %id, post = %post, "draft saved");
    let save = document.save + 1;
    sqlx::query!(
        "update documents set draft = $2, save = $3, saved_by = $4 where case_id = $1",
        id.0,
        serde_json::to_value(&request.draft)?,
        save,
        actor.person.0
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "update cases set title = $2, urgency = $3, fields = $4 where id = $1",
        id.0,
        title_of(&request.draft),
        request.draft.urgency.as_str(),
        serde_json::to_value(fields_of(&request.draft))?
    )
    .execute(&mut *transaction)
    .await?;
    attach(&mut transaction, id, &files_of(&request.draft), actor).await?;
    check_pictures(&mut transaction, &request.draft).await?;
    transaction.commit().await?;
    Ok(Saved { save })
}

/// The post that may change the text now: the actor's own, or one they act for, that holds an open item at an editing
/// step.
pub fn editing_post(actor: &Actor, case: &Case, delegated: &[ForAnother]) -> Option<PostId> {
    if case.kind != OUTGOING || case.state.status != flow::Status::Running {
        return None;
    }
    case.state.items().filter(|(_, item)| item.is_open() && item.part.is_work()).find_map(|(id, item)| {
        let step = &case.state.visit(item.visit?)?.step;
        let mine = actor.post(item.post).is_some() || delegated.iter().any(|other| other.item == id);
        (mine && EDITING_STEPS.contains(&step.as_str())).then_some(item.post)
    })
}

/// What the flow decides by.
pub fn fields_of(draft: &Draft) -> Fields {
    [
        ("direction".to_owned(), json!(draft.direction)),
        ("urgency".to_owned(), json!(draft.urgency)),
        ("genre".to_owned(), json!(draft.genre)),
        ("countersigners".to_owned(), json!(draft.countersigners)),
    ]
    .into()
}

fn title_of(draft: &Draft) -> String {
    let title = draft.title.replace('\n', "");
    if title.trim().is_empty() { format!("（未命名{}）", draft.genre) } else { title }
}

/// What may not even be kept: state secrets, references to nothing, absurd sizes. The rules of
/// correspondence are checked when the draft is handed on.
async fn check(connection: &mut PgConnection, draft: &Draft, drafter: PostId) -> Result<()> {
    if !draft.secrecy.permitted() {
        return Err(Code::SecretGrade.into());
    }
    let refuse = |detail: &str| Err(Error::new(Code::InvalidDraft).with_detail(detail));
    let blocks = || draft.blocks();
    if draft.format.is_some_and(|format| format != draft.format()) {
        return refuse("此文种或行文方向不用这种公文格式");
    }
    if draft.title.chars().count() > MAX_TITLE {
        return refuse("标题不得超过200字");
    }
    if blocks().count() > MAX_BLOCKS || blocks().any(is_too_long) {
        return refuse("正文过长：每段不超过20000字，全文不超过5000段");
    }
    if blocks().any(is_too_large_a_table) {
        return refuse("表格过大：不超过3000行、40列、30万字，请拆分或作为附件上传");
    }
    if draft.pictures().len() > MAX_PICTURES {
        return refuse("插图过多：不超过50张");
    }
    if draft.attachments.len() > 50
        || draft.recipients.len() + draft.copies.len() > 500
        || draft.files.len() > 100
    {
        return refuse("附件、主送抄送机关或参考资料过多");
    }
    let organs: Vec<Uuid> = draft
        .recipients
        .iter()
        .chain(&draft.copies)
        .filter_map(|recipient| recipient.organ)
        .chain(draft.issuers.iter().copied())
        .map(|organ| organ.0)
        .collect();
    let departments: Vec<Uuid> = draft.countersigners.iter().map(|department| department.0).collect();
    let lead = draft.issuers.first().map(|organ| organ.0);
    let row = sqlx::query!(
        r#"select not exists (select from unnest($1::uuid[]) x (id) where not exists (select from organs o where o.id = x.id)) as "organs!",
                  not exists (select from unnest($2::uuid[]) x (id) where not exists
                      (select from departments d join posts p on p.organ_id = d.organ_id where d.id = x.id and p.id = $3)) as "departments!",
                  exists (select from posts p where p.id = $3 and p.organ_id = $4) as "lead!""#,
        &organs,
        &departments,
        drafter.0,
        lead
    )
    .fetch_one(connection)
    .await?;
    if !row.organs || !row.departments {
        return refuse("主送、抄送机关或会签部门不存在");
    }
    if !row.lead {
        return refuse("第一发文机关应当是本机关");
    }
    Ok(())
}

fn is_too_long(block: &Block) -> bool {
    !matches!(block, Block::Table { .. }) && block.text().chars().count() > MAX_PARAGRAPH
}

fn is_too_large_a_table(block: &Block) -> bool {
    let Block::Table { text, .. } = block else { return false };
    let columns = text.lines().map(|row| row.split('\t').count()).max().unwrap_or(0);
    text.lines().count() > MAX_TABLE.0 || columns > MAX_TABLE.1 || text.chars().count() > MAX_TABLE.2
}
