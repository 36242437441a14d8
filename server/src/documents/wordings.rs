//! 用词库 as a setting, and what of it the editor checks.

use api::{
    Language,
    administration::Duty,
    documents::{Wording, WordingKind},
    settings::{Choice, Field, KindInfo, Words},
};
use axum::extract::State;
use jiff_sqlx::ToSqlx;

use crate::{
    App, Result,
    error::internal,
    extract::Json,
    platform::{
        session::Actor,
        settings::{Kind, Rule, read_from, written_by},
    },
};

/// `GET /api/documents/wordings`: those in force today.
pub async fn wordings(actor: Actor, State(app): State<App>) -> Result<Json<Vec<Wording>>> {
    let mut connection = app.database.read(&actor).await?;
    let rows = sqlx::query!(
        "select kind, wrong, proper, reason from wordings where ended_on is null or ended_on > $1 order by wrong",
        actor.today.to_sqlx() as _
    )
    .fetch_all(&mut *connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let kind = row.kind.parse().map_err(|error: api::UnknownValue| internal(&error))?;
            Ok(Wording { kind, wrong: row.wrong, proper: row.proper, reason: row.reason })
        })
        .collect::<Result<_>>()
        .map(Json)
}

pub struct Wordings;

impl Kind for Wordings {
    fn info(&self) -> KindInfo {
        let kinds = WordingKind::ALL.iter().map(|kind| Choice {
            value: kind.to_string(),
            name: Words::new(kind.label(Language::Chinese), kind.label(Language::English)),
        });
        let fields = vec![
            Field::choice("kind", "类别", "Kind", kinds.collect()).required(),
            Field::text("wrong", "不当写法", "Wrong wording", 40)
                .required()
                .hint("两个字以上，避免误报", "Two characters or more"),
            Field::text("proper", "应作", "Proper wording", 40)
                .hint("不填则只提示不宜使用", "None only warns"),
            Field::text("reason", "说明", "Reason", 200),
            Field::date("ended_on", "停用日期", "Ended on"),
        ];
        KindInfo::new(
            "wordings",
            Words::new("用词库", "Lexicon"),
            Words::new(
                "拟稿和核稿时提示的错别字、不规范用语、敏感表述",
                "Wordings that drafts are checked for",
            ),
            Duty::Settings,
            fields,
        )
    }

    fn rules(&self) -> &'static [Rule] {
        RULES
    }

    read_from!("setting_wordings");

    written_by!(
        "insert into wordings (id, kind, wrong, proper, reason, ended_on)
         select $1, r.kind, btrim(r.wrong), nullif(btrim(r.proper), ''), nullif(r.reason, ''), r.ended_on
         from jsonb_to_record($2) as r (kind text, wrong text, proper text, reason text, ended_on date)
         on conflict (id) do update set kind = excluded.kind, wrong = excluded.wrong, proper = excluded.proper,
             reason = excluded.reason, ended_on = excluded.ended_on"
    );
}

const RULES: &[Rule] = &[
    Rule::new("wordings_wrong_unique", "wrong", "用词库中已有此词", "The lexicon has it already"),
    Rule::new("wordings_wrong", "wrong", "至少两个字", "Two characters at least"),
    Rule::new("wordings_differ", "proper", "与不当写法相同", "It is the wrong one"),
];
