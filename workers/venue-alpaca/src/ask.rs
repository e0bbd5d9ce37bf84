//! Calls to Alpaca.

use pinewire_domain::trading::sequencer::Answer;
use pinewire_shared::{
    Cx, Error, Result,
    alpaca::trading::Client,
    clock,
    trading::{
        accounts,
        venue::{Ask, Question, Reply, Told},
    },
};

/// What is noted of a link that Alpaca does not accept any more.
const UNLINKED: &str = "Alpaca does not accept this link any more. Link the account again.";
/// How long a call waits that could not be made because the account has no token.
const NO_TOKEN_MS: i64 = 30_000;

/// Makes the call that a question is about.
pub(crate) async fn answer(cx: &Cx, question: Question) -> Result<Reply> {
    let Question { link, ask, .. } = question;
    let Some(token) = accounts::open_token(cx, &link)? else {
        return Ok(Reply {
            told: without_token(&ask),
            ..Reply::default()
        });
    };
    let client = Client::new(cx, link.environment, &token);
    let (told, is_token_refused) = match ask {
        Ask::Submit {
            client_order_id,
            request,
            ..
        } => told(client.submit(&request, &client_order_id).await),
        Ask::Cancel { venue_order_id } => told(client.cancel(&venue_order_id).await),
        Ask::LookUp(by) => told(client.look_up(&by).await),
        Ask::Snapshot => {
            let reply = client.snapshot(clock::now()).await?;
            let books = reply.answer.map(|books| Told::Snapshot(Box::new(books)));
            (books, reply.is_token_refused)
        }
        Ask::Look => return Err(Error::bug("a broker looks at the market by itself")),
    };
    // Nothing is ordered any more by a link that is broken, and its owner is told.
    let is_link_refused = is_token_refused && accounts::mark_error(cx, &link, UNLINKED).await?;
    Ok(Reply {
        told: told.into_iter().collect(),
        is_link_refused,
        through: 0,
    })
}

fn told(reply: pinewire_shared::alpaca::trading::Reply<Answer>) -> (Option<Told>, bool) {
    (Some(Told::Answer(reply.answer)), reply.is_token_refused)
}

/// A call surely did not happen, and may be made once there is a token again.
fn without_token(ask: &Ask) -> Vec<Told> {
    let is_call = matches!(ask, Ask::Submit { .. } | Ask::Cancel { .. } | Ask::LookUp(_));
    let until = clock::now().plus_millis(NO_TOKEN_MS);
    let waits = is_call.then_some(Told::Answer(Answer::Throttled { until }));
    waits.into_iter().collect()
}
