//! What happens without a command: days, figures, losses, alarms, the restart after a crash, and tidying up.

use super::calls::{ANSWER_MS, RETRY_MS};
use super::effect::{Effect, Happened, Reply};
use super::input::Figures;
use super::state::{Day, Settings, State};
use super::turn::Turn;
use crate::decimal::Decimal;
use crate::symbol::Symbol;
use crate::time::{DAY_MS, Timestamp};
use crate::trading::order::{CallKind, CallPhase, Order, TimeInForce};
use crate::trading::position::{Entry, EntryKind};

/// How often the venue's books are read while anything is open or held.
const SNAPSHOT_MS: i64 = 60_000;
/// How often it is tried to read them for the first time: until then nothing can be ordered.
const FIRST_SNAPSHOT_MS: i64 = 5_000;
/// How long projecting may take before it is asked for again.
const PROJECT_MS: i64 = 10_000;
/// How long news of single fills are waited for after an order last changed, when only their sum is known.
const SINGLE_FILLS_MS: i64 = 30_000;
/// How long orders, keys and single fills are kept.
const KEEP_MS: i64 = 7 * DAY_MS;

/// When something is due next.
pub(super) fn next_alarm(state: &State) -> Option<Timestamp> {
    let calls = state.orders.values().filter_map(due_at);
    let ends = state.orders.values().filter_map(runs_out_at);
    let sums = state.orders.values().filter_map(sums_up_at);
    let core = &state.core;
    let busy = state.orders.values().any(|order| !order.status.is_final())
        || state.books.values().any(|book| !book.position().is_flat());
    let snapshot = match core.snapshot_asked {
        None => Some(Timestamp::EPOCH),
        Some(asked) if busy || !core.opened || !core.drifts.is_empty() => {
            Some(asked.plus_millis(snapshot_ms(state)))
        }
        Some(asked) => Some(asked.plus_millis(DAY_MS)),
    };
    let project = core.project_asked.map(|asked| asked.plus_millis(PROJECT_MS));
    calls.chain(ends).chain(sums).chain(snapshot).chain(project).min()
}

const fn snapshot_ms(state: &State) -> i64 {
    if state.core.opened {
        SNAPSHOT_MS
    } else {
        FIRST_SNAPSHOT_MS
    }
}

/// When an order's time runs out. Venues know no such time, so that the order has to be cancelled then.
fn runs_out_at(order: &Order) -> Option<Timestamp> {
    let stands = !order.status.is_final() && order.cancel_since.is_none();
    let until = order.request.expires_at?;
    (stands && order.request.duration == TimeInForce::Gtd).then_some(until)
}

/// When what is only known as a sum of an order's fills is counted as one.
fn sums_up_at(order: &Order) -> Option<Timestamp> {
    order
        .has_sums()
        .then(|| order.updated_at.plus_millis(SINGLE_FILLS_MS))
}

/// When an order wants attention.
fn due_at(order: &Order) -> Option<Timestamp> {
    match (order.call, order.cancel_promised) {
        (Some(call), _) => Some(match call.phase {
            CallPhase::Sent => call.at.plus_millis(ANSWER_MS),
            CallPhase::LookingUp => {
                // Slower each time, up to a minute.
                let tries = i64::from(call.tries.min(30));
                call.at.plus_millis(RETRY_MS * tries)
            }
            CallPhase::Waiting => call.at,
        }),
        (None, Some(promised)) if order.is_alive_at_venue() => Some(promised.plus_millis(ANSWER_MS)),
        _ => None,
    }
}

