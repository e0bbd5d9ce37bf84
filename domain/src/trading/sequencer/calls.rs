//! Calls to the venue: at most one at a time for an order, made under an id that is stored first, looked up when the answer
//! is lost.

use super::effect::{CallRef, Effect, Happened, LookUpBy};
use super::input::Answer;
use super::turn::{Turn, rest};
use crate::decimal::Decimal;
use crate::id::OrderId;
use crate::time::Timestamp;
use crate::trading::order::{
    Amount, Call, CallKind, CallPhase, ClientOrderId, Order, OrderClass, OrderRequest, OrderStatus, Refused,
    Role, VenuePhase,
};

/// After this, a call without an answer counts as lost.
pub(super) const ANSWER_MS: i64 = 30_000;
/// How long to wait before a look-up or a cancellation is tried again.
pub(super) const RETRY_MS: i64 = 2_000;
/// An order that the venue does not know is sent again this long; then the market has moved on.
const RESEND_MS: i64 = 30_000;
/// A request may still arrive this long after it left; only then does a venue that does not know the order never get it.
const IN_FLIGHT_MS: i64 = 60_000;
/// From so many attempts on, somebody is told.
const STUCK_ATTEMPTS: u32 = 5;

/// The code of an order that could not be brought to the venue in time.
const VENUE_UNREACHABLE: &str = "venue_unreachable";

