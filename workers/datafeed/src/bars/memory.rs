//! Bars that this isolate has seen: those that no longer change, and for a second those that do.

use std::{cell::RefCell, rc::Rc};

use pinewire_domain::{time::Timestamp, trading::bar_store::BarFile};

/// About 25 MB.
const MAX_CANDLES: usize = 250_000;

#[derive(Debug)]
struct Known {
    key: String,
    file: Rc<BarFile>,
    read_at: Timestamp,
}

thread_local! {
    /// What was used last is at the end.
    static KNOWN: RefCell<Vec<Known>> = const { RefCell::new(Vec::new()) };
}

/// What was kept under this key, and when.
pub(super) fn get(key: &str) -> Option<(Rc<BarFile>, Timestamp)> {
    KNOWN.with_borrow_mut(|known| {
        let at = known.iter().position(|known| known.key == key)?;
        let found = known.remove(at);
        let answer = (Rc::clone(&found.file), found.read_at);
        known.push(found);
        Some(answer)
    })
}

/// Keeps it; what was not used for longest makes room.
pub(super) fn put(key: String, file: Rc<BarFile>, read_at: Timestamp) {
    KNOWN.with_borrow_mut(|known| {
        known.retain(|known| known.key != key);
        known.push(Known { key, file, read_at });
        let mut candles: usize = known.iter().map(|known| known.file.candles.len()).sum();
        while candles > MAX_CANDLES && known.len() > 1 {
            candles -= known.remove(0).file.candles.len();
        }
    });
}
