//! The lowered document.

use std::fmt::Display;
use std::path::PathBuf;

use openapiv3::OpenAPI;
use serde_json::Value;

use crate::guard;
use crate::problem::{Problem, Problems};
use crate::report::Report;

/// A lowered document: OpenAPI 3.0.3, and nothing in it that progenitor does not honour.
#[derive(Clone, Debug, PartialEq)]
pub struct Lowered {
    pub(crate) file: PathBuf,
    pub(crate) value: Value,
    pub(crate) report: Report,
}

impl Lowered {
    /// The document as JSON.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// What the original says and this document does not.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The document as progenitor takes it.
    ///
    /// # Errors
    ///
    /// When `openapiv3` cannot read it, which would be a fault of this crate.
    pub fn openapi(&self) -> Result<OpenAPI, Problems> {
        serde_json::from_value(self.value.clone()).map_err(|error| {
            let what = format!("the lowered document cannot be read back: {error}");
            Problem::new(&self.file, "", what, "report it as a fault of openapi-lower").into()
        })
    }

    /// Runs a generator, and makes a problem of its error, or of its panic.
    ///
    /// ```
    /// # fn main() -> Result<(), openapi_lower::Problems> {
    /// # let document = openapi_lower::Document::new("pets.yaml", serde_json::json!({
    /// #     "openapi": "3.1.0", "info": { "title": "Pets", "version": "1" }, "paths": {}
    /// # }));
    /// use progenitor::{GenerationSettings, Generator};
    ///
    /// let lowered = openapi_lower::lower(&document)?;
    /// let api = lowered.openapi()?;
    /// let settings = GenerationSettings::new();
    /// let code = lowered.guard(|| Generator::new(&settings).generate_tokens(&api))?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A panic prints nothing: the first call wraps the panic hook that there is by then. It
    /// cannot be caught where panics abort, and a stack overflow never can.
    ///
    /// # Errors
    ///
    /// When the generator fails or panics.
    pub fn guard<T, E: Display>(
        &self,
        generate: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, Problems> {
        guard::run(generate).map_err(|error| {
            let what = format!("the generator failed: {error}");
            Problem::new(&self.file, "", what, "leave out what it fails on, in the overlay").into()
        })
    }
}
