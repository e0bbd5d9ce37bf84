//! What all pages have in common: the class of the root element that tells whether somebody is signed in, and the
//! policy that lets them load from here only.

use pinewire_shared::{
    Result,
    http::{Response, response},
};

use crate::state::users::User;

/// What a page may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scripts {
    /// Our files, and what whoever takes a picture of a chart puts into the page to tell when it is drawn.
    Any,
    /// Our files only.
    Ours,
}

impl Scripts {
    const fn sources(self) -> &'static str {
        match self {
            Self::Any => "'self' 'unsafe-inline'",
            Self::Ours => "'self'",
        }
    }
}

/// A page.
pub(super) struct Page<'a> {
    /// Who is signed in.
    pub(super) visitor: Option<&'a User>,
    pub(super) title: &'a str,
    /// Markup of the head, such as scripts.
    pub(super) head: &'a str,
    /// Markup of the body, with its tag.
    pub(super) body: &'a str,
    pub(super) scripts: Scripts,
}

impl Page<'_> {
    pub(super) fn respond(&self, status: u16) -> Result<Response> {
        let answer = response::with_body(status, "text/html; charset=utf-8", &self.html())?;
        // Everything comes from here. The chart library brings styles of its own.
        let policy = format!(
            "default-src 'none'; script-src {}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
             connect-src 'self'; base-uri 'none'; form-action 'none'",
            self.scripts.sources()
        );
        answer.headers().set("content-security-policy", &policy)?;
        Ok(answer)
    }

    fn html(&self) -> String {
        let class = if self.visitor.is_some() {
            "is-authenticated"
        } else {
            "is-not-authenticated"
        };
        let Self {
            title, head, body, ..
        } = self;
        // Without an icon of its own, a browser would ask for one, and that request might spend a fault.
        format!(
            "<!doctype html>\n<html lang=\"en\" dir=\"ltr\" class=\"{class}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
             <link rel=\"icon\" href=\"data:,\">\n{head}\
             </head>\n{body}\n</html>\n"
        )
    }
}

/// A page with a heading and a sentence.
fn notice(status: u16, title: &str, text: &str) -> Result<Response> {
    let body = format!("<body>\n<main>\n<h1>{title}</h1>\n<p>{text}</p>\n</main>\n</body>");
    Page {
        visitor: None,
        title,
        head: "",
        body: &body,
        scripts: Scripts::Any,
    }
    .respond(status)
}

/// What TradingView shows with a status when it is TradingView that fails.
pub(crate) fn failure(status: u16) -> Result<Response> {
    let (title, text) = match status {
        403 => ("Forbidden", "You do not have access to this page."),
        404 => ("Page not found", "There is no such page."),
        429 => ("Too many requests", "Wait a moment before you load another page."),
        _ => ("Something went wrong", "This page can't be shown at the moment."),
    };
    notice(status, title, text)
}

/// What somebody sees who may not see a page before signing in.
pub(super) fn sign_in() -> Result<Response> {
    notice(
        403,
        "Sign in",
        "This chart layout is private. Sign in as its owner to see it.",
    )
}

/// What comes with status 200, whatever was asked for, when cookies are not accepted: the page for everybody.
pub(crate) fn signed_out() -> Result<Response> {
    notice(200, "TradingView (sandbox)", "Sign in to go on.")
}
