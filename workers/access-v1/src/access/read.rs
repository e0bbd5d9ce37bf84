//! What TradingView shows of one user, asked in the seller's turn.

use std::time::Duration;

use pinewire_domain::{
    access::{
        expiry::Expiry, failure::AccessFailure, outcome::Problem as Trouble, username::Username, wire::PineId,
    },
    id::UserId,
};
use pinewire_shared::{
    Cx, Error, Result,
    access::{self, ListQuestion},
    clock,
    http::Problem,
};

/// Pages of a list that is narrowed to one name.
const MAX_PAGES: usize = 5;
/// Times that TradingView may ask us to wait.
const TRIES: usize = 4;
/// The longest of these waits.
const MAX_WAIT_MS: i64 = 5_000;

/// When the user's access ends; `None` without access.
pub(super) async fn expiry(
    cx: &Cx,
    user_id: &UserId,
    pine_id: &PineId,
    name: &Username,
) -> Result<Option<Expiry>> {
    let mut next = None;
    for _ in 0..MAX_PAGES {
        let question = ListQuestion {
            user_id: *user_id,
            pine_id: pine_id.clone(),
            username: Some(name.as_str().to_owned()),
            next: next.take(),
        };
        let page = page(cx, &question).await?;
        let found = page.results.iter().find(|user| name.is_same_user(&user.username));
        if let Some(user) = found {
            return Ok(Some(user.expiration).filter(|expiry| !expiry.is_over(clock::now())));
        }
        if page.next.is_none() {
            return Ok(None);
        }
        next = page.next;
    }
    Err(unavailable(AccessFailure::UnexpectedAnswer))
}

async fn page(cx: &Cx, question: &ListQuestion) -> Result<pinewire_domain::access::wire::UsersPage> {
    let mut last = AccessFailure::Unavailable;
    for _ in 0..TRIES {
        let Trouble { failure, retry_at } = match access::list_users(cx, question).await? {
            Ok(page) => return Ok(page),
            Err(trouble) => trouble,
        };
        last = failure;
        if !failure.is_retryable() {
            break;
        }
        let now = clock::now();
        let wait = retry_at.map_or(500, |at| at.millis_since(now).clamp(100, MAX_WAIT_MS));
        worker::Delay::from(Duration::from_millis(wait.unsigned_abs())).await;
    }
    Err(unavailable(last))
}

fn unavailable(failure: AccessFailure) -> Error {
    let (status, code) = match failure {
        AccessFailure::SessionDead => (503, "connection_dead"),
        AccessFailure::ScriptNotFound => (404, "script_not_found"),
        _ => (503, "tradingview_unavailable"),
    };
    let problem = Problem::new(status, code, failure.reason());
    if status == 503 {
        problem.retry_after(30)
    } else {
        problem
    }
    .into()
}
