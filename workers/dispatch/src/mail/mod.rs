//! Mail: from the claimed job to the vendor's receipt. The job's id is the vendor's idempotency key, so that a mail
//! whose receipt was lost is not sent again.

mod connection;
mod layout;
mod password_reset;
mod resend;

use pinewire_domain::{
    account::Language,
    backoff::Backoff,
    id::{ConnectionId, UserId},
};
use pinewire_shared::{
    Cx, Error, Result, auth, clock, db::FromRow, jobs::Claimed, metrics, params, queue::Delivery, sql,
};
use serde::Deserialize;

use crate::wait;
use resend::Outcome;

sql! {
    /// Whose account can be used. ?1 user.
    system RECIPIENT = "SELECT email, display_name, language FROM users WHERE id = ?1 AND status = 'active'";
}

/// What a job says about the mail. Secrets are made when the mail is sent.
#[derive(Debug, Deserialize)]
struct Payload {
    template: Template,
    user_id: UserId,
    /// Of the mails about a connection.
    #[serde(default)]
    connection_id: Option<ConnectionId>,
}

/// What is written.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Template {
    /// A link to choose a new password.
    PasswordReset,
    /// A seller's cookies are old.
    ConnectionAging,
    /// A seller's cookies are dead.
    ConnectionDead,
}

#[derive(Debug, FromRow)]
struct Recipient {
    email: String,
    display_name: String,
    language: Language,
}

/// A mail to be sent.
struct Mail {
    to: String,
    subject: String,
    html: String,
    text: String,
}

/// Sends the mail that a job asks for.
pub(crate) async fn send(cx: &Cx, job: &Claimed) -> Result<Delivery> {
    let payload: Payload = job.payload()?;
    let user_id = &payload.user_id;
    let recipient: Option<Recipient> = cx.db()?.system().first(&RECIPIENT, params![user_id]).await?;
    let Some(recipient) = recipient else {
        // The account is gone: there is nobody to write to.
        return end(cx, job, None).await;
    };
    let Some(mail) = write(cx, &payload, recipient).await? else {
        return end(cx, job, None).await;
    };
    match resend::send(cx, job.id.as_str(), &mail).await? {
        Outcome::Sent => end(cx, job, Some("completed")).await,
        Outcome::Later {
            error_code,
            after_seconds,
        } => match wait::after(Backoff::MAIL, job.attempts)? {
            Some(delay) => try_later(cx, job, &error_code, delay.max(after_seconds)).await,
            None => give_up(cx, job, &error_code).await,
        },
        Outcome::Refused { error_code } => give_up(cx, job, &error_code).await,
    }
}

/// The mail; `None` when what it was to tell is no longer so.
async fn write(cx: &Cx, payload: &Payload, recipient: Recipient) -> Result<Option<Mail>> {
    let Recipient {
        email,
        display_name,
        language,
    } = recipient;
    let user_id = &payload.user_id;
    let notice = match payload.template {
        Template::PasswordReset => {
            let link = auth::password_reset::issue(cx, user_id).await?;
            return Ok(Some(password_reset::write(language, email, &display_name, &link)));
        }
        Template::ConnectionAging => connection::Notice::Aging,
        Template::ConnectionDead => connection::Notice::Dead,
    };
    let id = payload.connection_id.as_ref();
    let id = id.ok_or_else(|| Error::bug("a mail about a connection without its id"))?;
    let Some(account) = connection::subject(cx, user_id, id, notice).await? else {
        return Ok(None);
    };
    let public_url = cx.required_var("PUBLIC_URL")?;
    let about = (notice, account.as_str());
    Ok(Some(connection::write(
        language,
        email,
        &display_name,
        about,
        &public_url,
    )))
}

async fn end(cx: &Cx, job: &Claimed, outcome: Option<&str>) -> Result<Delivery> {
    let db = cx.db()?;
    let mut batch = db.batch();
    if let Some(outcome) = outcome {
        metrics::add(&mut batch, metrics::MAILS, &[("outcome", outcome)], 1)?;
    }
    job.complete(&mut batch)?;
    batch.run().await?;
    Ok(Delivery::Ack)
}

async fn try_later(cx: &Cx, job: &Claimed, error_code: &str, delay_seconds: u32) -> Result<Delivery> {
    let db = cx.db()?;
    let mut batch = db.batch();
    metrics::add(&mut batch, metrics::MAILS, &[("outcome", "retried")], 1)?;
    job.retry_later(
        &mut batch,
        clock::now().plus_seconds(delay_seconds.into()),
        error_code,
    )?;
    batch.run().await?;
    Ok(Delivery::Retry { delay_seconds })
}

async fn give_up(cx: &Cx, job: &Claimed, error_code: &str) -> Result<Delivery> {
    let db = cx.db()?;
    let mut batch = db.batch();
    metrics::add(&mut batch, metrics::MAILS, &[("outcome", "failed")], 1)?;
    job.bury(&mut batch, error_code, "The mail could not be sent.")?;
    batch.run().await?;
    Ok(Delivery::Ack)
}
