//! The mail with the link to a new password, in the languages that accounts can have.

use pinewire_domain::account::Language;

use super::Mail;

/// What the mail says in one language.
struct Words {
    code: &'static str,
    subject: &'static str,
    greeting: &'static str,
    intro: &'static str,
    button: &'static str,
    validity: &'static str,
    not_you: &'static str,
}

const ENGLISH: Words = Words {
    code: "en",
    subject: "Reset your pinewire password",
    greeting: "Hello",
    intro: "Somebody, hopefully you, asked for a new password for your pinewire account.",
    button: "Choose a new password",
    validity: "The link works once, within the next hour.",
    not_you: "If it was not you, ignore this mail: your password stays as it is.",
};

const SPANISH: Words = Words {
    code: "es",
    subject: "Restablece tu contraseña de pinewire",
    greeting: "Hola",
    intro: "Alguien, esperamos que tú, ha pedido una contraseña nueva para tu cuenta de pinewire.",
    button: "Elegir una contraseña nueva",
    validity: "El enlace sirve una sola vez y durante una hora.",
    not_you: "Si no has sido tú, ignora este correo: tu contraseña no cambia.",
};

const TURKISH: Words = Words {
    code: "tr",
    subject: "pinewire parolanızı sıfırlayın",
    greeting: "Merhaba",
    intro: "Birisi, umarız siz, pinewire hesabınız için yeni bir parola istedi.",
    button: "Yeni parola belirle",
    validity: "Bağlantı bir saat içinde, yalnızca bir kez kullanılabilir.",
    not_you: "Bunu siz istemediyseniz bu iletiyi dikkate almayın: parolanız değişmez.",
};

/// Writes the mail. `name` is the user's own and may be empty; `link` is secret.
pub(super) fn write(language: Language, to: String, name: &str, link: &str) -> Mail {
    let words = match language {
        Language::English => &ENGLISH,
        Language::Spanish => &SPANISH,
        Language::Turkish => &TURKISH,
    };
    let Words {
        code,
        subject,
        greeting,
        intro,
        button,
        validity,
        not_you,
    } = words;
    let greeting = match name.trim() {
        "" => format!("{greeting},"),
        name => format!("{greeting} {name},"),
    };
    let text = format!("{greeting}\n\n{intro}\n\n{button}:\n{link}\n\n{validity}\n{not_you}\n\npinewire\n");
    let html = format!(
        r#"<!doctype html>
<html lang="{code}">
<head><meta charset="utf-8"><title>{subject}</title></head>
<body style="margin:0;padding:24px;background:#f4f5f7;color:#16181d;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:520px;margin:0 auto;padding:32px;background:#fff;border-radius:12px">
<p>{greeting}</p>
<p>{intro}</p>
<p style="margin:28px 0"><a href="{link}" style="padding:12px 20px;background:#2456d6;color:#fff;border-radius:8px;text-decoration:none">{button}</a></p>
<p>{validity}</p>
<p style="color:#5b6270">{not_you}</p>
</div>
</body>
</html>
"#,
        greeting = escape(&greeting),
        link = escape(link),
    );
    Mail {
        to,
        subject: (*subject).to_owned(),
        html,
        text,
    }
}

/// Makes text safe inside HTML, attributes included.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
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
