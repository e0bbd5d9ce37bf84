//! The form of every mail, as text and as HTML: a greeting, a paragraph, a button, remarks.

use super::Mail;

/// What a mail says in one language.
pub(super) struct Words<'a> {
    /// The language's tag.
    pub(super) code: &'static str,
    /// The subject line.
    pub(super) subject: &'a str,
    /// `Hello`, without a name.
    pub(super) greeting: &'static str,
    /// The paragraph before the button.
    pub(super) before: &'a str,
    /// What the button says.
    pub(super) button: &'static str,
    /// Paragraphs after the button; the last one is the least important.
    pub(super) after: &'a [&'a str],
}

/// Writes the mail. `name` is the recipient's own and may be empty.
pub(super) fn write(words: &Words<'_>, to: String, name: &str, link: &str) -> Mail {
    let Words {
        code,
        subject,
        greeting,
        before,
        button,
        after,
    } = words;
    let greeting = match name.trim() {
        "" => format!("{greeting},"),
        name => format!("{greeting} {name},"),
    };
    let remarks = after.join("\n");
    let text = format!("{greeting}\n\n{before}\n\n{button}:\n{link}\n\n{remarks}\n\npinewire\n");
    let last = after.len().saturating_sub(1);
    let remarks: String = after
        .iter()
        .enumerate()
        .map(|(index, remark)| {
            let style = if index == last {
                " style=\"color:#5b6270\""
            } else {
                ""
            };
            [
                "<p",
                style,
                ">",
                &escape(remark),
                "</p>
",
            ]
            .concat()
        })
        .collect();
    let html = format!(
        r#"<!doctype html>
<html lang="{code}">
<head><meta charset="utf-8"><title>{subject}</title></head>
<body style="margin:0;padding:24px;background:#f4f5f7;color:#16181d;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:520px;margin:0 auto;padding:32px;background:#fff;border-radius:12px">
<p>{greeting}</p>
<p>{before}</p>
<p style="margin:28px 0"><a href="{link}" style="padding:12px 20px;background:#2456d6;color:#fff;border-radius:8px;text-decoration:none">{button}</a></p>
{remarks}</div>
</body>
</html>
"#,
        subject = escape(subject),
        greeting = escape(&greeting),
        before = escape(before),
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
