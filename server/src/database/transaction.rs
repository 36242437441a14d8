//! A transaction that rings the bell when it is committed.

use std::ops::{Deref, DerefMut};

use sqlx::{PgConnection, Postgres};

use super::Bell;

/// Rolled back when dropped. Made by [`super::Database::begin`] only.
pub struct Transaction {
    inner: sqlx::Transaction<'static, Postgres>,
    bell: Bell,
}

impl Transaction {
    pub(super) fn new(inner: sqlx::Transaction<'static, Postgres>, bell: Bell) -> Self {
        Self { inner, bell }
    }

    /// Commits, then wakes the workers and the live connections.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        self.inner.commit().await?;
        self.bell.ring();
        Ok(())
    }

    pub async fn rollback(self) -> Result<(), sqlx::Error> {
        self.inner.rollback().await
    }
}

impl Deref for Transaction {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.inner
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.inner
    }
}
