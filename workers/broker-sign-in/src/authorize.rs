//! `/oauth/authorize`: the page where the user signs in and lets the panel trade, and the code that it takes back.

use form_urlencoded::Serializer;
use pinewire_shared::{
    Cx, Error, Result,
    auth::csrf,
    crypto::sha256_hex,
    http::{Problem, Request, Response},
    panel::Fields,
    params, random, sql,
};

use crate::{client, page, sign_in::sign_in};

/// How long a code is good for.
const CODE_SECONDS: i64 = 60;
/// States and challenges are shorter.
const MAX_CHARS: usize = 2_048;

sql! {
    /// ?2 code, ?3 session, ?4 client, ?5 where it goes, ?6 challenge, ?7 now, ?8 end.
    tenant ADD_CODE = "INSERT INTO panel_codes (user_id, code_hash, session_id, client_id, redirect_uri, code_challenge,
          created_at, expires_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
}

/// What the panel asks for: parameters of the page, hidden fields of its form.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) response_type: String,
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    pub(super) state: String,
    pub(super) code_challenge: String,
    pub(super) code_challenge_method: String,
}

impl Asked {
    fn read(request: &Request) -> Self {
        let query = Fields::of_query(request);
        Self {
            response_type: query.text("response_type"),
            client_id: query.text("client_id"),
            redirect_uri: query.text("redirect_uri"),
            state: query.text("state"),
            code_challenge: query.text("code_challenge"),
            code_challenge_method: query.text("code_challenge_method"),
        }
    }

    /// Nobody is sent to an address that is not the client's: that would hand codes to whoever made the link.
    fn check(&self, cx: &Cx) -> Result<()> {
        let refuse = |detail: &str| Err(Problem::bad_request("authorization_invalid", detail).into());
        if !client::is_known(cx, &self.client_id) {
            return refuse("The program that sent you here is not known.");
        }
        if !client::may_return_to(cx, &self.redirect_uri) {
            return refuse("The program that sent you here wants to be answered where it is not known.");
        }
        if self.response_type != "code" {
            return refuse("Only response_type=code is offered.");
        }
        if !self.code_challenge.is_empty() && self.code_challenge_method != "S256" {
            return refuse("Only code_challenge_method=S256 is offered.");
        }
        if self.state.len() > MAX_CHARS || self.code_challenge.len() > MAX_CHARS {
            return refuse("The state is too long.");
        }
        Ok(())
    }

    fn back(&self, fields: &[(&str, &str)]) -> Result<Response> {
        let mut query = Serializer::new(String::new());
        for (name, value) in fields {
            query.append_pair(name, value);
        }
        if !self.state.is_empty() {
            query.append_pair("state", &self.state);
        }
        let mark = if self.redirect_uri.contains('?') { '&' } else { '?' };
        let answer = worker::ResponseBuilder::new().with_status(303).empty();
        let headers = answer.headers();
        headers.set(
            "location",
            &format!("{}{mark}{}", self.redirect_uri, query.finish()),
        )?;
        headers.set("referrer-policy", "no-referrer")?;
        Ok(answer)
    }
}

/// `GET /oauth/authorize`
pub(crate) async fn show(cx: Cx, request: Request) -> Result<Response> {
    let asked = Asked::read(&request);
    match asked.check(&cx) {
        Ok(()) => page::sign_in(&asked, "", None),
        Err(error) => refused(error),
    }
}

/// `POST /oauth/authorize`
pub(crate) async fn decide(cx: Cx, mut request: Request) -> Result<Response> {
    csrf::check_origin(&cx, &request)?;
    let asked = Asked::read(&request);
    if let Err(error) = asked.check(&cx) {
        return refused(error);
    }
    let form = Fields::of_form(&mut request).await?;
    // By the button.
    if form.get("decision") == Some("deny") {
        return asked.back(&[("error", "access_denied")]);
    }
    let email = form.text("email");
    let subject = match sign_in(&cx, &request, &email, &form.text("password")).await {
        Ok(subject) => subject,
        Err(Error::Reject(problem)) => return page::sign_in(&asked, &email, Some(&problem.detail)),
        Err(error) => return Err(error),
    };
    let code = random::token()?;
    let challenge = Some(asked.code_challenge.as_str()).filter(|challenge| !challenge.is_empty());
    let params = params![
        sha256_hex(code.as_bytes()),
        &subject.session_id,
        asked.client_id.as_str(),
        asked.redirect_uri.as_str(),
        challenge,
        cx.now(),
        cx.now().plus_seconds(CODE_SECONDS)
    ];
    cx.db()?.tenant(&subject.user_id).run(&ADD_CODE, params).await?;
    asked.back(&[("code", &code)])
}

fn refused(error: Error) -> Result<Response> {
    match error {
        Error::Reject(problem) => page::refusal(problem.status, &problem.detail),
        error => Err(error),
    }
}
