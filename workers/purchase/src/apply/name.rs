//! Whose access an event is about.

use pinewire_domain::access::{purchase::PurchaseKind, username::Username};

use super::state::{Buyer, State};

/// The best name that is known. A person's word counts more than the shop's; an end is about whom the order was.
pub(super) fn of(state: &State) -> Option<&Username> {
    let event = &state.event;
    let ends = matches!(event.kind, PurchaseKind::Refund | PurchaseKind::Cancel);
    let of_order = state.order_name.as_ref();
    event
        .username
        .as_ref()
        .or_else(|| of_order.filter(|_| ends))
        .or_else(|| told(event.given_name.as_ref(), state.buyer.as_ref()))
        .or(of_order)
}

/// The shop's word, unless the buyer has corrected just that.
fn told<'a>(given: Option<&'a Username>, buyer: Option<&'a Buyer>) -> Option<&'a Username> {
    match (given, buyer) {
        (Some(given), Some(buyer)) if buyer.replaces.as_deref() == Some(given.key().as_str()) => {
            Some(&buyer.username)
        }
        (Some(given), _) => Some(given),
        (None, buyer) => buyer.map(|buyer| &buyer.username),
    }
}

#[cfg(test)]
mod tests {
    use pinewire_domain::id::{PurchaseHookId, PurchaseId};

    use super::*;
    use crate::apply::state::Event;

    fn name(text: &str) -> Option<Username> {
        (!text.is_empty()).then(|| Username::parse(text).unwrap())
    }

    fn state(kind: PurchaseKind, said: &str, given: &str, buyer: (&str, &str), order: &str) -> State {
        State {
            event: Event {
                id: PurchaseId::from_parts(1, 1),
                hook_id: PurchaseHookId::from_parts(1, 1),
                shop_event_id: "e".to_owned(),
                kind,
                order_id: None,
                email: None,
                given_name: name(given),
                username: name(said),
                round: 0,
                version: 1,
            },
            product: None,
            scripts: vec![],
            buyer: name(buyer.0).map(|username| Buyer {
                username,
                replaces: Some(buyer.1.to_owned()),
            }),
            order_name: name(order),
            is_refunded: false,
        }
    }

    #[test]
    fn a_persons_word_counts_more_than_the_shops() {
        use PurchaseKind::{Cancel, Purchase, Refund, Renewal};
        for (kind, said, given, buyer, order, expected) in [
            (Purchase, "", "Jane", ("", ""), "", "Jane"),
            (Purchase, "Ann", "Jane", ("Joe", "jane"), "Kim", "Ann"),
            (Renewal, "", "Jane", ("Joe", "jane"), "", "Joe"),
            (Renewal, "", "Jane2", ("Joe", "jane"), "", "Jane2"),
            (Renewal, "", "", ("Joe", "jane"), "", "Joe"),
            (Renewal, "", "", ("", ""), "Kim", "Kim"),
            (Refund, "", "Jane", ("", ""), "Joe", "Joe"),
            (Cancel, "", "Jane", ("Joe", "jane"), "", "Joe"),
            (Purchase, "", "", ("", ""), "", ""),
        ] {
            let state = state(kind, said, given, buyer, order);
            let found = of(&state).map_or("", Username::as_str);
            assert_eq!(found, expected, "{kind} {said} {given} {buyer:?} {order}");
        }
    }
}
