//! A transaction that rings the bell when it is committed, and a connection for reading.

use std::ops::{Deref, DerefMut};

use sqlx::{PgConnection, Postgres, pool::PoolConnection};

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

    /// Commits the little that reading leaves behind, such as 已读. It concerns nobody else, so that no bell rings.
    pub async fn keep(self) -> Result<(), sqlx::Error> {
        self.inner.commit().await
    }

    /// From here on the office writes: the act reaches further than its author sees. Only after their right to the
    /// case was found.
    pub async fn go_on_as_office(&mut self) -> Result<(), sqlx::Error> {
        sqlx::query!("select act_as_office()").fetch_one(&mut *self.inner).await?;
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

/// A connection for reading. Made by [`super::Database::read`] and [`super::Database::read_as_office`] only.
pub struct Reading(pub(super) PoolConnection<Postgres>);

impl Deref for Reading {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.0
    }
}

impl DerefMut for Reading {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.0
    }
}
