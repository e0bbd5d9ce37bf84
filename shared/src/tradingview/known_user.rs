//! Who is meant by a name. Buyers seldom give the exact spelling that TradingView's access endpoints want; the username
//! hint knows it. What it said is remembered for some minutes.

use pinewire_domain::access::{failure::AccessFailure, outcome::Problem, username::Username};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Client;
use crate::{Cx, Result, log};

/// A user that is there will most likely still be there.
const FOUND_SECONDS: u64 = 600;
/// One that is not may be about to sign up.
const NOT_FOUND_SECONDS: u64 = 60;

/// What TradingView says of a name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KnownUser {
    /// The exact spelling; `None`: there is no such user.
    pub username: Option<String>,
    /// Whether the account is closed.
    pub is_inactive: bool,
}

/// What TradingView says of a name, now or some minutes ago. The inner error: it does not say.
pub async fn known_user(cx: &Cx, name: &Username) -> Result<Result<KnownUser, Problem>> {
    let kv = cx.kv()?;
    let key = format!("tradingview-user:{}", name.key());
    match kv.get::<KnownUser>(&key).await {
        Ok(Some(known)) => return Ok(Ok(known)),
        Ok(None) => {}
        // A cache that is down is no reason not to ask.
        Err(error) => log::warn(cx, "cache_not_read", json!({ "error": error.to_string() })),
    }
    let hint = match Client::anonymous(cx).find_user(name).await.answer {
        Ok(hint) => hint,
        Err(trouble) if trouble.failure == AccessFailure::UserNotFound => None,
        Err(trouble) => return Ok(Err(trouble)),
    };
    let known = KnownUser {
        is_inactive: hint.as_ref().is_some_and(|hint| hint.inactive),
        username: hint.map(|hint| hint.username),
    };
    let seconds = if known.username.is_some() {
        FOUND_SECONDS
    } else {
        NOT_FOUND_SECONDS
    };
    if let Err(error) = kv.put(&key, &known, seconds).await {
        log::warn(cx, "cache_not_written", json!({ "error": error.to_string() }));
    }
    Ok(Ok(known))
}
