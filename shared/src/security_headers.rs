//! What browsers are told about our answers: run no foreign script, guess no types, show us in no frame.

/// What kind of answer it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// The web app.
    App,
    /// The API reference, whose viewer writes its own styles.
    Reference,
    /// Answers for programs: nothing in them is ever to be shown as a page.
    Api,
}

/// Two years, as the preload list of browsers asks for.
const HSTS: &str = "max-age=63072000; includeSubDomains";
const PERMISSIONS: &str = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()";

/// Scripts come from files of ours alone. Styles may be inline: the toasts and dialogs of the web app bring theirs, and
/// a style can't run anything.
const APP_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const API_POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

impl Content {
    const fn policy(self) -> &'static str {
        match self {
            Self::App | Self::Reference => APP_POLICY,
            Self::Api => API_POLICY,
        }
    }
}

/// The headers. `https` is whether the request came over TLS: told over plain HTTP, HSTS would lock people out of a
/// local installation.
pub fn headers(content: Content, https: bool) -> Vec<(&'static str, &'static str)> {
    let mut headers = vec![
        ("content-security-policy", content.policy()),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("permissions-policy", PERMISSIONS),
        ("cross-origin-opener-policy", "same-origin"),
    ];
    if https {
        headers.push(("strict-transport-security", HSTS));
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_answer_may_run_inline_or_foreign_scripts() {
        for content in [Content::App, Content::Reference, Content::Api] {
            for directive in content.policy().split(';').map(str::trim) {
                let about_scripts =
                    directive.starts_with("script-src") || directive.starts_with("default-src");
                assert!(
                    !about_scripts || !directive.contains("unsafe"),
                    "{content:?}: {directive}"
                );
                assert!(
                    !directive.contains('*') && !directive.contains("http"),
                    "{content:?}: {directive}"
                );
            }
            assert!(content.policy().contains("frame-ancestors 'none'"));
        }
    }

    #[test]
    fn hsts_is_for_https_only() {
        let has = |https| {
            headers(Content::App, https)
                .iter()
                .any(|(name, _)| *name == "strict-transport-security")
        };
        assert!(has(true) && !has(false));
    }
}
