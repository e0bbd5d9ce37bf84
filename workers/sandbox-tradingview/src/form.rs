//! Forms, multipart or urlencoded: the platform reads both.

use pinewire_shared::{Result, http::Request};
use worker::{FormData, FormEntry};

/// A form that was sent.
#[derive(Debug)]
pub(crate) struct Form(Option<FormData>);

impl Form {
    /// The form of a request; an empty one if it sent none.
    pub(crate) async fn of(request: Request) -> Self {
        Self(request.into_inner().form_data().await.ok())
    }

    /// The form of a request that others are still to read.
    pub(crate) async fn peek(request: &Request) -> Result<Self> {
        Ok(Self(request.inner().clone()?.form_data().await.ok()))
    }

    /// A field that is there and not empty.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        let value = self.0.as_ref()?.get_field(name)?;
        (!value.is_empty()).then_some(value)
    }

    /// A file's bytes.
    pub(crate) async fn file(&self, name: &str) -> Result<Option<Vec<u8>>> {
        match self.0.as_ref().and_then(|form| form.get(name)) {
            Some(FormEntry::File(file)) => Ok(Some(file.bytes().await?)),
            _ => Ok(None),
        }
    }
}