impl Turn<'_> {
    /// A new trading day lifts the lock of the last.
    pub(super) fn begin_day(&mut self) {
        if self.now.day > self.state.core.day.day {
            self.state.core.day = Day {
                day: self.now.day.clone(),
                start_equity: self.state.core.figures.map(|figures| figures.equity),
                start_realised: self.state.realised(),
                locked: None,
            };
        }
    }

    pub(super) fn figures(&mut self, figures: Figures) {
        if self.state.core.figures.is_none_or(|known| known.at <= figures.at) {
            self.state.core.figures = Some(figures);
            self.state.core.day.start_equity.get_or_insert(figures.equity);
        }
    }

    pub(super) fn settings(&mut self, settings: Settings) {
        self.state.core.settings = settings;
    }

    pub(super) fn projected(&mut self, through: u64) {
        let through = through.min(self.state.core.seq);
        self.state.core.projected = self.state.core.projected.max(through);
        if self.state.core.projected == self.state.core.seq {
            self.state.core.project_asked = None;
        }
    }

    pub(super) fn project(&mut self) {
        self.state.core.project_asked = Some(self.at());
        self.effects.push(Effect::Project {
            through: self.state.core.seq,
        });
    }

    /// Locks the account for the day when its loss reaches the limit, and takes back the orders that would open more.
    pub(super) fn watch_losses(&mut self) {
        let core = &self.state.core;
        let limits = self.state.limits();
        let by_percent = limits
            .max_daily_loss_percent
            .zip(core.day.start_equity)
            .and_then(|(percent, equity)| equity.saturating_mul(percent).checked_div(Decimal::from(100)));
        let limit = [limits.max_daily_loss, by_percent].into_iter().flatten().min();
        let (Some(limit), None) = (limit, core.day.locked) else {
            return;
        };
        let by_equity = core
            .day
            .start_equity
            .zip(core.figures)
            .map(|(start, figures)| start.saturating_sub(figures.equity));
        let by_books = core.day.start_realised.saturating_sub(self.state.realised());
        let loss = by_books.max(by_equity.unwrap_or_default());
        if loss < limit {
            return;
        }
        self.state.core.day.locked = Some((loss.round(2), limit.round(2)));
        self.tell(Happened::DayLocked {
            loss: loss.round(2),
            limit: limit.round(2),
        });
        let opening: Vec<_> = self
            .state
            .orders
            .values()
            .filter(|order| !order.status.is_final() && self.is_opening(order))
            .map(|order| order.id)
            .collect();
        for id in opening {
            self.request_cancel(id);
        }
    }

    /// After a crash: every call may have happened or not, and nobody will answer.
    pub(super) fn resume(&mut self) {
        let calls: Vec<_> = self
            .state
            .orders
            .values()
            .filter(|order| order.call.is_some_and(|call| call.phase != CallPhase::Waiting))
            .map(|order| order.id)
            .collect();
        for id in calls {
            self.again(id, CallPhase::LookingUp);
        }
        self.state.core.snapshot_asked = None;
        let waits = self.state.core.projected < self.state.core.seq;
        self.state.core.project_asked = waits.then_some(Timestamp::EPOCH);
        self.alarm();
    }

    pub(super) fn alarm(&mut self) {
        let at = self.at();
        let over: Vec<_> = self
            .state
            .orders
            .values()
            .filter(|order| runs_out_at(order).is_some_and(|until| until <= at))
            .map(|order| order.id)
            .collect();
        for id in over {
            self.request_cancel(id);
        }
        let summed: Vec<_> = self
            .state
            .orders
            .values()
            .filter(|order| sums_up_at(order).is_some_and(|due| due <= at))
            .map(|order| order.id)
            .collect();
        for id in summed {
            self.update(id, Order::sum_up);
        }
        let due: Vec<_> = self
            .state
            .orders
            .values()
            .filter(|order| due_at(order).is_some_and(|due| due <= at))
            .map(|order| (order.id, order.call.is_some()))
            .collect();
        for (id, has_call) in due {
            if has_call {
                self.call_due(id);
            } else {
                self.begin_call(id, CallKind::LookUp);
            }
        }
        let flat = |state: &State, symbol: &Symbol| state.position(symbol).is_flat();
        let held: Vec<_> = self.state.books.keys().cloned().collect();
        self.moved_or_due
            .extend(held.into_iter().filter(|symbol| !flat(self.state, symbol)));
        let asked = self.state.core.snapshot_asked;
        if asked.is_none_or(|asked| asked.plus_millis(snapshot_ms(self.state)) <= at) {
            self.state.core.snapshot_asked = Some(at);
            self.effects.push(Effect::Snapshot);
            self.tidy();
        }
        let asked = self.state.core.project_asked;
        if asked.is_some_and(|asked| asked.plus_millis(PROJECT_MS) <= at) {
            self.project();
        }
    }

    pub(super) fn split(
        &mut self,
        key: &str,
        symbol: &Symbol,
        new: Decimal,
        old: Decimal,
        at: Timestamp,
    ) -> Reply {
        if new <= Decimal::ZERO || old <= Decimal::ZERO {
            return Reply::Conflict("A split is of so many units for so many, both above 0.".to_owned());
        }
        if self.state.position(symbol).is_flat() {
            return Reply::NotFound;
        }
        self.enter(symbol, &format!("split:{key}"), at, EntryKind::Split { new, old });
        Reply::Done
    }

    pub(super) fn enter(&mut self, symbol: &Symbol, key: &str, at: Timestamp, kind: EntryKind) {
        let book = self.state.books.or_default(symbol.clone());
        book.put(Entry {
            at,
            key: key.to_owned(),
            kind,
        });
        self.rebooked.insert(symbol.clone());
        self.moved.insert(symbol.clone());
    }

    /// Lets go of what ended long ago. Single fills are folded away only once no order can change them any more.
    fn tidy(&mut self) {
        let horizon = self.at().plus_millis(-KEEP_MS);
        let is_old = |order: &Order| {
            order.status.is_final()
                && order.call.is_none()
                && !order.is_alive_at_venue()
                && order.updated_at < horizon
        };
        let kept_parents: Vec<_> = self
            .state
            .orders
            .values()
            .filter(|order| !is_old(order))
            .filter_map(|order| order.parent)
            .collect();
        let old: Vec<_> = self
            .state
            .orders
            .values()
            .filter(|order| is_old(order) && !kept_parents.contains(&order.id))
            .map(|order| (order.id, order.is_trade()))
            .collect();
        for (id, was_trade) in old {
            self.state.orders.remove(&id);
            self.state.core.archived_trades += u32::from(was_trade);
            self.archived.insert(id);
            self.tell(Happened::Archived { order: id });
        }
        // Fills are of the venue's time, which may be far from ours.
        let of_orders = self.state.orders.values().flat_map(|order| {
            let fills = order.fills().into_iter().map(|fill| fill.at);
            fills.chain([order.created_at])
        });
        let horizon = of_orders.min().map_or(horizon, |oldest| oldest.min(horizon));
        for (symbol, book) in self.state.books.iter_mut() {
            if book.recent().first().is_some_and(|entry| entry.at < horizon) {
                book.compact(horizon);
                self.rebooked.insert(symbol.clone());
            }
        }
        let forgotten: Vec<_> = self
            .state
            .keys
            .iter()
            .filter(|(_, answered)| answered.at < horizon)
            .map(|(key, _)| key.clone())
            .collect();
        for key in forgotten {
            self.state.keys.remove(&key);
            self.keys.insert(key);
        }
    }
}
