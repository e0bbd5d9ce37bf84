//! The cursor in the addresses of other pages: opaque to clients. It holds all that the first page's query said.

use super::page::{Order, Page};

/// No username has it.
const SEPARATOR: char = '|';

/// The cursor of a page that is not the first.
pub(super) fn encode(page: &Page) -> String {
    let [at, tie] = page.after.clone().unwrap_or_default();
    let direction = if page.backwards { "p" } else { "n" };
    let text = [page.order.name(), &page.limit.to_string(), direction, &at, &tie].join("|");
    hex::encode(text)
}

/// The page of a cursor that [`encode`] made.
pub(super) fn decode(cursor: &str) -> Option<Page> {
    let text = String::from_utf8(hex::decode(cursor).ok()?).ok()?;
    let mut parts = text.split(SEPARATOR);
    let order = parts.next()?;
    let first = Page::first(parts.next(), Some(order)).ok()?;
    let backwards = match parts.next()? {
        "p" => true,
        "n" => false,
        _ => return None,
    };
    let after = [parts.next()?.to_owned(), parts.next()?.to_owned()];
    let numbers: &[String] = match first.order {
        Order::Username { .. } => after.get(1..)?,
        Order::Created { .. } => &after,
        Order::Expiration { .. } => after.get(..1)?,
    };
    let is_sound = parts.next().is_none() && numbers.iter().all(|text| text.parse::<i64>().is_ok());
    is_sound.then_some(Page {
        backwards,
        after: Some(after),
        ..first
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(order: &str, backwards: bool, after: [&str; 2]) -> Page {
        Page {
            order: Order::parse(order).unwrap(),
            limit: 10,
            backwards,
            after: Some(after.map(str::to_owned)),
        }
    }

    #[test]
    fn a_cursor_holds_the_whole_page() {
        for page in [
            page("user__username", false, ["Jane", "7"]),
            page("-created", true, ["1705314600000", "7"]),
            page(
                "-expiration,user__username",
                false,
                ["1705314600000", "eve.markets"],
            ),
        ] {
            assert_eq!(decode(&encode(&page)), Some(page));
        }
    }

    #[test]
    fn what_nobody_encoded_is_no_cursor() {
        let text = |text: &str| hex::encode(text);
        for cursor in [
            String::new(),
            "%%%".to_owned(),
            text("created"),
            text("created|10|n|1|x"),
            text("created|10|x|1|2"),
            text("created|99|n|1|2"),
            text("colour|10|n|1|2"),
            text("created|10|n|1|2|3"),
        ] {
            assert_eq!(decode(&cursor), None, "{cursor}");
        }
    }
}
