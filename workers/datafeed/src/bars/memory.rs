//! Bars that this isolate has seen: those that no longer change, and for a second those that do.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use pinewire_domain::time::Timestamp;

use super::BarFile;

/// About 25 MB.
const MAX_CANDLES: usize = 250_000;

#[derive(Debug)]
struct Known {
    file: Rc<BarFile>,
    read_at: Timestamp,
    used: u64,
}

thread_local! {
    static KNOWN: RefCell<BTreeMap<String, Known>> = const { RefCell::new(BTreeMap::new()) };
    static USES: Cell<u64> = const { Cell::new(0) };
}

/// What was kept under this key, and when.
pub(super) fn get(key: &str) -> Option<(Rc<BarFile>, Timestamp)> {
    KNOWN.with_borrow_mut(|known| {
        let found = known.get_mut(key)?;
        found.used = next_use();
        Some((Rc::clone(&found.file), found.read_at))
    })
}

pub(super) fn put(key: String, file: Rc<BarFile>, read_at: Timestamp) {
    let used = next_use();
    KNOWN.with_borrow_mut(|known| {
        known.insert(key, Known { file, read_at, used });
        make_room(known);
    });
}

fn next_use() -> u64 {
    USES.replace(USES.get() + 1)
}

/// What was not used for longest goes.
fn make_room(known: &mut BTreeMap<String, Known>) {
    let mut candles: usize = known.values().map(|known| known.file.candles.len()).sum();
    while candles > MAX_CANDLES && known.len() > 1 {
        let oldest = known
            .iter()
            .min_by_key(|(_, known)| known.used)
            .map(|(key, _)| key.clone());
        let Some(removed) = oldest.and_then(|key| known.remove(&key)) else {
            return;
        };
        candles -= removed.file.candles.len().min(candles);
    }
}
