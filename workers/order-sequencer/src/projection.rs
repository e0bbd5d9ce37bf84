//! Has the account's events written to the database, where others read them. Events are numbered, and writing them again
//! changes nothing.

use std::rc::Rc;

use pinewire_domain::trading::sequencer::Input;
use pinewire_shared::{Result, trading::records};

use crate::account::Account;

/// Events of one transaction.
const BATCH: i64 = 60;

/// Brings the database up to date.
pub(crate) async fn run(account: &Rc<Account>) -> Result<()> {
    if account.is_projecting.replace(true) {
        return Ok(()); // Whoever is at it looks for new events before it ends.
    }
    let done = catch_up(account).await;
    account.is_projecting.set(false);
    done
}

async fn catch_up(account: &Rc<Account>) -> Result<()> {
    loop {
        let projected = account.with_state(|state| state.core.projected)?;
        let Some(through) = write_after(account, projected).await? else {
            // All that commands have become by now is written. Meanwhile there may be more.
            if release(account).await? {
                continue;
            }
            return Ok(());
        };
        account.hand_in(Input::Projected { through })?;
    }
}

/// Releases the trades that were reserved for commands; whether there were any. Those that it fails for end by themselves.
async fn release(account: &Rc<Account>) -> Result<bool> {
    let keys = account.reserved.take();
    if keys.is_empty() {
        return Ok(false);
    }
    let link = account.link()?;
    let trades = records::Trades {
        user_id: link.user_id,
        account: link.account,
        keys,
    };
    records::release(&account.cx()?, &trades).await?;
    Ok(true)
}

/// Writes all events again, from the first on.
pub(crate) async fn rebuild(account: &Rc<Account>) -> Result<()> {
    let mut through = 0;
    while let Some(last) = write_after(account, through).await? {
        through = last;
    }
    account.hand_in(Input::Projected { through })?;
    Ok(())
}

/// Writes the next events after a number; the last one's, if there were any.
async fn write_after(account: &Rc<Account>, seq: u64) -> Result<Option<u64>> {
    let Some((through, events)) = account.store()?.events_after(seq, BATCH)? else {
        return Ok(None);
    };
    let link = account.link()?;
    let events = records::Events {
        user_id: link.user_id,
        account: link.account,
        events,
    };
    records::project(&account.cx()?, &events).await?;
    Ok(Some(through))
}
