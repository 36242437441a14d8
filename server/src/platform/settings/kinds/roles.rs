//! 角色授权: what each post may be asked to do. The security administrator's (安全管理员), and nobody else's.

use api::{
    Language,
    administration::Duty,
    organization::Role,
    settings::{Choice, Field, KindInfo, Words},
};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::{Kind, Rule, read_from};
use crate::platform::cases::BoxFuture;

pub struct Roles;

impl Kind for Roles {
    fn info(&self) -> KindInfo {
        let roles = Role::ALL.iter().map(|role| Choice {
            value: role.to_string(),
            name: Words::new(role.label(Language::Chinese), role.label(Language::English)),
        });
        let info = KindInfo::new(
            "roles",
            Words::new("角色授权", "Roles"),
            Words::new(
                "岗位的角色，含印章管理员与三员",
                "The roles of posts, keepers of seals and administrators among them",
            ),
            Duty::Roles,
            vec![Field::choices("roles", "角色", "Roles", roles.collect())],
        );
        KindInfo { creatable: false, guarded: true, ..info }
    }

    fn rules(&self) -> &'static [Rule] {
        RULES
    }

    read_from!("setting_roles");

    fn write<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        id: Uuid,
        content: &'a Value,
    ) -> BoxFuture<'a, Result<(), sqlx::Error>> {
        Box::pin(async move {
            sqlx::query!(
                "delete from post_roles where post_id = $1
                 and role not in (select jsonb_array_elements_text($2::jsonb -> 'roles'))",
                id,
                content
            )
            .execute(&mut *connection)
            .await?;
            sqlx::query!(
                "insert into post_roles (post_id, role) select $1, jsonb_array_elements_text($2::jsonb -> 'roles')
                 on conflict (post_id, role) do nothing",
                id,
                content
            )
            .execute(connection)
            .await?;
            Ok(())
        })
    }
}

static RULES: &[Rule] = &[
    Rule::new(
        "post_roles_separated",
        "roles",
        "三员分立：同一人不能兼任三员，也不能兼办业务",
        "The three administrators are separate: nobody holds two offices, or one beside office work",
    ),
    Rule::new(
        "post_roles_last_administrator",
        "roles",
        "这是最后一位，请先授予他人再收回",
        "Nobody else holds this office; give it to another first",
    ),
    Rule::new("post_roles_post_in_force", "roles", "此岗位已离任", "The post has ended"),
];
