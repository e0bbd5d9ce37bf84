//! The kill switch: cancels what is open, refuses what opens, and, if wanted, closes what is held.

use super::effect::{Happened, Reply};
use super::state::{ExitKind, KillSwitch};
use super::turn::Turn;

impl Turn<'_> {
    pub(super) fn kill(&mut self, flatten: bool) -> Reply {
        let flatten = flatten || self.state.core.kill.is_some_and(|kill| kill.flatten);
        let since = self.state.core.kill.map_or(self.at(), |kill| kill.since);
        self.state.core.kill = Some(KillSwitch { since, flatten });
        self.tell(Happened::KillSwitched { on: true });
        let closing: Vec<_> = self.state.core.exits.values().map(|exit| exit.order).collect();
        let open: Vec<_> = self
            .state
            .orders
            .values()
            .filter(|order| !order.status.is_final() && !closing.contains(&order.id))
            .map(|order| order.id)
            .collect();
        for id in open {
            self.request_cancel(id);
        }
        self.moved_or_due.extend(self.state.books.keys().cloned());
        Reply::Done
    }

    pub(super) fn unkill(&mut self) -> Reply {
        if self.state.core.kill.take().is_some() {
            self.tell(Happened::KillSwitched { on: false });
        }
        Reply::Done
    }

    /// While the kill switch wants no positions, those that fills in flight still make are closed too.
    pub(super) fn flatten(&mut self) {
        if !self.state.core.kill.is_some_and(|kill| kill.flatten) {
            return;
        }
        let mut symbols = core::mem::take(&mut self.moved_or_due);
        symbols.extend(self.moved.iter().cloned());
        for symbol in symbols {
            let flat = self.state.position(&symbol).is_flat();
            if !flat && !self.state.core.exits.contains_key(&symbol) {
                let parts = ["flatten", &symbol.to_string(), &self.at().to_string()];
                let id = self.derived_id(self.at(), &parts);
                if !self.state.orders.contains_key(&id) {
                    self.begin_exit(&symbol, ExitKind::Close(None), id);
                }
            }
        }
    }
}
