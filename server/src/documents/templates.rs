//! 公文模板 as a setting, and what of them somebody may begin a draft with.

use std::collections::HashMap;

use api::{
    Code, Language, OrganId,
    administration::Duty,
    cases::Urgency,
    documents::{Direction, Genre, Recipient, Template},
    settings::{Choice, Field, KindInfo, Words},
};
use axum::extract::State;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    App, Result,
    error::internal,
    extract::Json,
    platform::{
        session::Actor,
        settings::{Kind, Rule, read_from, written_by},
    },
};

/// `GET /api/documents/templates`: those of the asker's organs and those of all.
///
/// # Errors
/// `not_allowed` for the three administrators, who draft nothing.
pub async fn templates(actor: Actor, State(app): State<App>) -> Result<Json<Vec<Template>>> {
    if actor.holds_office() {
        return Err(Code::NotAllowed.into());
    }
    let organs: Vec<Uuid> = actor.posts.iter().map(|post| post.organ.0).collect();
    let mut connection = app.database.acquire().await?;
    let rows = sqlx::query!(
        "select id, organ_id, genre, name, title, body, direction, urgency, recipients, note from document_templates
         where ended_on is null and (organ_id is null or organ_id = any($1)) order by genre, name, id",
        &organs
    )
    .fetch_all(&mut *connection)
    .await?;
    let lines = |text: &str| -> Vec<String> {
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    let names: Vec<String> = rows.iter().flat_map(|row| lines(&row.recipients)).collect();
    let known = organs_called(&mut connection, &names).await?;
    let unknown = |error: api::UnknownValue| internal(&error);
    rows.into_iter()
        .map(|row| {
            let recipients = lines(&row.recipients);
            Ok(Template {
                id: row.id,
                organ: row.organ_id.map(OrganId),
                genre: row.genre.parse().map_err(unknown)?,
                name: row.name,
                title: row.title,
                body: row.body,
                direction: row.direction.map(|text| text.parse()).transpose().map_err(unknown)?,
                urgency: row.urgency.map(|text| text.parse()).transpose().map_err(unknown)?,
                recipients: recipients
                    .into_iter()
                    .map(|name| Recipient { organ: known.get(&name).copied(), name })
                    .collect(),
                note: Some(row.note).filter(|note| !note.is_empty()),
            })
        })
        .collect::<Result<_>>()
        .map(Json)
}

/// Organs on the system by these names: a document is sent to them.
async fn organs_called(connection: &mut PgConnection, names: &[String]) -> Result<HashMap<String, OrganId>> {
    let rows = sqlx::query!("select id, name from organs where name = any($1) and ended_on is null", names)
        .fetch_all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (row.name, OrganId(row.id))).collect())
}

pub struct Templates;

/// The values of a labelled enumeration, as a field offers them.
macro_rules! choices {
    ($of:ty) => {
        <$of>::ALL
            .iter()
            .map(|one| Choice {
                value: one.to_string(),
                name: Words::new(one.label(Language::Chinese), one.label(Language::English)),
            })
            .collect()
    };
}

impl Kind for Templates {
    fn info(&self) -> KindInfo {
        let fields = vec![
            Field::reference("organ", "适用机关", "Organ", "organs")
                .hint("不选则各机关通用", "None is for all"),
            Field::choice("genre", "文种", "Kind of document", choices!(Genre)).required(),
            Field::text("name", "模板名称", "Name", 50).required(),
            Field::text("title", "标题", "Title", 200)
                .hint("拟稿时带入，可再修改", "What a draft begins with"),
            Field::lines("body", "正文", "Text", 10_000).required().hint(
                "每行一段；行首加 # 为一级标题，## 为二级",
                "A line a paragraph; # begins a heading, ## one of level 2",
            ),
            Field::choice("direction", "行文方向", "Direction", choices!(Direction)),
            Field::choice("urgency", "紧急程度", "Urgency", choices!(Urgency)),
            Field::lines("recipients", "主送机关", "Recipients", 1000)
                .hint("每行一个，与机关名称一致的自动对应", "One a line; an organ's own name is recognised"),
            Field::text("note", "附注", "Note", 200),
            Field::date("ended_on", "停用日期", "Ended on"),
        ];
        KindInfo::new(
            "templates",
            Words::new("公文模板", "Templates"),
            Words::new("各文种的标题、正文和要素的常用写法", "How documents of each kind begin"),
            Duty::Settings,
            fields,
        )
    }

    fn rules(&self) -> &'static [Rule] {
        const RULES: &[Rule] = &[Rule::new(
            "document_templates_name_unique",
            "name",
            "该文种已有同名模板",
            "There is a template of this name",
        )];
        RULES
    }

    read_from!("setting_templates");

    written_by!(
        "insert into document_templates (id, organ_id, genre, name, title, body, direction, urgency, recipients, note,
                                         ended_on)
         select $1, r.organ, r.genre, r.name, coalesce(r.title, ''), r.body, r.direction, r.urgency,
                coalesce(r.recipients, ''), coalesce(r.note, ''), r.ended_on
         from jsonb_to_record($2) as r (organ uuid, genre text, name text, title text, body text, direction text,
                                        urgency text, recipients text, note text, ended_on date)
         on conflict (id) do update set organ_id = excluded.organ_id, genre = excluded.genre, name = excluded.name,
             title = excluded.title, body = excluded.body, direction = excluded.direction, urgency = excluded.urgency,
             recipients = excluded.recipients, note = excluded.note, ended_on = excluded.ended_on"
    );
}
