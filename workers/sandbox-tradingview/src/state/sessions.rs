//! Sessions: which pair of cookies is whose, signing in, and cookies that TradingView replaces by new ones.

use pinewire_domain::time::Timestamp;
use pinewire_sandbox_kit::sql::{first, integer, run};
use worker::{Result, SqlStorage};

use super::{
    settings,
    users::{self, User},
};
use crate::session::{Pair, random_digits};

const LIVE: &str = "live";
const SECOND_FACTOR: &str = "second_factor";
const DEAD: &str = "dead";

/// After so many wrong passwords in a row, a person must solve a captcha.
const MAX_FAILURES: i64 = 5;

/// What becomes of a sign-in.
#[derive(Debug)]
pub(crate) enum SignIn {
    /// It worked.
    Done { user: User, pair: Pair },
    /// The code is wanted; the cookie tells whose.
    SecondFactor { sessionid: String },
    /// A person must solve a captcha.
    Captcha,
    /// Wrong name, password or code.
    Refused,
}

/// Whose pair it is, if it is alive.
pub(crate) fn user_of(sql: &SqlStorage, pair: Option<&Pair>, now: Timestamp) -> Result<Option<User>> {
    let Some(pair) = pair else {
        return Ok(None);
    };
    let Some(session) = find(sql, &pair.sessionid)? else {
        return match pair.named() {
            None => Ok(None),
            Some(named) => {
                let user = users::ensure(sql, &named, now)?;
                open(sql, pair, user.id, LIVE)?;
                Ok(Some(user))
            }
        };
    };
    let is_signed = session.sessionid_sign == pair.sessionid_sign || pair.named().is_some();
    let is_over = match session.replaced_at {
        None => false,
        Some(at) => now.as_millis() >= at + i64::from(settings::rotation(sql)?.grace_ms),
    };
    if session.stage != LIVE || !is_signed || is_over {
        return Ok(None);
    }
    users::by_id(sql, session.user_id)
}

/// The pair that takes the place of this one, if it was used often enough. Whoever goes on with the old one, as long
/// as it works, is told of the same new one.
pub(super) fn rotate(sql: &SqlStorage, pair: &Pair, now: Timestamp) -> Result<Option<Pair>> {
    let rotation = settings::rotation(sql)?;
    let Some(session) = find(sql, &pair.sessionid)? else {
        return Ok(None);
    };
    if let Some(successor) = session.successor {
        let next = find(sql, &successor)?;
        return Ok(next.map(|next| Pair {
            sessionid: successor,
            sessionid_sign: next.sessionid_sign,
        }));
    }
    if rotation.every_calls == 0 {
        return Ok(None);
    }
    let uses = session.uses + 1;
    if uses < i64::from(rotation.every_calls) {
        let update = "UPDATE sessions SET uses = ? WHERE sessionid = ?";
        run(sql, update, vec![integer(uses), pair.sessionid.as_str().into()])?;
        return Ok(None);
    }
    let next = Pair::random()?;
    open(sql, &next, session.user_id, LIVE)?;
    let update = "UPDATE sessions SET replaced_at = ?, successor = ? WHERE sessionid = ?";
    let values = vec![
        integer(now.as_millis()),
        next.sessionid.as_str().into(),
        pair.sessionid.as_str().into(),
    ];
    run(sql, update, values)?;
    Ok(Some(next))
}

/// By name and password.
pub(crate) fn sign_in(sql: &SqlStorage, username: &str, password: &str, now: Timestamp) -> Result<SignIn> {
    let Some(secrets) = users::secrets(sql, username)? else {
        return Ok(SignIn::Refused);
    };
    if secrets.captcha || secrets.failures >= MAX_FAILURES {
        return Ok(SignIn::Captcha);
    }
    let is_right = secrets.password.is_some_and(|right| right == password);
    users::count_failure(sql, secrets.id, !is_right)?;
    if !is_right {
        return Ok(SignIn::Refused);
    }
    if secrets.two_factor_code.is_some() {
        let pair = Pair {
            sessionid: random_digits::<16>()?,
            sessionid_sign: String::new(),
        };
        open(sql, &pair, secrets.id, SECOND_FACTOR)?;
        return Ok(SignIn::SecondFactor {
            sessionid: pair.sessionid,
        });
    }
    let pair = begin(sql, secrets.id)?;
    let user = user_of(sql, Some(&pair), now)?;
    Ok(user.map_or(SignIn::Refused, |user| SignIn::Done { user, pair }))
}

/// The code, after name and password.
pub(crate) fn second_factor(sql: &SqlStorage, sessionid: &str, code: &str) -> Result<SignIn> {
    let waiting = find(sql, sessionid)?.filter(|session| session.stage == SECOND_FACTOR);
    let Some(user) = waiting
        .map(|session| users::by_id(sql, session.user_id))
        .transpose()?
        .flatten()
    else {
        return Ok(SignIn::Refused);
    };
    let secrets = users::secrets(sql, &user.username)?;
    let is_right = secrets.is_some_and(|secrets| secrets.two_factor_code.as_deref() == Some(code));
    if !is_right {
        return Ok(SignIn::Refused);
    }
    expire(sql, sessionid)?;
    let pair = begin(sql, user.id)?;
    Ok(SignIn::Done { user, pair })
}

/// A new session of a user.
pub(crate) fn begin(sql: &SqlStorage, user_id: i64) -> Result<Pair> {
    let pair = Pair::random()?;
    open(sql, &pair, user_id, LIVE)?;
    Ok(pair)
}

/// Ends a session, also one that was never used.
pub(crate) fn expire(sql: &SqlStorage, sessionid: &str) -> Result<()> {
    let upsert = "INSERT INTO sessions (sessionid, sessionid_sign, user_id, stage) VALUES (?1, '', 0, ?2)
        ON CONFLICT DO UPDATE SET stage = ?2";
    run(sql, upsert, vec![sessionid.into(), DEAD.into()])
}

fn open(sql: &SqlStorage, pair: &Pair, user_id: i64, stage: &str) -> Result<()> {
    let insert = "INSERT INTO sessions (sessionid, sessionid_sign, user_id, stage) VALUES (?, ?, ?, ?)";
    let values = vec![
        pair.sessionid.as_str().into(),
        pair.sessionid_sign.as_str().into(),
        integer(user_id),
        stage.into(),
    ];
    run(sql, insert, values)
}

struct Session {
    sessionid_sign: String,
    user_id: i64,
    stage: String,
    uses: i64,
    replaced_at: Option<i64>,
    successor: Option<String>,
}

fn find(sql: &SqlStorage, sessionid: &str) -> Result<Option<Session>> {
    let query = "SELECT sessionid_sign, user_id, stage, uses, replaced_at, successor FROM sessions WHERE sessionid = ?";
    let Some(mut row) = first(sql, query, vec![sessionid.into()])? else {
        return Ok(None);
    };
    Ok(Some(Session {
        sessionid_sign: row.text()?,
        user_id: row.integer()?,
        stage: row.text()?,
        uses: row.integer()?,
        replaced_at: row.optional_integer()?,
        successor: row.optional_text()?,
    }))
}
