//! What became of some of what was sent last: sent back with a slip and sent again, taken back, passed on.

use api::{
    CaseId, OrganId,
    documents::{Forward, SendAgain},
    organization::Role,
};
use flow::{Command, PostId};
use uuid::Uuid;

use super::{dice::Dice, stage::Stage};
use crate::{documents, platform::cases, platform::id};

/// Documents that came back, of those that wait for receipt; the last one is taken back by its sender.
const CAME_BACK: &[&str] = &["缺附件，请补齐后再送。", "主送有误，此事项由其他部门办理。"];
const MENDED: &str = "附件已补齐，请重新签收。";
const WRONG: &str = "文稿有更新，另行行文。";
const PASSED_ON: &str = "请结合实际贯彻落实。";

/// A delivery that waits.
struct Waiting {
    case: CaseId,
    position: i32,
    incoming: CaseId,
    sender: Uuid,
    receiver: Uuid,
}

pub async fn play(stage: &Stage, dice: &mut Dice) -> anyhow::Result<()> {
    let mut waiting = waiting(stage).await?.into_iter();
    for (index, reason) in CAME_BACK.iter().enumerate() {
        let Some(one) = waiting.next() else { return Ok(()) };
        send_back(stage, dice, &one, reason).await?;
        if index == 0 {
            let by = stage.by(one.sender, "", dice)?;
            let mut transaction = stage.app.database.begin().await?;
            let request = SendAgain { key: id::new(), organ: None, note: Some(MENDED.to_owned()) };
            documents::send_again(&stage.app, &mut transaction, &by, one.case, one.position, &request)
                .await?;
            transaction.commit().await?;
        }
    }
    if let Some(one) = waiting.next() {
        let by = stage.by(one.sender, "", dice)?;
        let mut transaction = stage.app.database.begin().await?;
        documents::take_back(&stage.app, &mut transaction, &by, one.case, one.position, WRONG).await?;
        transaction.commit().await?;
    }
    pass_on(stage, dice).await
}

/// The last of each sender, each with the registrars (文书) of both sides.
async fn waiting(stage: &Stage) -> anyhow::Result<Vec<Waiting>> {
    let mut connection = stage.app.database.read_as_office().await?;
    let rows = sqlx::query!(
        r#"select distinct on (c.organ_id) d.case_id, d.position, d.incoming_case as "incoming!",
                  c.organ_id as sender, d.organ_id as "receiver!"
           from deliveries d join cases c on c.id = d.case_id
           where d.state = 'waiting' and d.organ_id <> c.organ_id
           order by c.organ_id, d.case_id desc, d.position"#
    )
    .fetch_all(&mut *connection)
    .await?;
    let desk = |organ: Uuid| registrar(stage, organ);
    let known = rows.into_iter().filter_map(|row| {
        Some(Waiting {
            case: CaseId(row.case_id),
            position: row.position,
            incoming: CaseId(row.incoming),
            sender: desk(row.sender)?,
            receiver: desk(row.receiver)?,
        })
    });
    Ok(known.collect())
}

fn registrar(stage: &Stage, organ: Uuid) -> Option<Uuid> {
    let organ = stage.city.organs.iter().position(|known| known.id.0 == organ)?;
    stage.city.with_role(organ, Role::Registrar).first().map(|post| post.id)
}

async fn send_back(stage: &Stage, dice: &mut Dice, one: &Waiting, reason: &str) -> anyhow::Result<()> {
    let mut connection = stage.app.database.begin().await?;
    let mut incoming = cases::lock(&mut connection, one.incoming).await?;
    drop(connection);
    let Some((item, _)) = incoming.state.open_items(PostId(one.receiver)).next() else { return Ok(()) };
    let command = Command::Reject { item, opinion: reason.to_owned(), choices: Default::default() };
    let by = stage.by(one.receiver, "receive", dice)?;
    stage.perform(&mut incoming, &by, &command, 60).await
}

/// What an organ registered last goes on to another.
async fn pass_on(stage: &Stage, dice: &mut Dice) -> anyhow::Result<()> {
    let mut connection = stage.app.database.read_as_office().await?;
    let rows = sqlx::query!(
        r#"select distinct on (i.organ_id) i.case_id, i.organ_id, o.id as to_organ
           from incoming_documents i
           join organs o on o.parent_id = i.organ_id and o.ended_on is null
           where i.registered_at is not null and o.id is distinct from i.sender_organ
           order by i.organ_id, i.registered_at desc, o.sort limit 3"#
    )
    .fetch_all(&mut *connection)
    .await?;
    drop(connection);
    for row in rows {
        let (Some(own), Some(_)) = (registrar(stage, row.organ_id), registrar(stage, row.to_organ)) else {
            continue;
        };
        let by = stage.by(own, "", dice)?;
        let mut transaction = stage.app.database.begin().await?;
        let request = Forward {
            key: id::new(),
            organs: vec![OrganId(row.to_organ)],
            departments: Vec::new(),
            note: Some(PASSED_ON.to_owned()),
        };
        documents::pass_on(&stage.app, &mut transaction, &by, CaseId(row.case_id), &request).await?;
        transaction.commit().await?;
    }
    Ok(())
}
