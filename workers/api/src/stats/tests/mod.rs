//! The figures that the database keeps, against a recount from scratch after every change.

mod world;

use pinewire_domain::signal::SignalResult;
use pinewire_shared::testing;
use proptest::{prelude::*, sample};
use rusqlite::OptionalExtension as _;

use self::world::{HOUR_MS, World};
use super::GROUPS;

/// What happens to a user's signals.
#[derive(Debug, Clone)]
enum Change {
    /// An alert of this ticker and strategy, at this hour. Hours repeat: signals of one millisecond have an order too.
    Create {
        hour: i64,
        ticker: &'static str,
        strategy: Option<&'static str>,
        result: SignalResult,
    },
    /// The user records an outcome.
    Set {
        signal: sample::Index,
        result: SignalResult,
        profit_loss_micros: Option<i64>,
    },
    Delete(sample::Index),
    Restore(sample::Index),
    /// Deleted for good, by retention.
    Purge(sample::Index),
}

fn change() -> impl Strategy<Value = Change> {
    let results = || prop::sample::select(SignalResult::ALL);
    let any_signal = any::<sample::Index>;
    prop_oneof![
        3 => (0..60_i64, prop::sample::select(&["A", "B"][..]), prop::option::of(Just("S")), results())
            .prop_map(|(hour, ticker, strategy, result)| Change::Create { hour, ticker, strategy, result }),
        8 => (any_signal(), results(), prop::option::of(-3..4_i64)).prop_map(|(signal, result, profit_loss_micros)| {
            Change::Set { signal, result, profit_loss_micros }
        }),
        1 => any_signal().prop_map(Change::Delete),
        1 => any_signal().prop_map(Change::Restore),
        1 => any_signal().prop_map(Change::Purge),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn every_change_leaves_what_a_recount_gives(changes in prop::collection::vec(change(), 1..120)) {
        let mut world = World::new();
        for change in &changes {
            world.make(change);
            world.check();
        }
    }
}

#[test]
fn a_user_goes_with_their_figures_and_leaves_those_of_others() {
    let mut world = World::new();
    for hour in 0..5 {
        world.create(hour * HOUR_MS, "A", Some("S"), SignalResult::Pending);
    }
    let sql = "UPDATE signals SET user_id = 'usr_1', result = iif(created_at = ?1, 'loss', 'win')";
    world.connection.execute(sql, [2 * HOUR_MS]).unwrap();
    world
        .connection
        .execute("DELETE FROM users WHERE id = 'usr_1'", [])
        .unwrap();
    for table in [
        "signals",
        "signal_stats",
        "signal_outcomes",
        "signal_streaks",
        "signal_days",
    ] {
        let row = world
            .connection
            .query_row(&format!("SELECT 1 FROM {table} LIMIT 1"), [], |_| Ok(()));
        assert_eq!(row.optional().unwrap(), None, "{table}");
    }
}

#[test]
fn streaks_are_read_by_their_index() {
    let plan = testing::query_plan(&testing::migrated(), GROUPS.0);
    assert!(
        plan.iter().any(
            |step| step.contains("signal_streaks_by_length (user_id=? AND scope=? AND key=? AND kind=?)")
        )
    );
    assert!(!plan.iter().any(|step| step.contains("SCAN")), "{plan:#?}");
}
