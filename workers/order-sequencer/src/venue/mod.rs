//! Where the account's orders go: to its broker, or to the paper venue that this object runs itself.

mod alpaca;
mod line;
mod paper;

use std::{cell::Cell, rc::Rc};

use pinewire_domain::{
    time::Timestamp,
    trading::{
        broker::Broker,
        sequencer::{Answer, CallRef, Effect, Input},
    },
};
use pinewire_shared::{Result, log};

use crate::account::Account;

/// The venue's side of an account.
#[derive(Default)]
pub(crate) struct Venue {
    line: line::Line,
    paper: paper::Paper,
    /// Which kind it is, once known.
    broker: Cell<Option<Broker>>,
}

impl Venue {
    /// Makes a call, and hands in what it brings.
    pub(crate) async fn carry_out(&self, account: &Rc<Account>, effect: Effect) -> Result<()> {
        match self.broker(account)? {
            Broker::Alpaca => alpaca::carry_out(account, effect).await,
            Broker::Paper => self.paper.carry_out(account, effect).await,
        }
    }

    /// When the venue's side wants the alarm.
    pub(crate) fn due(&self) -> Option<Timestamp> {
        match self.broker.get()? {
            Broker::Alpaca => self.line.due(),
            Broker::Paper => self.paper.due(),
        }
    }

    /// The alarm.
    pub(crate) async fn wake(&self, account: &Rc<Account>) {
        let worked = match self.broker(account) {
            Ok(Broker::Paper) => self.paper.look(account).await,
            Ok(Broker::Alpaca) => {
                self.keep_stream(account);
                Ok(())
            }
            Err(error) => Err(error),
        };
        if let Err(error) = worked {
            log::error("venue_not_reached", &error.to_string());
        }
    }

    /// Opens the venue's stream while somebody needs it, and closes it when nobody does.
    pub(crate) fn keep_stream(&self, account: &Rc<Account>) {
        if matches!(self.broker(account), Ok(Broker::Alpaca)) {
            self.line.keep(account);
        }
    }

    fn broker(&self, account: &Account) -> Result<Broker> {
        if let Some(broker) = self.broker.get() {
            return Ok(broker);
        }
        let broker = account.row()?.broker;
        self.broker.set(Some(broker));
        Ok(broker)
    }

    pub(crate) fn line(&self) -> &line::Line {
        &self.line
    }
}

/// What a call brought.
const fn answered(call: CallRef, answer: Answer) -> Input {
    Input::Answer { call, answer }
}
