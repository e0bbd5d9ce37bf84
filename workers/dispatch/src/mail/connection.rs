//! The mails about a seller's connection to TradingView: the cookies are old, the cookies are dead. Whether that is still
//! so is looked up when the mail is sent: who has reconnected meanwhile is not told.

use pinewire_domain::{
    access::connection::ConnectionStatus,
    account::Language,
    id::{ConnectionId, UserId},
};
use pinewire_shared::{Cx, Result, db::FromRow, params, sql};

use super::{
    Mail,
    layout::{self, Words},
};

sql! {
    /// ?3 the status that the notice is about.
    tenant STILL_SO = "SELECT username FROM tv_connections WHERE user_id = ?1 AND id = ?2 AND status = ?3";
}

#[derive(FromRow)]
struct Account {
    username: String,
}

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notice {
    /// The cookies are old and still work.
    Aging,
    /// They do not work.
    Dead,
}

/// What one of them says in one language; `{}` stands for the name on TradingView.
struct Sentences {
    subject: &'static str,
    before: &'static str,
    after: [&'static str; 2],
}

struct Translation {
    code: &'static str,
    greeting: &'static str,
    button: &'static str,
    dead: Sentences,
    aging: Sentences,
}

const ENGLISH: Translation = Translation {
    code: "en",
    greeting: "Hello",
    button: "Reconnect TradingView",
    dead: Sentences {
        subject: "Your TradingView connection has ended",
        before: "TradingView no longer accepts the cookies of {}. Access for your buyers waits until you reconnect.",
        after: [
            "Nothing is lost: what is waiting continues by itself as soon as you have reconnected.",
            "You get this mail once for each time the connection ends.",
        ],
    },
    aging: Sentences {
        subject: "Renew your TradingView connection soon",
        before: "The cookies of {} are three weeks old. TradingView ends sessions after some weeks, without notice.",
        after: [
            "Reconnect with fresh cookies while the present ones still work, and no buyer has to wait.",
            "You get this mail once for each pair of cookies.",
        ],
    },
};

const SPANISH: Translation = Translation {
    code: "es",
    greeting: "Hola",
    button: "Volver a conectar TradingView",
    dead: Sentences {
        subject: "Tu conexión con TradingView ha terminado",
        before: "TradingView ya no acepta las cookies de {}. Los accesos de tus compradores esperan hasta que vuelvas a conectar.",
        after: [
            "No se pierde nada: lo que está pendiente continúa solo en cuanto vuelvas a conectar.",
            "Recibes este correo una vez por cada conexión que termina.",
        ],
    },
    aging: Sentences {
        subject: "Renueva pronto tu conexión con TradingView",
        before: "Las cookies de {} tienen tres semanas. TradingView cierra las sesiones al cabo de unas semanas, sin avisar.",
        after: [
            "Conecta con cookies nuevas mientras las actuales funcionan y ningún comprador tendrá que esperar.",
            "Recibes este correo una vez por cada par de cookies.",
        ],
    },
};

const TURKISH: Translation = Translation {
    code: "tr",
    greeting: "Merhaba",
    button: "TradingView'e yeniden bağlan",
    dead: Sentences {
        subject: "TradingView bağlantınız sona erdi",
        before: "TradingView artık {} hesabının çerezlerini kabul etmiyor. Alıcılarınızın erişimleri yeniden bağlanmanızı bekliyor.",
        after: [
            "Hiçbir şey kaybolmaz: bekleyen işler yeniden bağlandığınızda kendiliğinden sürer.",
            "Bu iletiyi sona eren her bağlantı için bir kez alırsınız.",
        ],
    },
    aging: Sentences {
        subject: "TradingView bağlantınızı yakında yenileyin",
        before: "{} hesabının çerezleri üç haftalık. TradingView oturumları birkaç hafta sonra haber vermeden kapatır.",
        after: [
            "Şimdiki çerezler çalışırken yenileriyle bağlanın; hiçbir alıcı beklemek zorunda kalmaz.",
            "Bu iletiyi her çerez çifti için bir kez alırsınız.",
        ],
    },
};

/// The name on TradingView, if the notice is still true.
pub(super) async fn subject(
    cx: &Cx,
    user_id: &UserId,
    id: &ConnectionId,
    notice: Notice,
) -> Result<Option<String>> {
    let status = match notice {
        Notice::Aging => ConnectionStatus::Warning,
        Notice::Dead => ConnectionStatus::Dead,
    };
    let params = params![id, status.as_str()];
    let account: Option<Account> = cx.db()?.tenant(user_id).first(&STILL_SO, params).await?;
    Ok(account.map(|account| account.username))
}

/// Writes the mail. `name` is the user's own and may be empty; `account` is the name on TradingView.
pub(super) fn write(
    language: Language,
    to: String,
    name: &str,
    (notice, account): (Notice, &str),
    public_url: &str,
) -> Mail {
    let language = match language {
        Language::English => &ENGLISH,
        Language::Spanish => &SPANISH,
        Language::Turkish => &TURKISH,
    };
    let sentences = match notice {
        Notice::Aging => &language.aging,
        Notice::Dead => &language.dead,
    };
    let words = Words {
        code: language.code,
        subject: sentences.subject,
        greeting: language.greeting,
        before: &sentences.before.replace("{}", account),
        button: language.button,
        after: &sentences.after,
    };
    layout::write(&words, to, name, &format!("{public_url}/access/connection"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notice_names_the_account_in_every_language() {
        let mut subjects = std::collections::BTreeSet::new();
        for language in [Language::English, Language::Spanish, Language::Turkish] {
            for notice in [Notice::Aging, Notice::Dead] {
                let mail = write(
                    language,
                    "a@example.com".to_owned(),
                    "Ada",
                    (notice, "TraderJane"),
                    "https://pinewire.example",
                );
                for body in [&mail.text, &mail.html] {
                    assert!(body.contains("TraderJane") && body.contains("/access/connection"));
                    assert!(!body.contains("{}"));
                }
                subjects.insert(mail.subject);
            }
        }
        assert_eq!(subjects.len(), 6);
    }
}
