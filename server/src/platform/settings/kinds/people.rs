//! People, to be chosen for posts. Their accounts come from `server user`, and are no setting.

use api::{
    administration::Duty,
    settings::{KindInfo, Words},
};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::{Kind, read_from};
use crate::platform::cases::BoxFuture;

pub struct People;

impl Kind for People {
    fn info(&self) -> KindInfo {
        let name = Words::new("人员", "People");
        let info = KindInfo::new("people", name, Words::default(), Duty::Organization, Vec::new());
        KindInfo { creatable: false, ..info }
    }

    fn listed(&self) -> bool {
        false
    }

    read_from!("setting_people");

    fn write<'a>(
        &'a self,
        _: &'a mut PgConnection,
        _: Uuid,
        _: &'a Value,
    ) -> BoxFuture<'a, Result<(), sqlx::Error>> {
        Box::pin(async { Err(sqlx::Error::RowNotFound) })
    }
}
