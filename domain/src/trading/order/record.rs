//! The record that follows one order through the venue.
//!
//! It holds what was asked for, every venue order that was made of it ([`Leg`]s: a changed order is sent anew, and venues
//! replace orders under new ids), and the call that is under way. Its status follows from those, except that a final
//! status never changes; fills that arrive later are counted all the same.

use serde::{Deserialize, Serialize};

use super::{Leg, OrderRequest, OrderStatus, TakeProfit, VenueOrder, VenuePhase};
use crate::decimal::Decimal;
use crate::id::{OrderId, SignalId, StrategyBindingId};
use crate::text_enum;
use crate::time::Timestamp;
use crate::trading::execution::VenueExecution;

/// Who wanted the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The user.
    User,
    /// An alert, by way of a binding.
    Signal {
        /// The binding.
        binding: StrategyBindingId,
        /// The alert.
        signal: SignalId,
    },
    /// A request to close, turn or protect a position, or the kill switch.
    Exit,
    /// Somebody else, at the venue itself.
    Venue,
}

text_enum! {
    /// What an order is among those that belong together.
    Role("role") {
        /// The order that was asked for.
        Main = "main",
        /// The target of another.
        TakeProfit = "take_profit",
        /// The stop of another.
        StopLoss = "stop_loss",
    }
}

text_enum! {
    /// What a venue is asked to do.
    CallKind("call") {
        /// To take an order.
        Submit = "submit",
        /// To cancel one.
        Cancel = "cancel",
        /// To say where one is.
        LookUp = "look_up",
    }
}

text_enum! {
    /// How far a call has come.
    CallPhase("call phase") {
        /// It may have reached the venue; there is no answer yet.
        Sent = "sent",
        /// Its answer is lost: the venue is being asked what became of it.
        LookingUp = "looking_up",
        /// It surely did not happen, and is due again later.
        Waiting = "waiting",
    }
}

/// A call to the venue that has not been answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// What for.
    pub kind: CallKind,
    /// How far.
    pub phase: CallPhase,
    /// The number of the last request among all of the order; an answer to an earlier one does not end the call.
    pub attempt: u32,
    /// Counts the requests made for this call.
    pub tries: u32,
    /// When the last request left, or, while waiting, when the next is due.
    pub at: Timestamp,
    /// When the first one left.
    pub since: Timestamp,
    /// When the last one left that, unlike a look-up, does something.
    pub sent_at: Timestamp,
}

/// A change that waits for the venue to have cancelled what is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderChange {
    /// The request as it will be.
    pub request: Box<OrderRequest>,
}

/// Why an order was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The venue's code, or ours.
    pub code: String,
    /// A sentence for the user.
    pub message: String,
}

/// An order of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Its id, whatever ids the venue gives it.
    pub id: OrderId,
    /// Who wanted it.
    pub origin: Origin,
    /// What is asked for now.
    pub request: OrderRequest,
    /// The entry that it is the target or stop of.
    pub parent: Option<OrderId>,
    /// What it is to its parent.
    pub role: Role,
    /// Where it is.
    pub status: OrderStatus,
    /// The venue orders made of it, in the order in which they became known.
    pub legs: Vec<Leg>,
    /// How often it was sent; the revision of the last [`super::ClientOrderId`]. Nought for orders that others sent.
    pub sent: u32,
    /// How many requests were made for it.
    pub attempts: u32,
    /// The call that is under way.
    pub call: Option<Call>,
    /// Since when its cancellation is wanted.
    pub cancel_since: Option<Timestamp>,
    /// The change that is under way.
    pub change: Option<OrderChange>,
    /// Why it was refused. While the order is not over, only one of several requests was.
    pub refused: Option<Refused>,
    /// The trading day (`YYYY-MM-DD`) whose trades it counts among: it opened or enlarged a position, or may.
    pub trade_day: Option<String>,
    /// Since when the venue has promised to cancel it.
    pub cancel_promised: Option<Timestamp>,
    /// When its intent was stored.
    pub created_at: Timestamp,
    /// When anything of it last changed, by our clock.
    pub updated_at: Timestamp,
}

