//! R2: files, such as screenshots.

use crate::{Error, Result};

/// A bucket.
#[derive(Debug)]
pub struct Bucket {
    bucket: worker::Bucket,
}

/// A file's bytes and what they are.
#[derive(Debug, Clone)]
pub struct File {
    /// The content.
    pub bytes: Vec<u8>,
    /// The media type that it was stored with.
    pub content_type: String,
    /// The entity tag, quoted as HTTP wants it.
    pub etag: String,
}

impl Bucket {
    pub(crate) fn new(bucket: worker::Bucket) -> Self {
        Self { bucket }
    }

    /// Stores a file under a key, in place of what was there.
    #[expect(clippy::disallowed_methods, reason = "the one place that writes to R2")]
    pub async fn put(&self, key: &str, content_type: &str, bytes: Vec<u8>) -> Result<()> {
        let metadata = worker::HttpMetadata {
            content_type: Some(content_type.to_owned()),
            ..Default::default()
        };
        let stored = self
            .bucket
            .put(key, bytes)
            .http_metadata(metadata)
            .execute()
            .await;
        stored
            .map(|_| ())
            .map_err(|error| Error::retry(format_args!("R2 put: {error}")))
    }

    /// A file, if it is there.
    pub async fn get(&self, key: &str) -> Result<Option<File>> {
        let object = self
            .bucket
            .get(key)
            .execute()
            .await
            .map_err(|error| Error::retry(format_args!("R2 get: {error}")))?;
        let Some(object) = object else { return Ok(None) };
        let Some(body) = object.body() else {
            return Ok(None);
        };
        let bytes = body
            .bytes()
            .await
            .map_err(|error| Error::retry(format_args!("R2 read: {error}")))?;
        let content_type = object
            .http_metadata()
            .content_type
            .unwrap_or_else(|| "application/octet-stream".to_owned());
        Ok(Some(File {
            bytes,
            content_type,
            etag: object.http_etag(),
        }))
    }

    /// Whether the file is there.
    pub async fn exists(&self, key: &str) -> Result<bool> {
        let head = self
            .bucket
            .head(key)
            .await
            .map_err(|error| Error::retry(format_args!("R2 head: {error}")))?;
        Ok(head.is_some())
    }

    /// Removes files; those that are not there are no error.
    pub async fn delete(&self, keys: Vec<String>) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        self.bucket
            .delete_multiple(keys)
            .await
            .map_err(|error| Error::retry(format_args!("R2 delete: {error}")))
    }

    /// Removes all files under a prefix, such as a user's folder.
    pub async fn delete_prefix(&self, prefix: &str) -> Result<()> {
        loop {
            let listed = self.bucket.list().prefix(prefix).limit(1000).execute().await;
            let objects = listed
                .map_err(|error| Error::retry(format_args!("R2 list: {error}")))?
                .objects();
            if objects.is_empty() {
                return Ok(());
            }
            self.delete(objects.iter().map(worker::Object::key).collect())
                .await?;
        }
    }
}
