//! Symbols of the table, remembered for a minute: every request begins with a look at one.

use std::{cell::RefCell, rc::Rc};

use super::symbols::{self, Listing};
use crate::{Cx, Result};
use pinewire_domain::{symbol::Symbol, time::Timestamp};

const FRESH_MS: i64 = 60_000;
const MAX_NAMES: usize = 300;

#[derive(Debug, Clone)]
struct Known {
    name: Symbol,
    at: Timestamp,
    listing: Option<Rc<Listing>>,
}

thread_local! {
    static BY_NAME: RefCell<Vec<Known>> = const { RefCell::new(Vec::new()) };
}

/// The instrument of any of its names.
pub async fn find(cx: &Cx, name: &Symbol) -> Result<Option<Rc<Listing>>> {
    let known = BY_NAME.with_borrow(|known| known.iter().find(|known| known.name == *name).cloned());
    if let Some(known) = known.filter(|known| cx.now().millis_since(known.at) < FRESH_MS) {
        return Ok(known.listing);
    }
    let listing = symbols::listing(cx, name).await?.map(Rc::new);
    BY_NAME.with_borrow_mut(|known| {
        known.retain(|known| known.name != *name);
        if known.len() >= MAX_NAMES {
            known.remove(0);
        }
        known.push(Known {
            name: name.clone(),
            at: cx.now(),
            listing: listing.clone(),
        });
    });
    Ok(listing)
}
