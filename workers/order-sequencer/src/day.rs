//! Which trading day it is, by the datafeed; where that cannot be asked, by the exchanges' usual hours.

use std::cell::{Cell, RefCell};

use pinewire_domain::{time::Timestamp, trading::session::usual_us_stock_day};
use pinewire_shared::{
    Cx, clock,
    trading::market::{self, SessionState},
};

/// How long an answer counts.
const FRESH_MS: i64 = 30_000;

/// The trading day as it was last told.
#[derive(Default)]
pub(crate) struct Days {
    known: RefCell<Option<SessionState>>,
    asked_at: Cell<Option<Timestamp>>,
}

impl Days {
    /// Asks the datafeed.
    pub(crate) async fn refresh(&self, cx: &Cx) {
        if let Ok(session) = market::session(cx, None).await {
            self.take(session);
        }
    }

    pub(crate) async fn refresh_if_old(&self, cx: &Cx) {
        let now = clock::now();
        if self
            .asked_at
            .get()
            .is_none_or(|at| now.millis_since(at) > FRESH_MS)
        {
            self.refresh(cx).await;
        }
    }

    /// Takes in what somebody else asked.
    pub(crate) fn take(&self, session: SessionState) {
        self.asked_at.set(Some(clock::now()));
        *self.known.borrow_mut() = Some(session);
    }

    /// The trading day, `YYYY-MM-DD`.
    pub(crate) fn day_at(&self, at: Timestamp) -> String {
        match &*self.known.borrow() {
            Some(session) => session.day.clone(),
            None => usual_us_stock_day(at),
        }
    }
}
