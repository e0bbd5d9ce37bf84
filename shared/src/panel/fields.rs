//! What a panel sends: text by name, in the query or in a form. There are dozens of fields and all are text, so that they
//! are looked up instead of being parsed into a type for each request.

use std::str::FromStr;

use crate::{
    Result,
    http::{Problem, Request},
};

/// Forms are shorter.
const MAX_FORM_BYTES: usize = 16 * 1024;

/// Fields by name. What nobody looks up is passed over: TradingView adds fields as its specification grows.
#[derive(Debug)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Those of the query.
    pub fn of_query(request: &Request) -> Self {
        Self::parse(request.query_string().as_bytes())
    }

    /// Those of the form in the body.
    pub async fn of_form(request: &mut Request) -> Result<Self> {
        let body = request.body(MAX_FORM_BYTES).await?;
        let body =
            body.ok_or_else(|| Problem::new(413, "payload_too_large", "The form is longer than 16 KiB."))?;
        Ok(Self::parse(&body))
    }

    fn parse(text: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(text);
        Self(
            pairs
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        )
    }

    /// A field's text, unless it is empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(known, _)| known == name)?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }

    /// The same to keep; nothing is the empty text.
    pub fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    /// A field of another type; 422 for what is none.
    pub fn parsed<T: FromStr>(&self, name: &str) -> Result<Option<T>> {
        match self.get(name).map(str::parse) {
            None => Ok(None),
            Some(Ok(value)) => Ok(Some(value)),
            Some(Err(_)) => Err(Problem::invalid(name, "This can't be read.").into()),
        }
    }

    /// The same for a field that must be there.
    pub fn required<T: FromStr>(&self, name: &str) -> Result<T> {
        self.parsed(name)?
            .ok_or_else(|| Problem::invalid(name, "This field is missing.").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_decoded_text_and_what_is_empty_is_not_there() {
        let fields = Fields::parse(b"symbol=BTC%2FUSD&qty=1+&stopLoss=&qty=2&x");
        assert_eq!(fields.get("symbol"), Some("BTC/USD"));
        assert_eq!(fields.parsed::<u32>("qty").unwrap(), Some(1));
        for absent in ["stopLoss", "x", "none"] {
            assert_eq!(fields.get(absent), None, "{absent}");
        }
        assert!(fields.parsed::<u32>("symbol").is_err() && fields.required::<u32>("none").is_err());
    }
}
