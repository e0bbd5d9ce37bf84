//! Work on several things at once, but not on all. The combinator of `futures-util` that does this is made for thousands
//! of futures and weighs 4 KiB compressed in every worker that uses it; here there are ten at most.

use std::{
    cell::RefCell,
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
};

/// Does `work` with each of the items, with at most `at_once` of them under way at a time, in their order.
pub async fn for_each<T>(items: Vec<T>, at_once: usize, work: impl AsyncFn(T)) {
    let rest = RefCell::new(items.into_iter());
    let next = || rest.borrow_mut().next();
    let lane = async || {
        while let Some(item) = next() {
            work(item).await;
        }
    };
    let mut lanes: Vec<Pin<Box<dyn Future<Output = ()> + '_>>> = Vec::new();
    for _ in 0..at_once.max(1) {
        lanes.push(Box::pin(lane()));
    }
    poll_fn(|context| {
        lanes.retain_mut(|lane| lane.as_mut().poll(context).is_pending());
        if lanes.is_empty() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use futures_util::FutureExt as _;
    use proptest::prelude::*;

    use super::for_each;

    /// Pending once, so that another lane gets its turn.
    async fn pause() {
        let mut paused = false;
        std::future::poll_fn(|context| {
            if std::mem::replace(&mut paused, true) {
                return std::task::Poll::Ready(());
            }
            context.waker().wake_by_ref();
            std::task::Poll::Pending
        })
        .await;
    }

    /// Polls until it is done: every future here wakes itself.
    fn run(future: impl Future<Output = ()>) {
        let mut future = Box::pin(future);
        for _ in 0..10_000 {
            if future.as_mut().now_or_never().is_some() {
                return;
            }
        }
        panic!("it never ends");
    }

    proptest! {
        #[test]
        fn each_item_is_worked_on_once_and_never_more_at_a_time_than_allowed(
            pauses in prop::collection::vec(0usize..4, 0..40), at_once in 0usize..6
        ) {
            let (busy, most, begun) = (Cell::new(0), Cell::new(0), Cell::new(Vec::new()));
            let items: Vec<(usize, usize)> = pauses.iter().copied().enumerate().collect();
            run(for_each(items, at_once, async |(index, pauses)| {
                let mut so_far = begun.take();
                so_far.push(index);
                begun.set(so_far);
                busy.set(busy.get() + 1);
                most.set(most.get().max(busy.get()));
                for _ in 0..pauses {
                    pause().await;
                }
                busy.set(busy.get() - 1);
            }));
            prop_assert_eq!(begun.take(), (0..pauses.len()).collect::<Vec<_>>());
            prop_assert!(most.get() <= at_once.max(1));
            prop_assert_eq!(busy.get(), 0);
        }
    }
}
