//! Flow definitions by key and version. They never change, so they are read once.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use flow::Definition;
use sqlx::PgConnection;

use crate::{Result, error::internal};

#[derive(Default)]
pub struct Definitions {
    known: RwLock<HashMap<(String, i32), Arc<Definition>>>,
}

impl Definitions {
    /// The definition of a running case.
    pub async fn get(
        &self,
        connection: &mut PgConnection,
        key: &str,
        version: i32,
    ) -> Result<Arc<Definition>> {
        let name = (key.to_owned(), version);
        if let Some(definition) = self.known.read().unwrap_or_else(PoisonError::into_inner).get(&name) {
            return Ok(definition.clone());
        }
        let body = sqlx::query_scalar!(
            "select body from flow_definitions where key = $1 and version = $2",
            key,
            version
        )
        .fetch_one(connection)
        .await?;
        let definition = Arc::new(serde_json::from_value::<Definition>(body)?);
        self.known.write().unwrap_or_else(PoisonError::into_inner).insert(name, definition.clone());
        Ok(definition)
    }

    /// The newest version of a flow, on which new cases start.
    pub async fn newest(&self, connection: &mut PgConnection, key: &str) -> Result<Arc<Definition>> {
        let version = sqlx::query_scalar!("select max(version) from flow_definitions where key = $1", key)
            .fetch_one(&mut *connection)
            .await?
            .ok_or_else(|| internal(&format!("no flow {key}")))?;
        self.get(connection, key, version).await
    }
}
