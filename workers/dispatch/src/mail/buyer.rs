//! The mail that asks a buyer for their TradingView username. It goes to the address that the shop told, in the seller's
//! language, and only while the purchase waits for the name.

use pinewire_domain::{
    account::Language,
    id::{PurchaseId, UserId},
    time::Timestamp,
};
use pinewire_shared::{Cx, Result, buyer_link, db::FromRow, params, sql};

use super::{
    Mail, Recipient,
    layout::{self, Words},
};

sql! {
    /// ?2 purchase.
    tenant WAITING = "SELECT p.email, p.given_name, coalesce(d.title, p.product) AS title
        FROM purchases AS p LEFT JOIN products AS d ON d.id = p.product_id
        WHERE p.user_id = ?1 AND p.id = ?2 AND p.status = 'waiting_username' AND p.email IS NOT NULL";
}

#[derive(Debug, FromRow)]
struct Waiting {
    email: String,
    given_name: Option<String>,
    title: String,
}

/// What the mail says in one language: `{seller}`, `{product}` and `{name}` stand for what they say.
struct Translation {
    code: &'static str,
    subject: &'static str,
    greeting: &'static str,
    missing: &'static str,
    wrong: &'static str,
    button: &'static str,
    after: [&'static str; 2],
}

const ENGLISH: Translation = Translation {
    code: "en",
    subject: "One step left: your TradingView username",
    greeting: "Hello",
    missing: "Thank you for buying {product} from {seller}. To give you access, we need your TradingView username.",
    wrong: "Thank you for buying {product} from {seller}. TradingView has no user {name}, so we could not give you access yet.",
    button: "Enter your TradingView username",
    after: [
        "It is the name that TradingView shows in your profile, not your e-mail address. We never ask for your password.",
        "The link is for you alone and works for two weeks.",
    ],
};

const SPANISH: Translation = Translation {
    code: "es",
    subject: "Falta un paso: tu nombre de usuario de TradingView",
    greeting: "Hola",
    missing: "Gracias por comprar {product} a {seller}. Para darte acceso necesitamos tu nombre de usuario de TradingView.",
    wrong: "Gracias por comprar {product} a {seller}. En TradingView no existe el usuario {name}, por eso aún no tienes acceso.",
    button: "Escribir tu nombre de usuario",
    after: [
        "Es el nombre que TradingView muestra en tu perfil, no tu correo. Nunca te pedimos la contraseña.",
        "El enlace es solo para ti y funciona durante dos semanas.",
    ],
};

const TURKISH: Translation = Translation {
    code: "tr",
    subject: "Bir adım kaldı: TradingView kullanıcı adınız",
    greeting: "Merhaba",
    missing: "{seller} satıcısından {product} aldığınız için teşekkürler. Erişim vermek için TradingView kullanıcı adınız gerekiyor.",
    wrong: "{seller} satıcısından {product} aldığınız için teşekkürler. TradingView'de {name} adlı bir kullanıcı yok; bu yüzden henüz erişim veremedik.",
    button: "Kullanıcı adınızı girin",
    after: [
        "Bu, TradingView profilinizde görünen addır; e-posta adresiniz değildir. Parolanızı asla sormayız.",
        "Bağlantı yalnızca sizin içindir ve iki hafta geçerlidir.",
    ],
};

/// The mail, if the purchase still waits for the name.
pub(super) async fn mail(
    cx: &Cx,
    user_id: &UserId,
    id: &PurchaseId,
    seller: &Recipient,
    asked_at: Timestamp,
) -> Result<Option<Mail>> {
    let waiting: Option<Waiting> = cx.db()?.tenant(user_id).first(&WAITING, params![id]).await?;
    let Some(waiting) = waiting else { return Ok(None) };
    let public_url = cx.required_var("PUBLIC_URL")?;
    let link = buyer_link::issue(cx.keyring()?, id, asked_at)?;
    let link = format!("{}/buyer/{}", public_url.trim_end_matches('/'), link.token);
    Ok(Some(write(seller, &waiting, &link)))
}

fn write(seller: &Recipient, waiting: &Waiting, link: &str) -> Mail {
    let language = match seller.language {
        Language::English => &ENGLISH,
        Language::Spanish => &SPANISH,
        Language::Turkish => &TURKISH,
    };
    let name = match seller.display_name.trim() {
        "" => "pinewire",
        name => name,
    };
    let sentence = if waiting.given_name.is_some() {
        language.wrong
    } else {
        language.missing
    };
    let before = sentence
        .replace("{seller}", name)
        .replace("{product}", &waiting.title)
        .replace("{name}", waiting.given_name.as_deref().unwrap_or_default());
    let words = Words {
        code: language.code,
        subject: language.subject,
        greeting: language.greeting,
        before: &before,
        button: language.button,
        after: &language.after,
    };
    layout::write(&words, waiting.email.clone(), "", link)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_tells_what_was_bought_and_what_is_missing() {
        for language in [Language::English, Language::Spanish, Language::Turkish] {
            let seller = Recipient {
                email: "seller@example.com".to_owned(),
                display_name: "Ada <b>".to_owned(),
                language,
            };
            let mut waiting = Waiting {
                email: "buyer@example.com".to_owned(),
                given_name: None,
                title: "Trend Compass".to_owned(),
            };
            let missing = write(&seller, &waiting, "https://pinewire.example/buyer/x.y");
            waiting.given_name = Some("Jane_Deo".to_owned());
            let wrong = write(&seller, &waiting, "https://pinewire.example/buyer/x.y");
            for mail in [&missing, &wrong] {
                assert_eq!(mail.to, "buyer@example.com");
                assert!(mail.text.contains("Trend Compass") && mail.text.contains("/buyer/x.y"));
                assert!(mail.html.contains("Ada &lt;b&gt;") && !mail.text.contains('{'));
            }
            assert!(wrong.text.contains("Jane_Deo") && !missing.text.contains("Jane_Deo"));
        }
    }
}
