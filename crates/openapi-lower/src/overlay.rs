//! Corrections to a document, as an [OpenAPI Overlay](https://spec.openapis.org/overlay/latest.html).
//!
//! `roas-overlay` applies them, but ignores unknown keys and actions that do nothing. Here these
//! are problems.

use std::fmt::Display;
use std::path::Path;

use roas_overlay::apply::{Apply, ApplyError, ApplyErrorKind, ApplyOptions};
use roas_overlay::validation::Validate;
use roas_overlay::{v1_0, v1_1};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::problem::{Problem, Problems};
use crate::tree::{Node, Tree};

mod shape;
mod union;

/// Applies the overlay in `file` to a document, or reports all that is wrong with it.
///
/// # Errors
///
/// When the overlay is malformed, holds a key that is not defined, an action without a
/// description, or an action that matches or changes nothing.
pub(crate) fn apply(
    file: &Path,
    overlay: &Value,
    spec: &Path,
    document: Value,
) -> Result<Value, Problems> {
    let mut applying = Applying { file, spec, problems: Vec::new() };
    let tree = Tree::of(overlay);
    let root = Node::from(tree.root());
    let version = root.get("overlay").and_then(|version| version.text()).unwrap_or_default();
    let corrected = if version.starts_with("1.0.") {
        applying.run::<v1_0::Overlay>(&root, shape::V1_0, document)
    } else if version.starts_with("1.1.") {
        applying.run::<v1_1::Overlay>(&root, shape::V1_1, document)
    } else {
        let what = "not an Overlay of version 1.0 or 1.1";
        applying.problem(root.at, what, "start the file with `overlay: 1.0.0`");
        document
    };
    Problems::check(applying.problems).map(|()| corrected)
}

struct Applying<'f> {
    file: &'f Path,
    spec: &'f Path,
    problems: Vec<Problem>,
}

impl Applying<'_> {
    fn problem(&mut self, at: impl Display, what: impl Display, fix: impl Display) {
        self.problems.push(Problem::new(self.file, at, what, fix));
    }

    /// Applies the actions one by one: the library stops at the first failure, and a new version of
    /// a document often outdates several actions.
    fn run<O>(&mut self, root: &Node<'_>, keys: shape::Keys, mut document: Value) -> Value
    where
        O: Apply + Validate + DeserializeOwned,
    {
        shape::check(root, &keys, |at, what, fix| self.problem(at, what, fix));
        let part = |actions: &[&Value]| -> Result<O, serde_json::Error> {
            let mut part = json!({ "overlay": root.value["overlay"], "info": root.value["info"] });
            part["actions"] = actions.iter().map(|action| (*action).clone()).collect();
            serde_json::from_value(part)
        };
        if let Err(error) = part(&[]) {
            // Missing keys are reported already.
            if self.problems.is_empty() {
                self.problem(root.at, error, "correct the file");
            }
            return document;
        }
        for action in root.get("actions").into_iter().flat_map(|actions| actions.entries()) {
            match part(&[action.value]) {
                Err(error) => self.problem(action.at, error, "correct the action"),
                Ok(overlay) => self.action(&overlay, &action, &mut document),
            }
        }
        document
    }

    fn action<O: Apply + Validate>(
        &mut self,
        overlay: &O,
        action: &Node<'_>,
        document: &mut Value,
    ) {
        if let Err(invalid) = overlay.validate(Default::default()) {
            // The rest concerns `info`, and is reported already.
            for error in invalid.errors.iter().filter(|error| error.path.starts_with("#.actions")) {
                self.problem(action.at, &error.message, "correct the action");
            }
            return;
        }
        let strict = ApplyOptions::ErrorOnZeroMatch | ApplyOptions::ErrorOnMixedKindMatch;
        match overlay.apply(document, strict) {
            Err(error) => self.failed(action.at, &error),
            Ok(report) if report.actions.iter().any(|outcome| outcome.matched == 0) => {
                self.problem(action.at, "the action changes nothing", "correct its target");
            }
            Ok(_) => {}
        }
    }

    fn failed(&mut self, at: impl Display, ApplyError { target, kind, .. }: &ApplyError) {
        let spec = self.spec.display();
        match kind {
            ApplyErrorKind::ZeroMatch => self.problem(
                at,
                format_args!("target `{target}` matches nothing in {spec}"),
                "the vendor may have fixed it: delete this action, or correct its target",
            ),
            ApplyErrorKind::PrimitiveActionTarget => self.problem(
                at,
                format_args!("target `{target}` selects a plain value in {spec}"),
                "target the object or array that holds it",
            ),
            kind => {
                self.problem(at, format_args!("target `{target}`: {kind}"), "correct the action")
            }
        }
    }
}
