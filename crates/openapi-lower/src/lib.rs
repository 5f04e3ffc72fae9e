//! Lower an OpenAPI 3.1 document to the 3.0 that
//! [progenitor](https://docs.rs/progenitor) generates a client from.
//!
//! progenitor reads OpenAPI 3.0, and not all of it: on the rest it stops, panics, or generates
//! something that is silently wrong. This crate stands before it in a build script. What it cannot
//! carry over it names, each place as one line: `#/paths/~1photos/post/requestBody/content: POST
//! /photos is left out: a body of `multipart/form-data` cannot be sent`.
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
//!     lowered.report().left_out().for_each(|operation| println!("cargo::warning={operation}"));
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
//! Every construct is kept, relaxed or refused; [`constructs`] has the whole list. What is relaxed
//! is in the [`Report`], and never changes what is sent or how an answer is read: the client takes
//! more than the document says, or offers less. An operation that could only be sent wrong is left
//! out, with a line in the report that names it.
//!
//! Two rules decide what is relaxed. An answer must be read whatever it holds: a new value of an
//! enumeration, a new property or a text that is too long are no reason to lose the rest of it. And
//! two schemas must not become one type: every schema that makes a type gets a name of its own, by
//! where it stands: `add_pet` answers 409 with an `AddPet409`, and the `owner` in a `Pet` is a
//! `PetOwner`.
//!
//! # What it does not do
//!
//! progenitor always sends a body, even an optional one, and cannot send null for an optional
//! field. Multipart bodies have no generated form. Security is not generated.

mod component;
mod lower;
mod lowered;
mod names;
mod operation;
mod original;
mod overlay;
mod problem;
mod read;
mod report;
mod schema;
mod spec;
mod tree;

#[doc = include_str!("../CONSTRUCTS.md")]
pub mod constructs {}

pub use lower::lower;
pub use lowered::Lowered;
pub use problem::{Problem, Problems};
pub use report::{LeftOut, Relaxed, Report};
pub use spec::{Document, Spec};

/// The examples of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
