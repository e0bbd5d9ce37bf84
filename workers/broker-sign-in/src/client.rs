//! The OAuth client that panels sign in by: TradingView, or a chart of one's own. It is configured, not registered:
//! `BROKER_CLIENT_ID`, `BROKER_CLIENT_SECRET`, `BROKER_REDIRECT_URIS`.

use pinewire_shared::{Cx, crypto};

/// Whether it is the client that is configured.
pub(super) fn is_known(cx: &Cx, client_id: &str) -> bool {
    cx.var("BROKER_CLIENT_ID")
        .is_some_and(|known| !client_id.is_empty() && known == client_id)
}

/// Whether the secret is the client's. Without a configured secret nobody has it.
pub(super) fn has_secret(cx: &Cx, secret: &str) -> bool {
    cx.var("BROKER_CLIENT_SECRET")
        .is_some_and(|known| crypto::equal(known.as_bytes(), secret.as_bytes()))
}

/// Whether codes may be sent there: the whole address counts.
pub(super) fn may_return_to(cx: &Cx, redirect_uri: &str) -> bool {
    let listed = cx.var("BROKER_REDIRECT_URIS").unwrap_or_default();
    !redirect_uri.is_empty() && listed.split(',').any(|known| known.trim() == redirect_uri)
}
