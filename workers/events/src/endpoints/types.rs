//! Which events an endpoint wants.

use pinewire_domain::standard_webhooks::EventType;
use pinewire_shared::{Result, http::Problem};

const MAX_DESCRIPTION_CHARS: usize = 200;

/// The types as their column has them: in their order, each once; `None` is all of them.
pub(super) fn to_column(types: Option<&[EventType]>) -> Result<Option<String>> {
    let Some(types) = types else { return Ok(None) };
    if types.is_empty() {
        return Err(Problem::invalid("event_types", "Name at least one type, or send null for all.").into());
    }
    if let Some(index) = types.iter().position(|kind| !kind.can_be_subscribed()) {
        let message = "This event is only sent by hand.";
        return Err(Problem::invalid(format!("event_types[{index}]"), message).into());
    }
    let mut chosen = EventType::ALL.to_vec();
    chosen.retain(|kind| types.contains(kind));
    Ok(Some(serde_json::to_string(&chosen)?))
}

/// The description without spaces around it.
pub(super) fn description(text: &str) -> Result<String> {
    let text = text.trim();
    if text.chars().nth(MAX_DESCRIPTION_CHARS).is_some() {
        return Err(Problem::invalid("description", "Use at most 200 characters.").into());
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_a_set() {
        let column = to_column(Some(&[
            EventType::SyncFinished,
            EventType::AccessGranted,
            EventType::SyncFinished,
        ]));
        assert_eq!(column.unwrap().unwrap(), r#"["access.granted","sync.finished"]"#);
        assert_eq!(to_column(None).unwrap(), None);
        assert!(to_column(Some(&[])).is_err());
        assert!(to_column(Some(&[EventType::EndpointTest])).is_err());
    }
}