impl Order {
    /// A new order, of which the venue does not know yet.
    pub const fn new(id: OrderId, request: OrderRequest, origin: Origin, now: Timestamp) -> Self {
        Self {
            id,
            origin,
            request,
            parent: None,
            role: Role::Main,
            status: OrderStatus::Placing,
            legs: Vec::new(),
            sent: 0,
            attempts: 0,
            call: None,
            cancel_since: None,
            change: None,
            refused: None,
            trade_day: None,
            cancel_promised: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// The order for the target or the stop of this one.
    #[must_use]
    pub fn child(&self, id: OrderId, role: Role) -> Self {
        use super::{OrderClass, OrderType};
        let mut request = self.request.clone();
        request.class = OrderClass::Simple;
        request.take_profit = None;
        request.stop_loss = None;
        request.reduce_only = true;
        if self.request.class != OrderClass::Oco {
            request.side = self.request.side.opposite();
        }
        let target = self
            .request
            .take_profit
            .map(|TakeProfit { limit_price }| limit_price);
        let stop = self.request.stop_loss;
        (request.limit_price, request.stop_price) = match role {
            Role::StopLoss => (
                stop.and_then(|stop| stop.limit_price),
                stop.map(|stop| stop.stop_price),
            ),
            Role::TakeProfit | Role::Main => (target, None),
        };
        request.kind = match (request.limit_price, request.stop_price) {
            (Some(_), Some(_)) => OrderType::StopLimit,
            (None, Some(_)) => OrderType::Stop,
            _ => OrderType::Limit,
        };
        Self {
            parent: Some(self.id),
            role,
            status: OrderStatus::Inactive,
            ..Self::new(id, request, self.origin.clone(), self.created_at)
        }
    }

    /// Takes in news of one of its venue orders, with the fill that they are about, if any. Whether anything changed.
    pub fn observe(&mut self, news: &VenueOrder, execution: Option<&VenueExecution>) -> bool {
        let before = (self.status, self.legs.clone());
        let known = self.legs.iter_mut().find(|leg| leg.venue.id == news.id);
        match known {
            Some(leg) => leg.merge(news),
            None => self.legs.push(Leg::new(news)),
        }
        if let Some(execution) = execution
            && let Some(leg) = self
                .legs
                .iter_mut()
                .find(|leg| leg.venue.id == execution.venue_order_id)
        {
            leg.record(execution.clone());
        }
        self.settle();
        before != (self.status, self.legs.clone())
    }

    /// Whether some of what is filled is only known as a sum.
    pub fn has_sums(&self) -> bool {
        self.legs.iter().any(|leg| leg.unitemised().is_some())
    }

    /// Counts what is only known as a sum as one fill of each venue order, and no longer waits for its single fills.
    pub fn sum_up(&mut self) {
        for leg in &mut self.legs {
            leg.sum_up();
        }
    }

    /// Brings the status up to date with everything else.
    pub fn settle(&mut self) {
        if !self.status.is_final() {
            self.status = self.derive();
        }
        if self.status.is_final() {
            self.cancel_since = None;
            self.change = None;
        }
    }

    /// Whether it is, or may become, a trade: all but the orders that ended without a fill.
    pub fn is_trade(&self) -> bool {
        self.trade_day.is_some() && (!self.status.is_final() || !self.filled().is_zero())
    }

    /// Ends it without the venue, which never had it.
    pub fn finish(&mut self, status: OrderStatus, refused: Option<Refused>) {
        if !self.status.is_final() {
            self.status = status;
            self.refused = refused;
        }
        self.call = None;
        self.settle();
    }

    fn derive(&self) -> OrderStatus {
        let is_filled = self
            .quantity()
            .is_some_and(|quantity| quantity > Decimal::ZERO && self.filled() >= quantity);
        if is_filled {
            return OrderStatus::Filled;
        }
        let Some(leg) = self.current() else {
            return match (self.sent, self.parent) {
                (0, Some(_)) => OrderStatus::Inactive,
                (0 | 1, _) => OrderStatus::Placing,
                _ => OrderStatus::Replacing,
            };
        };
        match leg.venue.status.phase() {
            VenuePhase::Final(OrderStatus::Cancelled) if self.change.is_some() => OrderStatus::Replacing,
            VenuePhase::Final(status) => status,
            _ if self.change.is_some() => OrderStatus::Replacing,
            _ if self.cancel_since.is_some() => OrderStatus::Cancelling,
            VenuePhase::Cancelling => OrderStatus::Cancelling,
            VenuePhase::Replacing | VenuePhase::Replaced => OrderStatus::Replacing,
            VenuePhase::Held => OrderStatus::Inactive,
            VenuePhase::Pending | VenuePhase::Live | VenuePhase::Unknown => OrderStatus::Working,
        }
    }

    /// The venue order that stands for it now: the last one sent, or what the venue put in its place.
    pub fn current(&self) -> Option<&Leg> {
        let is_replaced = |leg: &Leg| {
            leg.venue.status.phase() == VenuePhase::Replaced
                || leg.venue.replaced_by.is_some()
                || self
                    .legs
                    .iter()
                    .any(|other| other.venue.replaces.as_ref() == Some(&leg.venue.id))
        };
        self.legs
            .iter()
            .filter(|leg| self.revision_of(leg) >= self.sent)
            .max_by_key(|leg| (!is_replaced(leg), leg.venue.created_at, &leg.venue.id))
    }

    /// By its own client id, or that of the order whose place it took; a replacement that tells neither is the newest.
    fn revision_of(&self, leg: &Leg) -> u32 {
        let mut leg = leg;
        // A chain is no longer than the list that it is made of.
        for _ in 0..self.legs.len() {
            if let Some(revision) = leg.revision {
                return revision;
            }
            let replaced = leg.venue.replaces.as_ref();
            match self.legs.iter().find(|other| Some(&other.venue.id) == replaced) {
                Some(other) => leg = other,
                None => break,
            }
        }
        self.sent
    }

    /// Whether the venue may still fill some of it.
    pub fn is_alive_at_venue(&self) -> bool {
        let unfilled = |leg: &Leg| leg.venue.quantity.is_none_or(|quantity| leg.filled() < quantity);
        self.current().is_some_and(|leg| !leg.is_over() && unfilled(leg))
    }

    /// The units in all: what the venue has, and what it filled before; `None` for an order by money.
    pub fn quantity(&self) -> Option<Decimal> {
        let Some(current) = self.current() else {
            return self.request.amount.quantity();
        };
        let filled_before = self
            .legs
            .iter()
            .filter(|leg| leg.venue.id != current.venue.id)
            .fold(Decimal::ZERO, |sum, leg| sum.saturating_add(leg.filled()));
        let venue = current.venue.quantity;
        venue.map(|quantity| quantity.saturating_add(filled_before))
    }

    /// Units filled.
    pub fn filled(&self) -> Decimal {
        self.legs
            .iter()
            .fold(Decimal::ZERO, |sum, leg| sum.saturating_add(leg.filled()))
    }

    /// The average price of what is filled, to 9 decimals.
    pub fn average_price(&self) -> Option<Decimal> {
        let value = self.fills().iter().fold(Decimal::ZERO, |sum, fill| {
            sum.saturating_add(fill.quantity.saturating_mul(fill.price))
        });
        value.checked_div(self.filled()).map(|price| price.round(9))
    }

    /// Units that may still be filled; nought once the order is over and the venue agrees. `None`: an order by money.
    pub fn open_quantity(&self) -> Option<Decimal> {
        if self.status.is_final() && !self.is_alive_at_venue() {
            return Some(Decimal::ZERO);
        }
        let planned = self
            .change
            .as_ref()
            .map(|change| change.request.amount.quantity());
        let quantity = self.quantity()?.max(planned.flatten().unwrap_or_default());
        Some(quantity.saturating_sub(self.filled()).max(Decimal::ZERO))
    }

    /// Everything that is filled: the single fills, and what is only known as a sum.
    pub fn fills(&self) -> Vec<VenueExecution> {
        self.legs
            .iter()
            .flat_map(|leg| leg.executions.iter().cloned().chain(leg.unitemised()))
            .collect()
    }
}
