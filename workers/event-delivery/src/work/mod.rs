//! From an event to its receivers.

mod deliver;
mod hand_out;
mod post;
mod record;
mod replay;

pub(crate) use deliver::{abandon, deliver};
pub(crate) use hand_out::hand_out;
pub(crate) use replay::replay;
