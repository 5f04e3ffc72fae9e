//! Lower an OpenAPI 3.1 document to the 3.0 that
//! [progenitor](https://docs.rs/progenitor) generates a client from.
//!
//! progenitor reads a part of OpenAPI 3.0. On the rest it stops, panics, or generates something that
//! is silently wrong. This crate runs before it in a build script. It names whatever it cannot carry
//! over, one line for each place: `#/paths/~1photos/post/requestBody/content: POST /photos is left
//! out: a body of multipart/form-data cannot be sent`.
//!
//! ```text
//! specs/pets.yaml           a document, as published
//! specs/pets.overlay.yaml   corrections to it: an OpenAPI Overlay, each action says why
//!       │  Spec::read       YAML or JSON, the overlay applied
//!       ▼
//!    Document
//!       │  lower            a new 3.0.3 document, built only from what is understood
//!       ▼
//!    Lowered                its report says what was relaxed
//!       │  Lowered::generate
//!       ▼
//!    progenitor             which you call, with your own settings
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
//!         .map_err(|error| Problem::new(&file, "", error, "make the folder writable").into())
//! }
//! ```
//!
//! # What is generated
//!
//! Every construct is kept, relaxed or refused; [`constructs`] has the whole list. The [`Report`]
//! names what is relaxed: the client accepts more than the document says, or offers less. An
//! operation that could only be sent wrongly is left out, with a line in the report that names it.
//!
//! Each line has a [`Code`] with a [`Severity`]: a document can have thousands of lines about limits
//! that only the service checks, and three about what is lost.
//!
//! Two rules decide what is relaxed:
//!
//! - A response must be readable whatever it holds. A new value of an enumeration, a new property or
//!   a text that is too long must not lose the rest of the response.
//! - Two schemas must not become one type. Every schema that makes a type gets a name of its own,
//!   by its place: the 409 of `add_pet` holds an `AddPet409`, and the `owner` in a `Pet` is a
//!   `PetOwner`.
//!
//! # What it does not do
//!
//! progenitor always sends a body, even an optional one. Multipart bodies are not generated, and
//! neither is security.

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
pub use lowered::{Dependency, Lowered};
pub use problem::{Problem, Problems};
pub use report::{Code, LeftOut, Relaxed, Report, Severity};
pub use spec::{Document, Spec};

/// The examples of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
