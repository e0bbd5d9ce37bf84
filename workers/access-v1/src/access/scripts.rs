//! The scripts of a request, among those that are synced.

use pinewire_domain::{
    access::wire::PineId,
    id::{ScriptId, UserId},
};
use pinewire_shared::{Cx, Result, db::FromRow, params, sql};

sql! {
    /// ?2 JSON array of TradingView's ids.
    tenant FIND = "SELECT s.pine_id, s.id FROM json_each(?2) AS w JOIN tv_connections AS c ON c.user_id = ?1
        JOIN tradingview_scripts AS s ON s.connection_id = c.id AND s.pine_id = w.value
        WHERE s.user_id = ?1 AND c.status <> 'disconnected' AND s.removed_at IS NULL";
}

#[derive(Debug, FromRow)]
pub(super) struct Script {
    pub(super) pine_id: PineId,
    pub(super) id: ScriptId,
}

pub(super) async fn find(cx: &Cx, user_id: &UserId, pine_ids: &[PineId]) -> Result<Vec<Script>> {
    let wanted: Vec<&str> = pine_ids.iter().map(PineId::as_str).collect();
    let params = params![serde_json::to_string(&wanted)?];
    cx.db()?.tenant(user_id).all(&FIND, params).await
}
