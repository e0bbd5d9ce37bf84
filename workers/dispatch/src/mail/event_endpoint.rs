//! The mail that says that nothing is sent to an endpoint any more. Whether that is still so is looked up when the mail
//! is sent.

use pinewire_domain::{
    account::Language,
    id::{EndpointId, UserId},
};
use pinewire_shared::{Cx, Result, db::FromRow, params, sql};

use super::{
    Mail, Recipient,
    layout::{self, Words},
};

sql! {
    /// ?2 endpoint.
    tenant DISABLED = "SELECT url, disabled_reason AS reason FROM event_endpoints
        WHERE user_id = ?1 AND id = ?2 AND disabled_reason IN ('gone', 'failing')";
}

#[derive(Debug, FromRow)]
struct Disabled {
    url: String,
    reason: String,
}

/// What the mail says in one language; `{}` stands for the address.
struct Translation {
    code: &'static str,
    subject: &'static str,
    greeting: &'static str,
    gone: &'static str,
    failing: &'static str,
    button: &'static str,
    after: [&'static str; 2],
}

const ENGLISH: Translation = Translation {
    code: "en",
    subject: "Events are no longer sent to one of your endpoints",
    greeting: "Hello",
    gone: "Your endpoint {} answered that it is gone (410), so nothing is sent to it any more.",
    failing: "Nothing has reached your endpoint {} for three days, so nothing is sent to it any more.",
    button: "Open the endpoint",
    after: [
        "Nothing is lost: enable it once it answers again, and replay what it missed. Events are kept for 30 days.",
        "You get this mail once for each time an endpoint is disabled.",
    ],
};

const SPANISH: Translation = Translation {
    code: "es",
    subject: "Ya no se envían eventos a uno de tus destinos",
    greeting: "Hola",
    gone: "Tu destino {} respondió que ya no existe (410), así que no se le envía nada más.",
    failing: "Desde hace tres días no llega nada a tu destino {}, así que no se le envía nada más.",
    button: "Abrir el destino",
    after: [
        "No se pierde nada: actívalo cuando vuelva a responder y reenvía lo que faltó. Los eventos se guardan 30 días.",
        "Recibes este correo una vez por cada destino que se desactiva.",
    ],
};

const TURKISH: Translation = Translation {
    code: "tr",
    subject: "Adreslerinizden birine artık olay gönderilmiyor",
    greeting: "Merhaba",
    gone: "{} adresiniz artık var olmadığını bildirdi (410); bu yüzden ona hiçbir şey gönderilmiyor.",
    failing: "{} adresinize üç gündür hiçbir şey ulaşmıyor; bu yüzden ona hiçbir şey gönderilmiyor.",
    button: "Adresi aç",
    after: [
        "Hiçbir şey kaybolmaz: yeniden yanıt verdiğinde etkinleştirin ve kaçırdıklarını yeniden gönderin. Olaylar 30 gün saklanır.",
        "Bu iletiyi devre dışı kalan her adres için bir kez alırsınız.",
    ],
};

/// The mail, if the endpoint is still disabled.
pub(super) async fn mail(
    cx: &Cx,
    user_id: &UserId,
    id: &EndpointId,
    recipient: Recipient,
) -> Result<Option<Mail>> {
    let disabled: Option<Disabled> = cx.db()?.tenant(user_id).first(&DISABLED, params![id]).await?;
    let Some(disabled) = disabled else { return Ok(None) };
    let public_url = cx.required_var("PUBLIC_URL")?;
    Ok(Some(write(recipient, &disabled, &public_url)))
}

fn write(recipient: Recipient, disabled: &Disabled, public_url: &str) -> Mail {
    let language = match recipient.language {
        Language::English => &ENGLISH,
        Language::Spanish => &SPANISH,
        Language::Turkish => &TURKISH,
    };
    let before = if disabled.reason == "gone" {
        language.gone
    } else {
        language.failing
    };
    let words = Words {
        code: language.code,
        subject: language.subject,
        greeting: language.greeting,
        before: &before.replace("{}", &disabled.url),
        button: language.button,
        after: &language.after,
    };
    let link = format!("{public_url}/access/events");
    layout::write(&words, recipient.email, &recipient.display_name, &link)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_names_the_address_and_the_reason() {
        let mut texts = std::collections::BTreeSet::new();
        for language in [Language::English, Language::Spanish, Language::Turkish] {
            for reason in ["gone", "failing"] {
                let recipient = Recipient {
                    email: "a@example.com".to_owned(),
                    display_name: "Ada".to_owned(),
                    language,
                };
                let disabled = Disabled {
                    url: "https://shop.example/hooks".to_owned(),
                    reason: reason.to_owned(),
                };
                let mail = write(recipient, &disabled, "https://pinewire.example");
                assert!(mail.text.contains("https://shop.example/hooks") && !mail.text.contains("{}"));
                texts.insert(mail.text);
            }
        }
        assert_eq!(texts.len(), 6);
    }
}
