//! D1, typed and tenant-scoped. What a worker can do here is all that it can do with the database:
//!
//! * a statement is a constant made by [`sql!`](crate::sql), prepared against the migrated schema by a native test;
//! * a *tenant* statement has the tenant's user id as `?1`, bound here, so that a query can't forget whose rows it
//!   reads; a *system* statement is for what belongs to nobody (cron, admin, sign-in);
//! * everything runs as a batch, which is a transaction: all of it happens or nothing;
//! * every call has a deadline, and errors are told apart: a broken unique constraint, a database that is down, a bug.
//!
//! The traps of D1 that this hides: numbers outside ±2⁵³ and `undefined` can't be bound, errors of `.all()` have
//! another type than those of `.batch()`, and a write is not retried by the platform.

mod batch;
mod param;
mod platform;
mod row;
mod sql;

pub use batch::{Batch, BatchResults};
pub use param::Param;
pub use pinewire_derive::FromRow;
pub use row::{FromColumn, FromRow, Row};
pub use sql::{SystemSql, TenantSql};

use pinewire_domain::id::UserId;
use wasm_bindgen::JsCast as _;

use crate::Result;

/// The database.
#[derive(Debug, Clone)]
pub struct Db {
    platform: platform::Database,
}

impl Db {
    pub(crate) fn new(d1: worker::D1Database) -> Self {
        Self {
            platform: wasm_bindgen::JsValue::from(d1).unchecked_into(),
        }
    }

    /// Queries on one tenant's rows.
    pub fn tenant<'a>(&'a self, user_id: &'a UserId) -> TenantDb<'a> {
        TenantDb { db: self, user_id }
    }

    /// Queries across tenants: sign-in, cron, admin.
    pub fn system(&self) -> SystemDb<'_> {
        SystemDb { db: self }
    }

    /// Several statements in one transaction and one round trip.
    pub fn batch(&self) -> Batch<'_> {
        Batch::new(self)
    }
}

/// A view of the database that sees one tenant's rows.
#[derive(Debug, Clone, Copy)]
pub struct TenantDb<'a> {
    db: &'a Db,
    user_id: &'a UserId,
}

impl TenantDb<'_> {
    /// All rows. The statement bounds them by a LIMIT.
    pub async fn all<T: FromRow>(&self, sql: &TenantSql, params: &[Param]) -> Result<Vec<T>> {
        let mut batch = self.db.batch();
        batch.tenant(self.user_id, sql, params)?;
        batch.run().await?.rows(0)
    }

    /// The first row, if there is one.
    pub async fn first<T: FromRow>(&self, sql: &TenantSql, params: &[Param]) -> Result<Option<T>> {
        let mut batch = self.db.batch();
        batch.tenant(self.user_id, sql, params)?;
        batch.run().await?.first(0)
    }

    /// Runs a write; the number of rows that it changed.
    pub async fn run(&self, sql: &TenantSql, params: &[Param]) -> Result<u64> {
        let mut batch = self.db.batch();
        batch.tenant(self.user_id, sql, params)?;
        batch.run().await?.changes(0)
    }
}

/// A view of the database that sees everyone's rows.
#[derive(Debug, Clone, Copy)]
pub struct SystemDb<'a> {
    db: &'a Db,
}

impl SystemDb<'_> {
    /// All rows. The statement bounds them by a LIMIT.
    pub async fn all<T: FromRow>(&self, sql: &SystemSql, params: &[Param]) -> Result<Vec<T>> {
        let mut batch = self.db.batch();
        batch.system(sql, params)?;
        batch.run().await?.rows(0)
    }

    /// The first row, if there is one.
    pub async fn first<T: FromRow>(&self, sql: &SystemSql, params: &[Param]) -> Result<Option<T>> {
        let mut batch = self.db.batch();
        batch.system(sql, params)?;
        batch.run().await?.first(0)
    }

    /// Runs a write; the number of rows that it changed.
    pub async fn run(&self, sql: &SystemSql, params: &[Param]) -> Result<u64> {
        let mut batch = self.db.batch();
        batch.system(sql, params)?;
        batch.run().await?.changes(0)
    }
}
