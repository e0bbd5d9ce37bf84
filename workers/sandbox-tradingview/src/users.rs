//! Names of users, and the balance of whoever asks.

use pinewire_shared::{
    Cx, Result,
    http::{Access, Limit, Request, Response, Route, response},
    routes,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    session::Pair,
    state::{sessions, users},
};

pub(crate) const ROUTES: &[Route] = routes! {
    GET "/username_hint" => hint, Access::Public, Limit::None;
    GET "/tvcoins/details" => coins, Access::Public, Limit::None;
};

#[derive(Deserialize)]
struct Query {
    s: Option<String>,
}

#[derive(Serialize)]
struct Hint {
    id: i64,
    username: String,
    inactive: bool,
}

/// Users whose names begin with what was typed so far.
async fn hint(cx: Cx, request: Request) -> Result<Response> {
    let query: Query = request.query()?;
    let hints: Vec<Hint> = match query.s.filter(|prefix| !prefix.is_empty()) {
        None => Vec::new(),
        Some(prefix) => users::hint(&cx, prefix)
            .await?
            .into_iter()
            .map(|user| Hint {
                id: user.id,
                username: user.username,
                inactive: user.inactive,
            })
            .collect(),
    };
    response::json(&hints)
}

/// The balance. Clients call it to learn whether their cookies are alive.
async fn coins(cx: Cx, request: Request) -> Result<Response> {
    let Some(user) = sessions::who(&cx, Pair::of(&request)).await? else {
        let detail = "You do not have permission to perform this action.";
        return response::json_with_status(403, &json!({ "detail": detail }));
    };
    response::json(&json!({
        "coins": user.coins,
        "link": "https://www.tradingview.com/coins/",
        "partner_fiat_balance": 0,
        "partner_status": 0,
        "aff_id": user.id,
        "currency": "USD",
        "partner_type": 0,
    }))
}
