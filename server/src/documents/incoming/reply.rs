//! 答复 (条例 art. 24 七): the answer is a document of its own, drafted, signed and sent like every other, and bound to
//! what it answers on both sides.

use api::{
    CaseId, Code,
    cases::Relation,
    documents::{Block, Direction, Draft, Genre, OpenReply, Opened, Recipient},
};
use axum::extract::State;
use flow::PostId;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::store;
use crate::{
    App, Error, Result,
    documents::{INCOMING, deliver::organ_name, draft::open_draft, store as documents},
    extract::{Json, Path},
    platform::{
        cases::{self, By, Case},
        session::Actor,
    },
};

/// `POST /api/documents/incoming/{id}/replies`.
///
/// # Errors
/// `not_found`; `not_allowed` for whoever has no part in handling it, or names a post in another organ; `refused` before
/// it is registered.
pub async fn open(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<CaseId>,
    Json(request): Json<OpenReply>,
) -> Result<Json<Opened>> {
    let task = tokio::spawn(async move {
        let mut transaction = app.database.begin_for(&actor).await?;
        let case = cases::load(&mut transaction, &actor, id).await?;
        transaction.go_on_as_office().await?;
        cases::one_at_a_time(&mut transaction, &actor, request.key).await?;
        if let Some(answer) = cases::answered(&mut transaction, &actor, request.key, &(id, &request)).await? {
            return Ok::<_, Error>(answer);
        }
        let reply = open_reply(&app, &mut transaction, &actor, &case, request.post).await?;
        let opened = Opened { case: reply.id, version: reply.version };
        cases::remember(&app, &mut transaction, &actor, request.key, &(id, &request), &opened).await?;
        transaction.commit().await?;
        Ok(opened)
    });
    Ok(Json(task.await??))
}

/// Begins the draft of the answer.
async fn open_reply(
    app: &App,
    connection: &mut PgConnection,
    actor: &Actor,
    case: &Case,
    post: PostId,
) -> Result<Case> {
    if !may_reply(actor, case) || actor.post(post).is_none_or(|post| post.organ != case.organ) {
        return Err(Code::NotAllowed.into());
    }
    let known = store::read(connection, case.id).await?.ok_or(Code::NotFound)?;
    if known.registered_as.is_none() {
        return Err(Code::Refused.into());
    }
    let question = documents::read(connection, case.id).await?.draft;
    let formal = sqlx::query_scalar!("select formal_name from organs where id = $1", case.organ.0)
        .fetch_one(&mut *connection)
        .await?;
    let asker = match known.forwarded_by {
        // Who passed it on answers to its sender (逐级行文).
        Some(organ) => Recipient { organ: Some(organ), name: organ_name(connection, organ).await? },
        None => Recipient { organ: known.sender_organ, name: known.sender.clone() },
    };
    let draft = draft_of(case, &known, asker, &question, &formal);
    let reply = open_draft(app, connection, actor, &By::new(actor, post), &draft).await?;
    cases::link(connection, reply.id, case.id, Relation::RepliesTo).await?;
    Ok(reply)
}

/// Whoever has or had a part in handling it within its organ.
pub fn may_reply(actor: &Actor, case: &Case) -> bool {
    case.kind == INCOMING
        && !actor.holds_office()
        && actor.posts.iter().any(|post| post.organ == case.organ && case.state.took_part(post.id))
}

/// 批复 to a 请示, else 函.
fn draft_of(
    case: &Case,
    known: &store::Registered,
    asker: Recipient,
    question: &Draft,
    organ: &str,
) -> Draft {
    let subject = subject(&question.title);
    let asked = question.genre == Genre::Request;
    let (genre, direction, title) = if asked {
        (Genre::Reply, Direction::Downward, format!("{organ}关于{subject}的批复"))
    } else {
        (Genre::Letter, Direction::Level, format!("{organ}关于{subject}的函"))
    };
    let number = known.reference.as_ref().map(|number| format!("（{number}）")).unwrap_or_default();
    let follows = if asked { "现批复如下" } else { "现函复如下" };
    let opening = format!("你单位《{}》{number}收悉。{follows}：", question.title.replace('\n', ""));
    Draft {
        genre,
        direction,
        urgency: case.urgency,
        title,
        recipients: vec![asker],
        body: vec![Block::Paragraph { text: opening }],
        ..Draft::new(case.organ)
    }
}

/// What a title is about: `市财政局关于编报预算的通知` is about 编报预算.
fn subject(title: &str) -> String {
    let title = title.replace('\n', "");
    let about = title.split_once("关于").map_or(title.as_str(), |(_, about)| about);
    about.rsplit_once('的').map_or(about, |(about, _)| about).to_owned()
}

/// The answer was dispatched: what it answers says so.
pub async fn answered(
    connection: &mut PgConnection,
    reply: CaseId,
    number: &str,
    on: jiff::civil::Date,
) -> Result<()> {
    sqlx::query!(
        "update incoming_documents i set answered_on = coalesce(answered_on, $2), answer = coalesce(answer, $3)
         from case_links l
         where l.from_case = $1 and l.relation = 'replies_to' and i.case_id = l.to_case",
        reply.0,
        on.to_sqlx() as _,
        number
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// An answer that came is bound to the document with which this organ had asked.
pub async fn bind_to_question(connection: &mut PgConnection, came: &Case, sent: CaseId) -> Result<()> {
    let asked = sqlx::query_scalar!(
        r#"select d.source_case as "case!" from case_links l
           join documents d on d.case_id = l.to_case
           join cases c on c.id = d.source_case and c.organ_id = $2
           where l.from_case = $1 and l.relation = 'replies_to'"#,
        sent.0,
        came.organ.0
    )
    .fetch_all(&mut *connection)
    .await?;
    for case in asked {
        cases::link(connection, came.id, CaseId(case), Relation::RepliesTo).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::subject;

    #[test]
    fn a_title_tells_what_it_is_about() {
        assert_eq!(subject("舟山市财政局关于编报2027年预算的通知"), "编报2027年预算");
        assert_eq!(subject("舟山市教育局关于\n校园数据共享的请示"), "校园数据共享");
        assert_eq!(subject("会议纪要"), "会议纪要");
    }
}
