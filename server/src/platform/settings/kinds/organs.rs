//! 机关.

use api::{
    Language,
    administration::Duty,
    organization::OrganKind,
    settings::{Choice, Field, KindInfo, Words},
};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::{Kind, Rule, read_from, values::ENDED_ON};
use crate::platform::{cases::BoxFuture, organization::spelling::spellings_of_organ};

pub struct Organs;

impl Kind for Organs {
    fn info(&self) -> KindInfo {
        let kinds = OrganKind::ALL.iter().map(|kind| Choice {
            value: kind.to_string(),
            name: Words::new(kind.label(Language::Chinese), kind.label(Language::English)),
        });
        let fields = vec![
            Field::text("name", "规范化简称", "Short name", 50).required(),
            Field::text("formal_name", "全称", "Full name", 50)
                .required()
                .hint("印在发文机关标志和署名处", "As printed at the head and in the signature"),
            Field::choice("kind", "类别", "Kind", kinds.collect()).required().hint(
                "决定行文关系（条例第十四至十七条）",
                "Decides who may write to whom (条例 art. 14 to 17)",
            ),
            Field::reference("parent", "上级机关", "Under", "organs"),
            Field::number("sort", "排序", "Order", 0, 999_999).required(),
            Field::date(ENDED_ON, "撤销日期", "Ended on")
                .hint("有在职人员或下级机关时不能撤销", "Not while people or organs are in it"),
        ];
        KindInfo::new(
            "organs",
            Words::new("机关", "Organs"),
            Words::new("名称、类别、隶属关系", "Names, kinds and who stands under whom"),
            Duty::Organization,
            fields,
        )
    }

    fn rules(&self) -> &'static [Rule] {
        RULES
    }

    read_from!("setting_organs");

    fn write<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        id: Uuid,
        content: &'a Value,
    ) -> BoxFuture<'a, Result<(), sqlx::Error>> {
        Box::pin(async move {
            let spellings = spellings_of_organ(content["name"].as_str().unwrap_or_default());
            sqlx::query!(
                "insert into organs (id, name, formal_name, kind, parent_id, level, sort, ended_on, spellings)
                 select $1, r.name, r.formal_name, r.kind, r.parent, 1, r.sort, r.ended_on, $3
                 from jsonb_to_record($2) as r (name text, formal_name text, kind text, parent uuid, sort int, ended_on date)
                 on conflict (id) do update set name = excluded.name, formal_name = excluded.formal_name,
                     kind = excluded.kind, parent_id = excluded.parent_id, sort = excluded.sort,
                     ended_on = excluded.ended_on, spellings = excluded.spellings",
                id,
                content,
                &spellings
            )
            .execute(&mut *connection)
            .await?;
            // Its level follows from where it stands, and so does that of all below it.
            sqlx::query!(
                "with recursive below as (
                     select o.id, (coalesce((select p.level from organs p where p.id = o.parent_id), 0) + 1)::smallint as level
                     from organs o where o.id = $1
                     union all
                     select o.id, (b.level + 1)::smallint from organs o join below b on o.parent_id = b.id)
                 update organs o set level = b.level from below b where o.id = b.id and o.level <> b.level",
                id
            )
            .execute(connection)
            .await?;
            Ok(())
        })
    }
}

static RULES: &[Rule] = &[
    Rule::new("organs_name_unique", "name", "已有同名机关", "There is an organ of this name"),
    Rule::new(
        "organs_empty_when_ended",
        ENDED_ON,
        "机关内还有在职岗位，请先调整或停用岗位",
        "There are posts in it; move or end them first",
    ),
    Rule::new(
        "organs_childless_when_ended",
        ENDED_ON,
        "还有下级机关，请先调整或撤销",
        "There are organs under it; move or end them first",
    ),
    Rule::new("organs_parent_in_force", "parent", "上级机关已撤销", "The organ above it has ended"),
    Rule::new(
        "organs_no_cycle",
        "parent",
        "机关不能隶属于自己或自己的下级",
        "An organ cannot stand under itself",
    ),
    Rule::new("organs_level", "parent", "隶属层级不能超过 9 级", "There can be nine levels at most"),
];
