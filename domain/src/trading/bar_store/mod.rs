//! How bars are kept that no longer change: which are fetched together ([`Chunk`]), and what their file looks like
//! ([`BarFile`]). Storing and fetching is left to the caller.

mod chunk;
mod file;

pub use chunk::{Base, Chunk, settled_through};
pub use file::BarFile;
