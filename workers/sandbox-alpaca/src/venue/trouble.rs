//! What goes wrong inside the venue, on demand: with the next orders, cancellations and updates. That whole answers are
//! lost or refused is left to the faults that all stand-ins have.

use pinewire_domain::text_enum;

use super::update::Update;

text_enum! {
    /// What goes wrong.
    Kind("kind") {
        /// An order stays `pending_new`.
        StuckNew = "stuck_new",
        /// An order is accepted, then rejected.
        LateReject = "late_reject",
        /// A cancellation stays `pending_cancel`.
        StuckCancel = "stuck_cancel",
        /// An update is not sent.
        DropUpdates = "drop_updates",
        /// An update is sent twice.
        DuplicateUpdates = "duplicate_updates",
        /// An update is sent after the one that follows it.
        ReorderUpdates = "reorder_updates",
        /// In place of an update, the connection is cut.
        CutStream = "cut_stream",
    }
}

/// A trouble that is to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) kind: Kind,
    /// How often.
    pub(crate) times: u32,
    /// Of which account; of all when absent.
    pub(crate) account: Option<String>,
}

/// Troubles in the order in which they were asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Troubles {
    pub(crate) planned: Vec<Trouble>,
    /// Updates that wait for the next of their account. They are lost when the object goes: updates may be.
    delayed: Vec<Update>,
}

/// What is sent to the streams of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Delivery {
    Send(Box<Update>),
    /// The connections of this account are cut.
    Cut(String),
}

const ORDERS: [Kind; 2] = [Kind::StuckNew, Kind::LateReject];
const UPDATES: [Kind; 4] = [
    Kind::DropUpdates,
    Kind::DuplicateUpdates,
    Kind::ReorderUpdates,
    Kind::CutStream,
];

impl Troubles {
    pub(crate) const fn new(planned: Vec<Trouble>) -> Self {
        Self {
            planned,
            delayed: Vec::new(),
        }
    }

    fn take(&mut self, account: &str, kinds: &[Kind]) -> Option<Kind> {
        let place = self.planned.iter().position(|trouble| {
            kinds.contains(&trouble.kind) && trouble.account.as_deref().is_none_or(|wanted| wanted == account)
        })?;
        let trouble = self.planned.get_mut(place)?;
        let kind = trouble.kind;
        trouble.times = trouble.times.saturating_sub(1);
        if trouble.times == 0 {
            self.planned.remove(place);
        }
        Some(kind)
    }

    /// What the next order of an account meets.
    pub(crate) fn of_order(&mut self, account: &str) -> Option<Kind> {
        self.take(account, &ORDERS)
    }

    /// Whether the next cancellation of an account gets stuck.
    pub(crate) fn of_cancel(&mut self, account: &str) -> bool {
        self.take(account, &[Kind::StuckCancel]).is_some()
    }

    /// How an update is delivered.
    pub(crate) fn deliver(&mut self, update: Update) -> Vec<Delivery> {
        let account = update.account.clone();
        let send = |update: Update| Delivery::Send(Box::new(update));
        let mut deliveries = match self.take(&account, &UPDATES) {
            Some(Kind::DropUpdates) => Vec::new(),
            Some(Kind::DuplicateUpdates) => vec![send(update.clone()), send(update)],
            Some(Kind::ReorderUpdates) => {
                self.delayed.push(update);
                return Vec::new();
            }
            Some(Kind::CutStream) => vec![Delivery::Cut(account.clone())],
            _ => vec![send(update)],
        };
        while let Some(place) = self.delayed.iter().position(|delayed| delayed.account == account) {
            deliveries.push(send(self.delayed.remove(place)));
        }
        deliveries
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::venue::testing::{account, buy, opened};

    fn updates() -> Vec<Update> {
        let mut account = account();
        let prices = opened();
        buy(&mut account, &prices, "1");
        buy(&mut account, &prices, "2");
        account.updates
    }

    fn delivered(kind: Kind) -> Vec<String> {
        let mut troubles = Troubles::default();
        troubles.planned.push(Trouble {
            kind,
            times: 1,
            account: None,
        });
        let deliveries = updates().into_iter().flat_map(|update| troubles.deliver(update));
        deliveries
            .map(|delivery| match delivery {
                Delivery::Send(update) => update.event.to_string(),
                Delivery::Cut(_) => "cut".to_owned(),
            })
            .collect()
    }

    #[test]
    fn updates_are_lost_doubled_swapped_or_cut_off() {
        assert_eq!(delivered(Kind::StuckNew), ["new", "fill", "new", "fill"]);
        assert_eq!(delivered(Kind::DropUpdates), ["fill", "new", "fill"]);
        assert_eq!(
            delivered(Kind::DuplicateUpdates),
            ["new", "new", "fill", "new", "fill"]
        );
        assert_eq!(delivered(Kind::ReorderUpdates), ["fill", "new", "new", "fill"]);
        assert_eq!(delivered(Kind::CutStream), ["cut", "fill", "new", "fill"]);
    }

    #[test]
    fn a_trouble_is_of_its_account_and_ends() {
        let mut troubles = Troubles::default();
        troubles.planned.push(Trouble {
            kind: Kind::StuckCancel,
            times: 2,
            account: Some("a".to_owned()),
        });
        assert!(!troubles.of_cancel("b"));
        assert_eq!([(); 3].map(|()| troubles.of_cancel("a")), [true, true, false]);
    }
}
