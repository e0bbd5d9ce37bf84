//! Sending what was decided. It is the same at every try, under the same keys, so that a lost answer does no harm.

use pinewire_domain::{
    id::{ApprovalId, OrderId, UserId},
    trading::sequencer::{Command, Reply},
};
use pinewire_shared::{
    Cx, Error, Result,
    trading::sequencer::{self, CommandQuestion},
};
use serde::{Deserialize, Serialize};

use crate::{decide::ALREADY_ORDERED, row};

/// A command as it is stored, in JSON: a newer release may have to send it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) is_cancel: bool,
    pub(crate) question: CommandQuestion,
}

/// Sends it, if it is to be sent and was not.
pub(crate) async fn send(cx: &Cx, user_id: &UserId, id: &ApprovalId) -> Result<()> {
    let Some(sending) = row::load(cx, user_id, id).await? else {
        return Ok(());
    };
    let Some(commands) = sending.commands else {
        return Err(Error::bug("an order is to be sent before it was worked out"));
    };
    let commands: Vec<Stored> = serde_json::from_str(&commands)?;
    let is_entry = commands
        .last()
        .is_some_and(|last| matches!(last.question.command, Command::Place { .. }));
    let mut last = Reply::Done;
    for Stored { is_cancel, question } in commands {
        let CommandQuestion {
            account,
            key,
            command,
            facts,
        } = question;
        last = sequencer::command(cx, &account, &key, command, facts).await?;
        if is_cancel && sequencer::refusal(&last).is_some() {
            // The entry that waited is filled or gone: what is right now has to be worked out anew.
            row::forget(cx, user_id, id).await?;
            return Err(Error::retry("the order that waited did not wait any more"));
        }
    }
    match sequencer::refusal(&last) {
        Some(problem) => {
            let outcome = ("refused", Some(&*problem.code), Some(problem.detail.as_str()));
            row::settle(cx, user_id, id, outcome, None).await
        }
        // Another alert's order came first, after this one was worked out.
        None if is_entry && matches!(last, Reply::Pending { .. }) => {
            row::skip(cx, user_id, id, ALREADY_ORDERED).await
        }
        None => row::settle(cx, user_id, id, ("placed", None, None), order_of(&last)).await,
    }
}

const fn order_of(reply: &Reply) -> Option<&OrderId> {
    match reply {
        Reply::Accepted { order } | Reply::Pending { order } => Some(order),
        _ => None,
    }
}
