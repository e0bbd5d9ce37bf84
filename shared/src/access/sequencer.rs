//! What the other workers ask of a seller's `AccessSequencer`, the Durable Object of the `access-sequencer` worker that makes all
//! requests about access with the seller's cookies, one after the other and politely spaced.

use pinewire_domain::{
    access::{
        failure::AccessFailure,
        outcome::Problem,
        wire::{PineId, UsersPage},
    },
    id::UserId,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Cx, Result, jobs, log};

/// The binding of the Durable Object; it is named by the seller's user id.
pub const BINDING: &str = "ACCESS_SEQUENCER";
/// The operation that makes it look for work.
pub const POKE: &str = "poke";
/// The operation that reads one page of `list_users`.
pub const LIST: &str = "list";

/// Whose sequencer it is, which it can't know by itself.
#[derive(Debug, Serialize, Deserialize)]
pub struct Poke {
    /// The seller.
    pub user_id: UserId,
}

/// Which page of which list.
#[derive(Debug, Serialize, Deserialize)]
pub struct ListQuestion {
    /// The seller.
    pub user_id: UserId,
    /// The script.
    pub pine_id: PineId,
    /// Only this user.
    pub username: Option<String>,
    /// `next` of the page before; none for the first page.
    pub next: Option<String>,
}

/// A page, or why there is none.
#[derive(Debug, Serialize, Deserialize)]
pub struct ListAnswer {
    /// The page.
    pub page: Option<UsersPage>,
    /// What went wrong.
    pub failure: Option<AccessFailure>,
    /// Not to be tried again before then.
    pub retry_at: Option<Timestamp>,
}

impl From<Result<UsersPage, Problem>> for ListAnswer {
    fn from(result: Result<UsersPage, Problem>) -> Self {
        let (page, problem) = match result {
            Ok(page) => (Some(page), None),
            Err(problem) => (None, Some(problem)),
        };
        Self {
            page,
            failure: problem.map(|problem| problem.failure),
            retry_at: problem.and_then(|problem| problem.retry_at),
        }
    }
}

impl From<ListAnswer> for Result<UsersPage, Problem> {
    fn from(answer: ListAnswer) -> Self {
        answer.page.ok_or(Problem {
            failure: answer.failure.unwrap_or(AccessFailure::UnexpectedAnswer),
            retry_at: answer.retry_at,
        })
    }
}

/// Has what was written down taken up, once the answer is on its way: [`poke`], and the outbox.
pub fn wake(cx: &Cx, user_id: UserId) {
    let context = cx.clone();
    cx.wait_until(async move {
        poke(&context, &user_id).await;
        jobs::send_pending(&context).await;
    });
}

/// Wakes a seller's sequencer. Call it after the batch of [`super::request_changes`] has run. That it fails is only
/// logged: the outbox job of that batch does the same.
pub async fn poke(cx: &Cx, user_id: &UserId) {
    if let Err(error) = try_poke(cx, user_id).await {
        log::warn(cx, "sequencer_not_poked", json!({ "error": error.to_string() }));
    }
}

/// The same for whoever must know that it worked.
pub async fn try_poke(cx: &Cx, user_id: &UserId) -> Result<()> {
    let question = Poke { user_id: *user_id };
    let object = cx.durable_object(BINDING, user_id.as_str())?;
    object.call::<_, ()>(POKE, &question).await
}

/// One page of `list_users`, in its turn. The outer error is about the platform, the inner one about TradingView.
pub async fn list_users(cx: &Cx, question: &ListQuestion) -> Result<Result<UsersPage, Problem>> {
    let object = cx.durable_object(BINDING, question.user_id.as_str())?;
    let answer: ListAnswer = object.call(LIST, question).await?;
    Ok(answer.into())
}
