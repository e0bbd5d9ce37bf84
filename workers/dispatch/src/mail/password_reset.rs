//! The mail with the link to a new password, in the languages that accounts can have.

use pinewire_domain::account::Language;

use super::{
    Mail,
    layout::{self, Words},
};

const ENGLISH: Words<'_> = Words {
    code: "en",
    subject: "Reset your pinewire password",
    greeting: "Hello",
    before: "Somebody, hopefully you, asked for a new password for your pinewire account.",
    button: "Choose a new password",
    after: &[
        "The link works once, within the next hour.",
        "If it was not you, ignore this mail: your password stays as it is.",
    ],
};

const SPANISH: Words<'_> = Words {
    code: "es",
    subject: "Restablece tu contraseña de pinewire",
    greeting: "Hola",
    before: "Alguien, esperamos que tú, ha pedido una contraseña nueva para tu cuenta de pinewire.",
    button: "Elegir una contraseña nueva",
    after: &[
        "El enlace sirve una sola vez y durante una hora.",
        "Si no has sido tú, ignora este correo: tu contraseña no cambia.",
    ],
};

const TURKISH: Words<'_> = Words {
    code: "tr",
    subject: "pinewire parolanızı sıfırlayın",
    greeting: "Merhaba",
    before: "Birisi, umarız siz, pinewire hesabınız için yeni bir parola istedi.",
    button: "Yeni parola belirle",
    after: &[
        "Bağlantı bir saat içinde, yalnızca bir kez kullanılabilir.",
        "Bunu siz istemediyseniz bu iletiyi dikkate almayın: parolanız değişmez.",
    ],
};

/// Writes the mail. `name` is the user's own and may be empty; `link` is secret.
pub(super) fn write(language: Language, to: String, name: &str, link: &str) -> Mail {
    let words = match language {
        Language::English => &ENGLISH,
        Language::Spanish => &SPANISH,
        Language::Turkish => &TURKISH,
    };
    layout::write(words, to, name, link)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANGUAGES: [(Language, &str); 3] = [
        (Language::English, "en"),
        (Language::Spanish, "es"),
        (Language::Turkish, "tr"),
    ];
    const LINK: &str = "http://localhost:8787/reset-password?token=abc";

    #[test]
    fn every_language_has_the_link_in_both_forms() {
        let mut subjects = std::collections::BTreeSet::new();
        for (language, code) in LANGUAGES {
            let mail = write(language, "a@example.com".to_owned(), "Ada", LINK);
            assert!(mail.text.contains(LINK) && mail.html.contains(&format!("href=\"{LINK}\"")));
            assert!(mail.text.contains(" Ada,") && mail.html.contains(&format!("lang=\"{code}\"")));
            subjects.insert(mail.subject);
        }
        assert_eq!(subjects.len(), LANGUAGES.len());
    }

    #[test]
    fn a_name_cannot_write_into_the_mail() {
        let mail = write(
            Language::English,
            "a@example.com".to_owned(),
            r#"<a href="x">'&"#,
            LINK,
        );
        assert!(
            mail.html
                .contains("Hello &lt;a href=&quot;x&quot;&gt;&#39;&amp;,")
        );
    }
}
