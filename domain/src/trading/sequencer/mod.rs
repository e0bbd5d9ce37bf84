//! The sequencer of one account: every command, answer and piece of news passes through [`Sequencer::handle`], one after
//! the other, and nothing else changes the account.
//!
//! It is pure. What it decides comes back as a [`Step`]: what has changed (to be stored), what happened (to be told), and
//! what is to be done ([`Effect`]s). Whoever runs it
//!
//! 1. stores what has changed, and the events, in one transaction,
//! 2. only then answers the command and carries out the effects, in any order and at the same time,
//! 3. hands in what the effects brought as further inputs,
//! 4. after a crash at any point restores the [`State`] and hands in [`Input::Resumed`].
//!
//! Why nothing is lost and nothing happens twice: an order is stored, under a client order id of ours, before the venue is
//! called. A call whose answer is lost is looked up by that id, and only sent again, under the same id, when the venue does
//! not know it. Commands are idempotent by key, fills by the venue's id, and news of an order are merged so that their
//! number and order make no difference ([`super::order`]).
//!
//! Changing an order means cancelling it and, once the venue has confirmed that and said what was filled, sending the rest
//! anew. Venues can replace an order in one call, but take the original quantity even when a part was filled meanwhile:
//! a few milliseconds out of the market are better than a position nobody asked for. For the same reason closing,
//! turning and protecting a position first clear its orders ([`Exit`]): two closes cannot turn a position, and a close
//! is not refused because a stop holds the shares.

mod calls;
#[cfg(test)]
mod cover_tests;
mod effect;
mod exits;
mod exposure;
mod input;
mod kill;
mod news;
#[cfg(test)]
mod opening_tests;
mod place;
mod projection;
mod reconcile;
mod state;
#[cfg(test)]
mod stored_tests;
#[cfg(test)]
mod tests;
mod turn;
mod upkeep;
#[cfg(test)]
mod upkeep_tests;
mod view;

pub use effect::{CallRef, Dirty, Effect, Event, Happened, LookUpBy, PositionView, Reply, Step};
pub use input::{Answer, Command, Facts, Figures, Input, Now, Snapshot, VenuePosition};
pub use projection::{Detail, ProjectedEvent, ProjectedExecution, ProjectedOrder};
pub use state::{Answered, Core, Cover, Day, Exit, ExitKind, ExitStage, KillSwitch, Settings, State};
pub use view::{AccountView, OrderView, PriceView};

use super::order::OrderRequest;
use super::risk::Exposure;
use crate::time::Timestamp;
use turn::Turn;

/// The sequencer of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequencer {
    state: State,
}

impl Sequencer {
    /// The sequencer that goes on from `state`. Hand in [`Input::Resumed`] first.
    pub const fn new(state: State) -> Self {
        Self { state }
    }

    /// The account as it is now.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// Takes in one input.
    pub fn handle(&mut self, input: Input, now: &Now) -> Step {
        let mut turn = Turn::new(&mut self.state, now);
        turn.begin_day();
        let reply = match input {
            Input::Command { key, command, facts } => Some(turn.command(&key, &command, &facts)),
            Input::Answer { call, answer } => {
                turn.answer(call, answer);
                None
            }
            Input::News { order, execution } => {
                turn.news(&order, execution.as_ref());
                None
            }
            Input::Snapshot(snapshot) => {
                turn.snapshot(&snapshot);
                None
            }
            Input::Figures(figures) => {
                turn.figures(figures);
                None
            }
            Input::Settings(settings) => {
                turn.settings(*settings);
                None
            }
            Input::Projected { through } => {
                turn.projected(through);
                None
            }
            Input::Alarm => {
                turn.alarm();
                None
            }
            Input::Resumed => {
                turn.resume();
                None
            }
        };
        turn.finish(reply)
    }

    /// What would become of an order: the request as it would be sent, or why not. Changes nothing.
    pub fn preview(
        &self,
        request: &OrderRequest,
        facts: &Facts,
        confirmed: bool,
        now: &Now,
    ) -> Result<(OrderRequest, Exposure), Reply> {
        place::check(&self.state, request, facts, None, confirmed, now)
    }

    /// When [`Input::Alarm`] is due next.
    pub fn next_alarm(&self) -> Option<Timestamp> {
        upkeep::next_alarm(&self.state)
    }
}
