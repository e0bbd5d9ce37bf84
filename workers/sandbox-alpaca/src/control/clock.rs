//! The venue's time.

use pinewire_domain::time::Timestamp;

use crate::{
    json::Object,
    venue::{refusal::Refusal, request::Fields},
    visit::{Outcome, Reply, Scene, read_time},
    world::Clock,
};

/// Longer is a mistake, and takes long.
const MAX_ADVANCE_MS: i64 = 400 * 86_400_000;

fn shown(scene: &Scene<'_>) -> Outcome {
    let clock = scene.world.settings.clock;
    let wire = Object::new()
        .time("at", clock.now(scene.visit.at))
        .flag("running", !matches!(clock, Clock::Stopped(_)))
        .flag("real", clock == Clock::Real);
    Reply::ok(&wire.build())
}

pub(super) fn show(scene: &mut Scene<'_>) -> Outcome {
    shown(scene)
}

fn time(fields: Fields<'_>, name: &str) -> Result<Option<Timestamp>, Refusal> {
    let wrong = || Refusal::invalid(format!("{name} must be a time"));
    fields
        .text(name)?
        .map(|text| read_time(text).ok_or_else(wrong))
        .transpose()
}

/// Moves the clock to a time; if that lies ahead, the time until then goes by.
fn move_to(scene: &mut Scene<'_>, clock: Clock) -> Outcome {
    scene.world.settings.clock = clock;
    scene.world.catch_up(scene.visit.at);
    shown(scene)
}

pub(super) fn set(scene: &mut Scene<'_>) -> Outcome {
    let body = scene.visit.json()?;
    let fields = Fields(&body);
    let at = time(fields, "at")?.ok_or_else(|| Refusal::invalid("at is required"))?;
    let clock = if fields.flag("running")? {
        Clock::Running(at.millis_since(scene.visit.at))
    } else {
        Clock::Stopped(at)
    };
    move_to(scene, clock)
}

pub(super) fn reset(scene: &mut Scene<'_>) -> Outcome {
    move_to(scene, Clock::Real)
}

pub(super) fn advance(scene: &mut Scene<'_>) -> Outcome {
    let body = scene.visit.json()?;
    let fields = Fields(&body);
    let to = match (time(fields, "to")?, fields.positive("seconds")?) {
        (Some(to), None) => to,
        (None, Some(seconds)) => {
            let ms = seconds
                .saturating_mul(1000.into())
                .floor_to_i64()
                .unwrap_or(i64::MAX);
            scene.now.plus_millis(ms)
        }
        _ => return Err(Refusal::invalid("give seconds or to")),
    };
    if !(0..=MAX_ADVANCE_MS).contains(&to.millis_since(scene.now)) {
        return Err(Refusal::invalid("must lie ahead, at most 400 days"));
    }
    let clock = scene.world.settings.clock.moved_to(to, scene.visit.at);
    move_to(scene, clock)
}
