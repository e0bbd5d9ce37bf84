//! A grant as the API shows it.

use pinewire_domain::{
    access::{expiry::Expiry, failure::AccessFailure, grant::GrantStatus, reconcile::DriftKind},
    id::{GrantId, ScriptId, UserId},
    time::Timestamp,
};
use serde::Serialize;

use crate::{
    Cx, Error, Result,
    db::FromRow,
    http::{Problem, Request},
    params, sql,
};

/// The columns of [`GrantRow`], of a query on `access_grants AS g` and `tradingview_scripts AS s`.
#[macro_export]
macro_rules! grant_columns {
    () => {
        "g.id, g.script_id, s.pine_id, s.title, g.username, g.created_at, g.updated_at, g.status, g.has_access,
         g.expires_at, g.is_paid, g.paid_until, g.granted_at, g.ended_at, g.failure, g.source, g.drift,
         (SELECT count(*) FROM access_intents AS o WHERE o.grant_id = g.id AND o.ended_at IS NULL) AS open_changes"
    };
}

sql! {
    tenant GET = concat!("SELECT ", grant_columns!(), " FROM access_grants AS g
        JOIN tradingview_scripts AS s ON s.id = g.script_id WHERE g.user_id = ?1 AND g.id = ?2");
}

/// A grant as the database holds it.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "the columns are explained in the migration")]
pub struct GrantRow {
    pub id: GrantId,
    pub script_id: ScriptId,
    pub pine_id: String,
    pub title: String,
    pub username: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub status: GrantStatus,
    pub has_access: bool,
    pub expires_at: Option<Timestamp>,
    pub is_paid: bool,
    pub paid_until: Option<Timestamp>,
    pub granted_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    pub failure: Option<AccessFailure>,
    pub source: String,
    pub drift: Option<DriftKind>,
    pub open_changes: i64,
}

/// One buyer's access to one script.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Grant {
    /// Its id.
    pub id: GrantId,
    /// The script.
    pub script: GrantedScript,
    /// The buyer on TradingView, in the exact spelling as far as it is known.
    pub username: String,
    /// Where it stands.
    pub status: GrantStatus,
    /// Whether the buyer can use the script, as TradingView was last known to have it.
    pub has_access: bool,
    /// When the access ends: a time, or `lifetime`. Null without access.
    #[serde(with = "pinewire_domain::access::expiry::option")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub expires_at: Option<Expiry>,
    /// The same without days of grace; null when it is not paid for.
    #[serde(with = "pinewire_domain::access::expiry::option")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub paid_until: Option<Expiry>,
    /// When the present, or else the latest, access began.
    pub granted_at: Option<Timestamp>,
    /// When the latest access ended.
    pub ended_at: Option<Timestamp>,
    /// Why the latest change did not come about.
    pub failure: Option<AccessFailure>,
    /// The same in a sentence.
    pub reason: Option<&'static str>,
    /// How TradingView differs from these books, as the latest reconciliation found it.
    pub drift: Option<DriftKind>,
    /// What made the grant: `api`, `bulk`, `purchase`, `older_api`, `reconcile`, `import`.
    pub source: String,
    /// Changes that are wanted and not carried out yet.
    pub open_changes: i64,
    /// When it was first wanted.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// The script of a grant.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GrantedScript {
    /// Its id.
    pub id: ScriptId,
    /// Its id on TradingView.
    pub pine_id: String,
    /// Its title.
    pub title: String,
}

impl From<GrantRow> for Grant {
    fn from(row: GrantRow) -> Self {
        Self {
            id: row.id,
            script: GrantedScript {
                id: row.script_id,
                pine_id: row.pine_id,
                title: row.title,
            },
            username: row.username,
            status: row.status,
            has_access: row.has_access,
            expires_at: row.has_access.then(|| Expiry::from_column(row.expires_at)),
            paid_until: row.is_paid.then(|| Expiry::from_column(row.paid_until)),
            granted_at: row.granted_at,
            ended_at: row.ended_at,
            failure: row.failure,
            reason: row.failure.map(AccessFailure::reason),
            drift: row.drift,
            source: row.source,
            open_changes: row.open_changes,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// The caller's grant that the path names by `{id}`; 404 if there is none.
pub async fn requested_grant(cx: &Cx, request: &Request) -> Result<Grant> {
    find_grant(cx, cx.user_id()?, &request.id("id", "grant")?).await
}

/// A grant of this seller; 404 if there is none.
pub async fn find_grant(cx: &Cx, user_id: &UserId, id: &GrantId) -> Result<Grant> {
    let row: Option<GrantRow> = cx.db()?.tenant(user_id).first(&GET, params![id]).await?;
    row.map(Grant::from).ok_or_else(no_such_grant)
}

/// 404.
pub fn no_such_grant() -> Error {
    Problem::not_found("grant").into()
}