impl Turn<'_> {
    /// Does the next thing that an order is waiting for, unless a call is under way.
    pub(super) fn advance(&mut self, id: OrderId) {
        let Some(order) = self.state.orders.get(&id) else {
            return;
        };
        if order.call.is_some() {
            return;
        }
        let alive = order.is_alive_at_venue();
        if order.status.is_final() {
            if alive && order.status != OrderStatus::Filled && order.cancel_promised.is_none() {
                self.tell(Happened::TurnedUp { order: id });
                self.begin_call(id, CallKind::Cancel);
            }
            return;
        }
        let must_go = order.cancel_since.is_some() || order.change.is_some();
        if must_go && alive && order.cancel_promised.is_none() {
            self.begin_call(id, CallKind::Cancel);
        } else if order.change.is_some() && !alive {
            self.send_changed(id);
        }
    }

    /// The old venue order is cancelled, and what it filled is known: sends the rest of the changed order.
    fn send_changed(&mut self, id: OrderId) {
        let Some(order) = self.state.orders.get(&id) else {
            return;
        };
        let is_cancelled = order
            .current()
            .is_some_and(|leg| leg.venue.status.phase() == VenuePhase::Final(OrderStatus::Cancelled));
        let Some(change) = order.change.clone().filter(|_| is_cancelled) else {
            return;
        };
        let wanted = change.request.amount.quantity().unwrap_or_default();
        let left = rest(wanted, order);
        let has_exits = order.request.class != OrderClass::Simple;
        let filled = order.filled();
        if left <= Decimal::ZERO {
            self.update(id, |order| {
                order.request.amount = Amount::Quantity(filled);
                order.finish(OrderStatus::Filled, None);
            });
        } else if has_exits && !filled.is_zero() {
            // The filled part needs its exits now, which follow from the order's end.
            self.update(id, |order| order.change = None);
        } else {
            self.submit(id, Some(*change.request));
        }
    }

    /// Sends an order, or, as `changed`, the rest of it, for the first time under a new client order id.
    pub(super) fn submit(&mut self, id: OrderId, changed: Option<OrderRequest>) {
        self.update(id, |order| {
            if let Some(request) = changed {
                order.request = request;
                order.change = None;
            }
            order.sent += 1;
            order.cancel_promised = None;
        });
        let Some(order) = self.state.orders.get(&id) else {
            return;
        };
        let roles = match order.request.class {
            OrderClass::Simple => &[][..],
            OrderClass::Oco => &[Role::StopLoss],
            OrderClass::Bracket => &[Role::TakeProfit, Role::StopLoss],
            OrderClass::Oto if order.request.stop_loss.is_some() => &[Role::StopLoss],
            OrderClass::Oto => &[Role::TakeProfit],
        };
        let revision = order.sent.to_string();
        let children: Vec<_> = roles
            .iter()
            .map(|role| {
                let parts = ["child", id.as_str(), &revision, role.as_str()];
                let child = order.child(self.derived_id(self.now.at, &parts), *role);
                Order {
                    created_at: self.now.at,
                    updated_at: self.now.at,
                    ..child
                }
            })
            .collect();
        for child in children {
            self.insert(child);
        }
        self.begin_call(id, CallKind::Submit);
    }

    pub(super) fn begin_call(&mut self, id: OrderId, kind: CallKind) {
        let at = self.at();
        self.update(id, |order| {
            // Attempts are counted through the order's life, so that no two calls of it are ever mistaken.
            let attempt = order.attempts + 1;
            order.attempts = attempt;
            let phase = match kind {
                CallKind::LookUp => CallPhase::LookingUp,
                CallKind::Submit | CallKind::Cancel => CallPhase::Sent,
            };
            order.call = Some(Call {
                kind,
                phase,
                attempt,
                tries: 1,
                at,
                since: at,
                sent_at: at,
            });
        });
        self.emit_call(id);
    }

    /// Makes the call's next request.
    pub(super) fn again(&mut self, id: OrderId, phase: CallPhase) {
        let at = self.at();
        let tries = self.update(id, |order| {
            order.attempts += 1;
            let attempt = order.attempts;
            let call = order.call.as_mut()?;
            call.phase = phase;
            call.attempt = attempt;
            call.tries += 1;
            call.at = at;
            if phase == CallPhase::Sent {
                call.sent_at = at;
            }
            Some(call.tries)
        });
        if let Some(Some(tries)) = tries
            && tries % STUCK_ATTEMPTS == 0
        {
            self.tell(Happened::Stuck {
                order: id,
                attempts: tries,
            });
        }
        self.emit_call(id);
    }

    fn emit_call(&mut self, id: OrderId) {
        let Some(order) = self.state.orders.get(&id) else {
            return;
        };
        let Some(call) = order.call else {
            return;
        };
        let reference = CallRef {
            order: id,
            attempt: call.attempt,
        };
        let client_order_id = ClientOrderId {
            order: id,
            revision: order.sent,
        };
        let venue_order_id = order.current().map(|leg| leg.venue.id.clone());
        let effect = match (call.phase, call.kind, venue_order_id) {
            (CallPhase::Waiting, _, _) | (CallPhase::Sent, CallKind::Cancel | CallKind::LookUp, None) => None,
            (CallPhase::Sent, CallKind::Submit, _) => {
                let mut request = order.request.clone();
                if let Amount::Quantity(quantity) = request.amount {
                    request.amount = Amount::Quantity(rest(quantity, order));
                }
                Some(Effect::Submit {
                    call: reference,
                    client_order_id: client_order_id.to_string(),
                    request: Box::new(request),
                })
            }
            (CallPhase::Sent, CallKind::Cancel, Some(venue_order_id)) => Some(Effect::Cancel {
                call: reference,
                venue_order_id,
            }),
            (_, CallKind::Submit, _) | (_, _, None) => Some(Effect::LookUp {
                call: reference,
                by: LookUpBy::ClientOrderId(client_order_id.to_string()),
            }),
            (_, _, Some(venue_order_id)) => Some(Effect::LookUp {
                call: reference,
                by: LookUpBy::VenueId(venue_order_id),
            }),
        };
        self.effects.extend(effect);
    }

    fn wait(&mut self, id: OrderId, until: Timestamp) {
        self.update(id, |order| {
            if let Some(call) = order.call.as_mut() {
                call.phase = CallPhase::Waiting;
                call.at = until;
            }
        });
    }

    fn end_call(&mut self, id: OrderId) {
        self.update(id, |order| order.call = None);
        self.advance(id);
    }

    /// Takes in what a call brought. What an outdated call tells of an order is news all the same.
    pub(super) fn answer(&mut self, reference: CallRef, answer: Answer) {
        let id = reference.order;
        if let Answer::Order(found) = &answer {
            self.observed(id, found, None);
        }
        let call = self.state.orders.get(&id).and_then(|order| order.call);
        let Some(call) = call.filter(|call| call.attempt == reference.attempt) else {
            self.advance(id);
            return;
        };
        match (call.kind, call.phase, answer) {
            (_, _, Answer::Throttled { until }) if call.phase == CallPhase::Sent => {
                self.wait(id, until.max(self.at().plus_millis(1)));
            }
            (CallKind::Submit, _, Answer::Order(_)) => {
                self.update(id, |order| order.refused = None);
                self.end_call(id);
            }
            (CallKind::Submit, CallPhase::Sent, Answer::Refused(refused)) if call.tries == 1 => {
                self.refused(id, refused);
            }
            (CallKind::Submit, CallPhase::Sent, Answer::Refused(refused)) => {
                // An earlier request, whose answer was lost, may still arrive and be taken.
                self.update(id, |order| order.refused = Some(refused));
                self.again(id, CallPhase::LookingUp);
            }
            (CallKind::Submit, CallPhase::LookingUp, Answer::Absent) => self.not_there(id, &call),
            (CallKind::Cancel, CallPhase::Sent, Answer::Done) => {
                let at = self.at();
                self.update(id, |order| order.cancel_promised = Some(at));
                self.end_call(id);
            }
            (CallKind::Cancel | CallKind::LookUp, _, Answer::Order(_)) => self.found(id, &call),
            (_, CallPhase::Sent, _) => self.again(id, CallPhase::LookingUp),
            // A look-up without a result: the alarm asks again.
            _ => {}
        }
    }

    /// The venue refused the order. What it filled of it before a change stays.
    fn refused(&mut self, id: OrderId, refused: Refused) {
        self.update(id, |order| {
            let status = if order.filled().is_zero() {
                OrderStatus::Rejected
            } else {
                OrderStatus::Cancelled
            };
            order.finish(status, Some(refused));
        });
    }

    /// The venue does not know the order: it is sent again, unless nobody wants it any more. It is given up only when no
    /// request can be under way: its place within the limits is then free for others.
    fn not_there(&mut self, id: OrderId, call: &Call) {
        let Some(order) = self.state.orders.get(&id) else {
            return;
        };
        let is_wanted = order.cancel_since.is_none() && order.refused.is_none();
        if is_wanted && self.at().millis_since(call.since) <= RESEND_MS {
            self.again(id, CallPhase::Sent);
        } else if self.at().millis_since(call.sent_at) <= IN_FLIGHT_MS {
            // The alarm asks again.
        } else if order.cancel_since.is_some() {
            self.update(id, |order| order.finish(OrderStatus::Cancelled, None));
        } else {
            let refused = order.refused.clone().unwrap_or_else(|| Refused {
                code: VENUE_UNREACHABLE.to_owned(),
                message: "The broker could not be reached in time; the order was not placed.".to_owned(),
            });
            self.refused(id, refused);
        }
    }

    /// The order that was to be cancelled, or just looked up, is found.
    fn found(&mut self, id: OrderId, call: &Call) {
        let Some(order) = self.state.orders.get(&id) else {
            return;
        };
        let is_going = order
            .current()
            .is_some_and(|leg| leg.venue.status.phase() == VenuePhase::Cancelling);
        if call.kind == CallKind::Cancel && order.is_alive_at_venue() && !is_going {
            self.wait(id, self.at().plus_millis(RETRY_MS));
        } else {
            let at = self.at();
            self.update(id, |order| order.cancel_promised = is_going.then_some(at));
            self.end_call(id);
        }
    }

    /// A call whose time has come: an answer is overdue, or a retry is due.
    pub(super) fn call_due(&mut self, id: OrderId) {
        let Some(order) = self.state.orders.get(&id) else {
            return;
        };
        let Some(call) = order.call else {
            return;
        };
        match (call.phase, call.kind) {
            (CallPhase::Sent | CallPhase::LookingUp, _) => self.again(id, CallPhase::LookingUp),
            (CallPhase::Waiting, CallKind::Cancel) if !order.is_alive_at_venue() => self.end_call(id),
            // Before it is sent, or sent again, to a venue that may have it from an earlier attempt, it is looked up.
            (CallPhase::Waiting, CallKind::Submit) if call.tries > 1 || order.cancel_since.is_some() => {
                self.again(id, CallPhase::LookingUp);
            }
            (CallPhase::Waiting, _) => self.again(id, CallPhase::Sent),
        }
    }
}
