//! Pages of `list_users` for the other workers, in the seller's turn.

use pinewire_domain::access::{failure::AccessFailure, outcome::Problem};
use pinewire_shared::{
    Cx, Result,
    access::{ListAnswer, ListQuestion},
    tradingview::{self, Client},
};

use super::turn::Turn;

pub(super) async fn page(cx: &Cx, turn: &Turn, question: &ListQuestion) -> Result<ListAnswer> {
    let connection = tradingview::current(&cx.db()?, &question.user_id).await?;
    let Some(connection) = connection.filter(|connection| connection.standing.is_usable()) else {
        return Ok(refusal(AccessFailure::SessionDead));
    };
    let Some(client) = Client::open(cx, &connection).await? else {
        return Ok(refusal(AccessFailure::SessionDead));
    };
    if let Err(retry_at) = turn.wait().await? {
        return Ok(ListAnswer::from(Err(Problem {
            failure: AccessFailure::RateLimited,
            retry_at: Some(retry_at),
        })));
    }
    let (username, next) = (question.username.as_deref(), question.next.as_deref());
    let reply = client.list_users(&question.pine_id, username, next).await;
    let problem = reply.answer.as_ref().err().copied();
    let failure = problem.map(|problem| problem.failure);
    turn.report(failure, problem.and_then(|problem| problem.retry_at))
        .await?;
    if failure.is_some_and(AccessFailure::means_dead_session) {
        tradingview::mark_dead(cx, &connection).await?;
    }
    Ok(reply.answer.into())
}

fn refusal(failure: AccessFailure) -> ListAnswer {
    ListAnswer::from(Err(failure.into()))
}
