//! 岗位 (任职): a person in a department. Whoever changes places leaves one post and takes another: events name the post
//! that somebody acted from, and it must go on to mean the same.

use api::{
    administration::Duty,
    settings::{Field, KindInfo, Words},
};

use super::super::{Kind, Rule, read_from, values::ENDED_ON, written_by};

pub struct Posts;

impl Kind for Posts {
    fn info(&self) -> KindInfo {
        let fields = vec![
            Field::reference("person", "人员", "Person", "people").required().once(),
            Field::reference("department", "所在内设机构", "Department", "departments").required().once(),
            Field::text("title", "职务", "Title", 50).required(),
            Field::flag("head", "部门负责人", "Head of the department"),
            Field::number("sort", "排序", "Order", 0, 999_999)
                .required()
                .hint("一人多岗时，最小的是主岗", "Of several posts of a person the first is the main one"),
            Field::date(ENDED_ON, "离任日期", "Ended on")
                .hint("有待办事项或角色时不能离任", "Not while work or roles stand with it"),
        ];
        KindInfo::new(
            "posts",
            Words::new("岗位", "Posts"),
            Words::new("人员任职与部门负责人", "Who works where, and who is head"),
            Duty::Organization,
            fields,
        )
    }

    fn rules(&self) -> &'static [Rule] {
        RULES
    }

    read_from!("setting_posts");

    written_by!(
        "insert into posts (id, person_id, department_id, organ_id, title, head, sort, ended_on)
         select $1, r.person, r.department,
                coalesce(d.organ_id, '00000000-0000-0000-0000-000000000000'), r.title, r.head, r.sort, r.ended_on
         from jsonb_to_record($2) as r (person uuid, department uuid, title text, head boolean, sort int, ended_on date)
             left join departments d on d.id = r.department
         on conflict (id) do update set title = excluded.title, head = excluded.head, sort = excluded.sort,
             ended_on = excluded.ended_on"
    );
}

static RULES: &[Rule] = &[
    Rule::new("posts_one_head", "head", "该内设机构已有负责人", "The department has a head"),
    Rule::new("posts_department", "department", "没有找到所指的对象", "What it refers to was not found"),
    Rule::new("posts_department_in_force", "department", "所在内设机构已撤销", "The department has ended"),
    Rule::new(
        "posts_idle_when_ended",
        ENDED_ON,
        "此岗位还有待办事项，请先转办",
        "Work stands with this post; hand it over first",
    ),
    Rule::new(
        "posts_without_roles_when_ended",
        ENDED_ON,
        "此岗位还有角色，请先由安全管理员收回",
        "The post holds roles; the security administrator takes them back first",
    ),
];
