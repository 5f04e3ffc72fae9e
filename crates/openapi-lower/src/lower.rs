//! Lowering: from the original document to the new one.
//!
//! A new document is built, never the old one patched: nothing unknown to this crate can slip
//! through. Documents are understood from the bottom up: [`tree`](crate::tree) knows places,
//! [`schema`](crate::schema) what schemas say, [`component`](crate::component) which types they
//! become, [`operation`](crate::operation) what is sent and received.

use crate::lower::root::Root;
use crate::lower::version::version;
use crate::lowered::Lowered;
use crate::problem::Problems;
use crate::spec::Document;
use crate::tree::Tree;

mod reach;
mod root;
mod version;

/// Lowers an OpenAPI 3.1 document to the 3.0 that progenitor generates a client from.
///
/// ```
/// # fn main() -> Result<(), openapi_lower::Problems> {
/// use openapi_lower::{Document, lower};
/// use serde_json::json;
///
/// let pets = Document::new("pets.json", json!({
///     "openapi": "3.1.0",
///     "info": { "title": "Pets", "version": "1" },
///     "paths": { "/pets": { "get": {
///         "operationId": "list_pets",
///         "responses": {
///             "200": { "description": "all", "content": { "application/json": { "schema": {
///                 "type": "array", "items": { "type": "string", "minLength": 1 }
///             } } } }
///         }
///     } } }
/// }));
/// let lowered = lower(&pets)?;
/// assert_eq!(lowered.value()["openapi"], "3.0.3");
/// assert!(lowered.report().to_string().contains("`minLength` is not checked"));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When the document says something that the client could not honour. All such places are
/// reported, not only the first.
pub fn lower(document: &Document) -> Result<Lowered, Problems> {
    let tree = Tree::of_files(document.files());
    let version = version(document.file(), &tree)?;
    Root::new(document.file(), &tree, version).lower()
}
