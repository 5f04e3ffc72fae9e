//! Lower an OpenAPI 3.1 document to the 3.0 that
//! [progenitor](https://docs.rs/progenitor) generates a client from.
//!
//! progenitor reads OpenAPI 3.0, and not all of it: on the rest it stops, panics, or generates
//! something that is silently wrong. This crate stands before it in a build script. What it cannot
//! carry over it refuses, each place as one line: `specs/pets.yaml#/paths/~1pets/get: the operation
//! has no operationId; add an operationId in the overlay`.
//!
//! ```text
//! specs/pets.yaml           a document, as it was published
//! specs/pets.overlay.yaml   corrections to it: an OpenAPI Overlay, each action says why
//!       │  Spec::read       YAML or JSON, the overlay applied
//!       ▼
//!    Document
//!       │  lower            a new document of 3.0.3, of what is understood and nothing else
//!       ▼
//!    Lowered                its report says what was relaxed
//!       │  Lowered::generate
//!       ▼
//!    progenitor             which you call, with the settings you like
//! ```
//!
//! # A build script
//!
//! ```no_run
//! use std::path::Path;
//! use std::{env, fs};
//!
//! use openapi_lower::{Problem, Problems, Spec, lower};
//! use progenitor::{GenerationSettings, Generator};
//!
//! fn main() {
//!     println!("cargo::rerun-if-changed=specs");
//!     let specs = Spec::folder("specs");
//!     if let Err(problems) = specs.and_then(|specs| specs.iter().try_for_each(generate)) {
//!         problems.into_iter().for_each(|problem| println!("cargo::error={problem}"));
//!     }
//! }
//!
//! /// Writes `$OUT_DIR/pets.rs` for `specs/pets.yaml`.
//! fn generate(spec: &Spec) -> Result<(), Problems> {
//!     let lowered = lower(&spec.read()?)?;
//!     let settings = GenerationSettings::new();
//!     let code = lowered.generate(|api| Generator::new(&settings).generate_tokens(api))?;
//!     let folder = env::var_os("OUT_DIR").unwrap_or_default();
//!     let file = Path::new(&folder).join(spec.module()).with_extension("rs");
//!     fs::write(&file, code.to_string())
//!         .map_err(|error| Problem::new(&file, "", error, "make room for it").into())
//! }
//! ```
//!
//! # What becomes of a document
//!
//! | | kept | relaxed, and noted in the [`Report`] | refused |
//! |---|---|---|---|
//! | document | 3.1, 3.0; `info` | `security` | webhooks, another dialect |
//! | operations | `operationId`, texts, `deprecated`, `tags` | `servers`, callbacks | no `operationId`, or one that is taken; parameters, as yet |
//! | requests | a required body of `application/json` | | an optional one, other media types |
//! | success | one answer, of `application/json` or without content | its other media types, its headers | several, or another media type alone |
//! | failures | their status, all of them as bytes | their schemas, which become types to read the bytes into; `default` is `4XX` and `5XX` | |
//! | schemas | objects, maps, arrays, scalars, null beside a scalar, `default` of a scalar, references | limits, formats, other defaults; enumerations in answers; `additionalProperties: false` | `oneOf`, `anyOf`, `allOf`, `not`, several types, and all the rest of JSON Schema |
//!
//! What only describes (examples, titles, licences, extensions) is left out. A key that is not
//! known is refused, wherever it stands: a misspelt one must not be lost.
//!
//! Two rules decide what is relaxed. An answer must be read whatever it holds: a new value of an
//! enumeration, a new property or a text that is too long are no reason to lose the rest of it. And
//! two schemas must not become one type: every schema that makes a type gets a name of its own, by
//! where it stands: `add_pet` answers 409 with an `AddPet409`, and the `owner` in a `Pet` is a
//! `PetOwner`.

mod culprit;
mod document;
mod guard;
mod lower;
mod lowered;
mod names;
mod node;
mod overlay;
mod problem;
mod read;
mod report;
mod schema;
mod spec;

pub use document::Document;
pub use lower::lower;
pub use lowered::Lowered;
pub use problem::{Problem, Problems};
pub use report::{LeftOut, Relaxed, Report};
pub use spec::Spec;

/// The examples of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
