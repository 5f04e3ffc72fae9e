//! The lowered document.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::PathBuf;

use openapiv3::OpenAPI;
use serde_json::Value;

use crate::lowered::culprit::Culprit;
use crate::lowered::guard::Failure;
use crate::problem::{Problem, Problems};
use crate::report::Report;

mod culprit;
mod dependency;
mod guard;

pub use dependency::Dependency;

/// A lowered document: OpenAPI 3.0.3, without anything that progenitor does not honour.
#[derive(Clone, Debug, PartialEq)]
pub struct Lowered {
    pub(crate) file: PathBuf,
    pub(crate) value: Value,
    pub(crate) report: Report,
    /// The pointers to the original of each schema by name, and of each operation by its id.
    pub(crate) origins: BTreeMap<String, String>,
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

    /// The JSON pointer to the original of a component schema, by its name, or of an operation, by
    /// its id. Types that no single schema of the original describes have none.
    pub fn origin(&self, name: &str) -> Option<&str> {
        self.origins.get(name).map(String::as_str)
    }

    /// The crates that generated code needs, sorted by name: lines for `[dependencies]`.
    pub fn dependencies(&self) -> Vec<Dependency> {
        dependency::of(&self.value)
    }

    /// The document in the form that progenitor accepts.
    ///
    /// # Errors
    ///
    /// When `openapiv3` cannot read it, which would be a bug in this crate.
    pub fn openapi(&self) -> Result<OpenAPI, Problems> {
        self.read(&self.value)
    }

    fn read(&self, value: &Value) -> Result<OpenAPI, Problems> {
        serde_json::from_value(value.clone()).map_err(|error| {
            let what = format!("the lowered document cannot be read back: {error}");
            Problem::new(&self.file, "", what, "report it as a bug in openapi-lower").into()
        })
    }

    /// Runs a generator, and turns its error or panic into problems.
    ///
    /// ```
    /// # fn main() -> Result<(), openapi_lower::Problems> {
    /// # let document = openapi_lower::Document::new("pets.yaml", serde_json::json!({
    /// #     "openapi": "3.1.0", "info": { "title": "Pets", "version": "1" }, "paths": {}
    /// # }));
    /// use progenitor::{GenerationSettings, Generator};
    ///
    /// let settings = GenerationSettings::new();
    /// let lowered = openapi_lower::lower(&document)?;
    /// let code = lowered.generate(|api| Generator::new(&settings).generate_tokens(api))?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// When it fails, it is run again on one operation or schema at a time, to name the ones at
    /// fault. So it must start from scratch each time, as above.
    ///
    /// A panic prints nothing: the first call wraps the panic hook installed by then. It cannot be
    /// caught where panics abort, and a stack overflow never can.
    ///
    /// # Errors
    ///
    /// When the generator fails or panics: one problem for each operation or schema that it fails
    /// on, or one for the file if it only fails on the whole document.
    pub fn generate<T, E: Display>(
        &self,
        generate: impl Fn(&OpenAPI) -> Result<T, E>,
    ) -> Result<T, Problems> {
        let document = self.openapi()?;
        guard::run(|| generate(&document)).map_err(|failure| self.blame(&failure, &generate))
    }

    /// The problems of a generator that failed on the whole.
    fn blame<T, E: Display>(
        &self,
        failure: &Failure,
        generate: impl Fn(&OpenAPI) -> Result<T, E>,
    ) -> Problems {
        let fix = "remove it in the overlay";
        let failure_of = |part: &Value| match self.read(part) {
            Ok(document) => guard::run(|| generate(&document)).err(),
            Err(problems) => Some(Failure::Error(problems.to_string())),
        };
        let culprits = culprit::find(&self.value, failure_of);
        let problems = culprits.into_iter().map(|Culprit { name, failure }| {
            let pointer = self.origins.get(&name).map(String::as_str).unwrap_or_default();
            let what = format!("the generator failed on `{name}`: {failure}");
            Problem::at(&self.file, pointer, what, fix)
        });
        Problems::check(problems.collect()).err().unwrap_or_else(|| {
            let what = format!("the generator failed: {failure}");
            Problem::new(&self.file, "", what, "remove what it fails on in the overlay").into()
        })
    }
}
