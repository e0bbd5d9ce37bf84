//! What a seller agrees to when they connect. The text and its version belong together: a new text is a new version, and
//! which one was agreed to stands with the connection.

use serde::Serialize;

/// The version of [`TEXT`].
pub(crate) const VERSION: &str = "2026-11";

/// The text.
pub(crate) const TEXT: &str = "I allow pinewire to use my TradingView account by the session cookies or the password \
that I enter: to read my username, picture, plan, coin balance and published scripts, to read who has access to my \
invite-only scripts, and to add, change and remove such access when I, my rules or my shop ask for it. The cookies are \
stored encrypted and are deleted when I disconnect; a password is used once and never stored. I know that TradingView \
offers no official interface for this, that its terms restrict automated use, and that it may limit or close my account \
because of it. I can withdraw this at any time by disconnecting.";

/// What is to be agreed to.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ConsentText {
    /// To be sent as `consent_version`.
    version: &'static str,
    /// The text.
    text: &'static str,
}

/// The text that counts today.
pub(crate) const fn current() -> ConsentText {
    ConsentText {
        version: VERSION,
        text: TEXT,
    }
}
