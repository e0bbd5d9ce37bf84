//! Names of users, and the balance of whoever asks.

use pinewire_shared::{
    Result,
    http::{Response, response},
};
use serde::Serialize;
use serde_json::json;

use crate::{routes::Route, state::users, visit::Visit};

pub(crate) const ROUTES: &[Route] = &[
    ("GET", "/username_hint", hint),
    ("GET", "/tvcoins/details", coins),
];

#[derive(Serialize)]
struct Hint {
    id: i64,
    username: String,
    inactive: bool,
}

/// Users whose names begin with what was typed so far.
fn hint(visit: &Visit) -> Result<Response> {
    let typed = visit.parameter("s").unwrap_or_default();
    if typed.is_empty() {
        return response::json(&Vec::<Hint>::new());
    }
    let users = users::hint(&visit.sql, &typed)?;
    let hints = users.into_iter().map(|user| Hint {
        id: user.id,
        username: user.username,
        inactive: user.inactive,
    });
    response::json(&hints.collect::<Vec<_>>())
}

/// The balance. Clients call it to learn whether their cookies are alive.
fn coins(visit: &Visit) -> Result<Response> {
    let Some(user) = visit.user()? else {
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
