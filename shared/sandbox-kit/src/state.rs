//! The one Durable Object of a stand-in.

use pinewire_shared::{Cx, Result, durable_object::Stub};

/// The object that keeps everything of a stand-in.
pub fn object(cx: &Cx, binding: &str) -> Result<Stub> {
    cx.durable_object(binding, "sandbox")
}
