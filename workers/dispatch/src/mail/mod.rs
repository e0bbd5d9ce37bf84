//! Mail: from the claimed job to the vendor's receipt. The job's id is the vendor's idempotency key, so that a mail
//! whose receipt was lost is not sent again.

mod buyer;
mod connection;
mod event_endpoint;
mod layout;
mod password_reset;
mod resend;

use pinewire_domain::{
    account::Language,
    backoff::Backoff,
    id::{ConnectionId, EndpointId, PurchaseId, UserId},
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
    /// Of the mail about an endpoint.
    #[serde(default)]
    endpoint_id: Option<EndpointId>,
    /// Of the mail to a buyer.
    #[serde(default)]
    purchase_id: Option<PurchaseId>,
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
    /// Nothing is sent to a seller's endpoint any more.
    EventEndpointDisabled,
    /// A buyer is asked for their username: the one mail that does not go to the user.
    PurchaseUsername,
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
    let Some(mail) = write(cx, job, &payload, recipient).await? else {
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
async fn write(cx: &Cx, job: &Claimed, payload: &Payload, recipient: Recipient) -> Result<Option<Mail>> {
    match payload.template {
        Template::PasswordReset => {
            let Recipient {
                email,
                display_name,
                language,
            } = recipient;
            let link = auth::password_reset::issue(cx, &payload.user_id).await?;
            Ok(Some(password_reset::write(language, email, &display_name, &link)))
        }
        Template::ConnectionAging => {
            about_connection(cx, payload, recipient, connection::Notice::Aging).await
        }
        Template::ConnectionDead => about_connection(cx, payload, recipient, connection::Notice::Dead).await,
        Template::EventEndpointDisabled => {
            let id = named(payload.endpoint_id.as_ref())?;
            event_endpoint::mail(cx, &payload.user_id, id, recipient).await
        }
        Template::PurchaseUsername => {
            let id = named(payload.purchase_id.as_ref())?;
            // Made of when the job was added: a mail that is sent again says the same.
            buyer::mail(cx, &payload.user_id, id, &recipient, job.created_at).await
        }
    }
}

fn named<T>(id: Option<&T>) -> Result<&T> {
    id.ok_or_else(|| Error::bug("a mail without the id of what it is about"))
}

async fn about_connection(
    cx: &Cx,
    payload: &Payload,
    recipient: Recipient,
    notice: connection::Notice,
) -> Result<Option<Mail>> {
    let id = named(payload.connection_id.as_ref())?;
    let Some(account) = connection::subject(cx, &payload.user_id, id, notice).await? else {
        return Ok(None);
    };
    let public_url = cx.required_var("PUBLIC_URL")?;
    let about = (notice, account.as_str());
    let Recipient {
        email,
        display_name,
        language,
    } = recipient;
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
