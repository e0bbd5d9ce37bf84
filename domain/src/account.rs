//! What an account has besides its rights ([`crate::auth`]) and its plan ([`crate::plan`]).

use crate::text_enum;

text_enum! {
    /// Whether somebody may sign in.
    AccountStatus("account status") {
        /// They may.
        Active = "active",
        /// They may not.
        Disabled = "disabled",
    }
}

text_enum! {
    /// A language that we speak: ISO 639-1.
    Language("language") {
        /// English
        English = "en",
        /// Spanish
        Spanish = "es",
        /// Turkish
        Turkish = "tr",
    }
}
