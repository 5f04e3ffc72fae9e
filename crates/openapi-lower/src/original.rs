//! The original document, and the notes that are taken while it is read.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt::{self, Display};
use std::rc::Rc;

use serde_json::{Map, Value};

use crate::report::{Code, LeftOut, Notes, Report};
use crate::tree::{Node, Pointer};

/// The version of the original: the same keyword can mean two things.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    V3_0,
    V3_1,
}

/// The document that is lowered. Every part of lowering holds a clone; they share the notes.
#[derive(Clone)]
pub(crate) struct Original<'a> {
    pub(crate) root: Node<'a>,
    pub(crate) version: Version,
    notes: Rc<RefCell<Notes<'a>>>,
}

/// Why a reference to a response, parameter, request body or path item has no target.
#[derive(Clone, Copy)]
pub(crate) enum Unresolved<'a> {
    Missing(&'a Value),
    Cycle,
}

/// Longer than any sensible chain of references.
const MAX_CHAIN: usize = 16;

impl<'a> Original<'a> {
    pub(crate) fn new(root: Node<'a>, version: Version) -> Self {
        Self { root, version, notes: Rc::default() }
    }

    /// The report of all notes so far, which are taken out.
    pub(crate) fn report(&self) -> Report {
        self.notes.take().report()
    }

    /// Notes something that the new document omits or states more loosely.
    pub(crate) fn relax(&self, at: &Pointer<'a>, code: Code, what: impl Into<Cow<'static, str>>) {
        self.notes.borrow_mut().relax(*at, code, what);
    }

    /// Notes something that most documents have in many places: one line for all of them.
    pub(crate) fn relax_everywhere(&self, at: &Pointer<'a>, code: Code, what: &'static str) {
        self.notes.borrow_mut().relax_everywhere(*at, code, what);
    }

    /// Notes an operation that is not generated.
    pub(crate) fn leave_out(&self, operation: String, at: &Pointer<'a>, code: Code, why: String) {
        self.notes.borrow_mut().leave_out(operation, *at, code, why);
    }

    /// The first operation that was left out, and why.
    pub(crate) fn first_left_out(&self) -> Option<LeftOut> {
        self.notes.borrow().left_out().next().cloned()
    }

    /// Notes a key that OpenAPI does not define.
    pub(crate) fn unknown(&self, key: &str, at: &Pointer<'a>) {
        self.relax(at, Code::Unknown, format!("unknown key `{key}` is ignored"));
    }

    /// Notes a value of the wrong type.
    pub(crate) fn malformed(&self, node: &Node<'a>) {
        self.relax(&node.at, Code::Malformed, "malformed: ignored");
    }

    /// Notes requirements of credentials: progenitor ignores `security`, wherever it is.
    pub(crate) fn security(&self, security: &Node<'a>) {
        if self.entries(security).len() > 0 {
            self.unsent_credentials(&security.at);
        }
    }

    pub(crate) fn unsent_credentials(&self, at: &Pointer<'a>) {
        self.relax(at, Code::Credentials, "not generated: send the credentials in `ClientHooks`");
    }

    /// The fields of a value that should be an object.
    pub(crate) fn fields(
        &self,
        node: &Node<'a>,
    ) -> impl ExactSizeIterator<Item = (&'a str, Node<'a>)> + use<'a> {
        if !node.value.is_object() {
            self.malformed(node);
        }
        node.fields()
    }

    /// The entries of a value that should be a list.
    pub(crate) fn entries(
        &self,
        node: &Node<'a>,
    ) -> impl ExactSizeIterator<Item = Node<'a>> + use<'a> {
        if !node.value.is_array() {
            self.malformed(node);
        }
        node.entries()
    }

    /// Copies a field that should be text.
    pub(crate) fn keep_text(&self, out: &mut Map<String, Value>, key: &str, node: &Node<'a>) {
        match node.text() {
            Some(text) => drop(out.insert(key.to_owned(), text.into())),
            None => self.malformed(node),
        }
    }

    /// A response, parameter, request body or path item, or the component that it refers to.
    pub(crate) fn resolve(&self, node: &Node<'a>) -> Result<Node<'a>, Unresolved<'a>> {
        let mut node = *node;
        for _ in 0..MAX_CHAIN {
            let Some(target) = node.get("$ref") else { return Ok(node) };
            node = target.follow().ok_or(Unresolved::Missing(target.value))?;
        }
        Err(Unresolved::Cycle)
    }
}

/// What is said about a reference without a target.
pub(crate) fn not_found(reference: &Value) -> String {
    match reference.as_str() {
        Some(text) if text.contains("://") => {
            format!("{reference} is on the network: save the file next to the spec")
        }
        Some(text) if text.starts_with("../") => {
            format!("{reference} is outside the folder of the spec: move the file into it")
        }
        _ => format!("{reference} was not found"),
    }
}

impl Display for Unresolved<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(reference) => write!(f, "{}", not_found(reference)),
            Self::Cycle => f.write_str("the references form a cycle"),
        }
    }
}
