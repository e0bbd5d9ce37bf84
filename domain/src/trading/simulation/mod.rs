//! A deterministic simulation of sequencer, network and venue under drops, duplicates, disorder, delays and crashes.
//!
//! Each seed is one account's life. `PINEWIRE_SEEDS=5000` tries more of them, `PINEWIRE_SEED=17` one; a failure prints its
//! seed. What must hold at every moment and at the end is in `world`.

mod random;
mod venue;
mod world;

use world::World;

const DEFAULT_SEEDS: u64 = 250;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn an_account_survives_whatever_happens() {
    let seeds = match number("PINEWIRE_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("PINEWIRE_SEEDS").unwrap_or(DEFAULT_SEEDS),
    };
    for seed in seeds {
        let outcome = std::panic::catch_unwind(|| World::new(seed).live());
        if let Err(panic) = outcome {
            eprintln!("PINEWIRE_SEED={seed} fails");
            std::panic::resume_unwind(panic);
        }
    }
}

#[test]
fn a_seed_is_always_the_same_life() {
    assert_eq!(World::new(7).live(), World::new(7).live());
}

/// The simulation would prove nothing if little happened in it.
#[test]
fn lives_are_full_of_trades_and_trouble() {
    let mut sum = world::Tally::default();
    for seed in 0..60 {
        sum.add(&World::new(seed).live());
    }
    for (what, count) in sum.counts() {
        assert!(count >= 20, "only {count} {what}: {sum:?}");
    }
}
