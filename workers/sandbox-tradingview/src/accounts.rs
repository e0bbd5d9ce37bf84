//! Signing in by name and password, with a code where the account has a second factor. A captcha is for people alone:
//! there is no way around it here either.

use pinewire_shared::{
    Result,
    http::{Response, response},
};
use serde::Serialize;
use serde_json::json;

use crate::{
    pages::tokens_of,
    routes::Route,
    session::{Pair, set_cookie},
    state::{
        sessions::{self, SignIn},
        users::User,
    },
    visit::Visit,
};

pub(crate) const ROUTES: &[Route] = &[
    ("POST", "/accounts/signin", sign_in),
    ("POST", "/accounts/two-factor/signin/totp", second_factor),
];

#[derive(Serialize)]
struct Refusal<'a> {
    error: &'a str,
    code: &'a str,
    message: &'a str,
}

fn sign_in(visit: &Visit) -> Result<Response> {
    let username = visit.field("username").unwrap_or_default();
    let password = visit.field("password").unwrap_or_default();
    answer(sessions::sign_in(&visit.sql, &username, &password, visit.now)?)
}

/// Whose code it is, the cookie tells that the first factor set.
fn second_factor(visit: &Visit) -> Result<Response> {
    let code = visit.field("code").unwrap_or_default();
    let sessionid = visit.sessionid.as_deref().unwrap_or_default();
    answer(sessions::second_factor(&visit.sql, sessionid, &code)?)
}

fn answer(outcome: SignIn) -> Result<Response> {
    match outcome {
        SignIn::Done { user, pair } => signed_in(&user, &pair),
        SignIn::SecondFactor { sessionid } => {
            let answer = response::json(&Refusal {
                error: "2FA_required",
                code: "2FA_required",
                message: "Second authentication factor is needed",
            })?;
            let cookie = set_cookie("sessionid", &sessionid);
            answer.headers().append("set-cookie", &cookie)?;
            Ok(answer)
        }
        SignIn::Captcha => response::json(&Refusal {
            error: "Please confirm that you are not a robot by clicking the captcha box.",
            code: "recaptcha_required",
            message: "",
        }),
        SignIn::Refused => response::json(&Refusal {
            error: "The details you entered are wrong. Check them and try again.",
            code: "invalid_credentials",
            message: "",
        }),
    }
}

fn signed_in(user: &User, pair: &Pair) -> Result<Response> {
    let [auth_token, session_hash, private_channel] = tokens_of(user);
    let answer = response::json(&json!({
        "error": "",
        "user": {
            "id": user.id,
            "username": user.username,
            "first_name": "",
            "last_name": "",
            "reputation": 0,
            "following": 0,
            "followers": 0,
            "notification_count": { "following": 0, "user": 0 },
            "session_hash": session_hash,
            "private_channel": private_channel,
            "auth_token": auth_token,
            "date_joined": user.joined,
        },
    }))?;
    for cookie in pair.set_cookies() {
        answer.headers().append("set-cookie", &cookie)?;
    }
    Ok(answer)
}
