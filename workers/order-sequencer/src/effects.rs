//! What the sequencer wants done, done: at the venue, or in the database.

use std::rc::Rc;

use pinewire_domain::trading::sequencer::Effect;
use pinewire_shared::Result;

use crate::{account::Account, projection};

/// Carries an effect out, and hands in what it brings.
pub(crate) async fn carry_out(account: &Rc<Account>, effect: Effect) -> Result<()> {
    match effect {
        Effect::Project { .. } => projection::run(account).await,
        effect => account.venue.carry_out(account, effect).await,
    }
}
