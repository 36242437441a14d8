//! 内设机构.

use api::{
    administration::Duty,
    settings::{Field, KindInfo, Words},
};

use super::super::{Kind, Rule, read_from, values::ENDED_ON, written_by};

pub struct Departments;

impl Kind for Departments {
    fn info(&self) -> KindInfo {
        let fields = vec![
            Field::reference("organ", "所在机关", "Organ", "organs").required().once(),
            Field::text("name", "名称", "Name", 50).required(),
            Field::number("sort", "排序", "Order", 0, 999_999).required(),
            Field::date(ENDED_ON, "撤销日期", "Ended on")
                .hint("有在职人员时不能撤销", "Not while there are people in it"),
        ];
        KindInfo::new(
            "departments",
            Words::new("内设机构", "Departments"),
            Words::new("各机关的处室", "The departments of each organ"),
            Duty::Organization,
            fields,
        )
    }

    fn rules(&self) -> &'static [Rule] {
        RULES
    }

    read_from!("setting_departments");

    written_by!(
        "insert into departments (id, organ_id, name, sort, ended_on)
         select $1, r.organ, r.name, r.sort, r.ended_on
         from jsonb_to_record($2) as r (organ uuid, name text, sort int, ended_on date)
         on conflict (id) do update set name = excluded.name, sort = excluded.sort, ended_on = excluded.ended_on"
    );
}

static RULES: &[Rule] = &[
    Rule::new(
        "departments_name_unique",
        "name",
        "该机关已有同名内设机构",
        "The organ has a department of this name",
    ),
    Rule::new(
        "departments_empty_when_ended",
        ENDED_ON,
        "还有在职岗位，请先调整或停用岗位",
        "There are posts in it; move or end them first",
    ),
    Rule::new("departments_organ_in_force", "organ", "所在机关已撤销", "The organ has ended"),
];
