//! What a schema says, together with all that it is composed of.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::schema::kind::Kinds;
use crate::tree::{Node, Pointer};

/// The keywords of one schema, or of several that all apply to the same value.
pub(crate) struct Shape<'a> {
    pub(crate) at: Pointer<'a>,
    /// The types that a value can have.
    pub(crate) kinds: Kinds,
    /// The type if it is not named, only probable.
    pub(crate) assumed: Option<Kinds>,
    /// Null is allowed in addition to what a reference or a composition allows.
    pub(crate) or_null: bool,
    /// Each property, and all schemas that apply to it.
    pub(crate) properties: BTreeMap<&'a str, Vec<Node<'a>>>,
    pub(crate) required: Vec<&'a str>,
    /// The schemas of additional properties, or of some of them.
    pub(crate) values: Vec<Node<'a>>,
    /// `additionalProperties: true`: any other property may be there.
    pub(crate) any_others: bool,
    /// The schemas of every entry of an array.
    pub(crate) items: Vec<Node<'a>>,
    /// `oneOf` and `anyOf`, each with its branches.
    pub(crate) unions: Vec<Vec<Node<'a>>>,
    pub(crate) unions_at: Pointer<'a>,
    /// Schemas that apply only to some objects: `then`, `else`, `dependentSchemas`.
    pub(crate) sometimes: Vec<Node<'a>>,
    /// The enumerated values, without null.
    pub(crate) choices: Option<Vec<&'a Value>>,
    pub(crate) choices_at: Pointer<'a>,
    pub(crate) description: Option<&'a str>,
    pub(crate) format: Option<Node<'a>>,
    pub(crate) default: Option<Node<'a>>,
    /// Keywords that only limit values of some type.
    pub(crate) limits: Vec<(&'a str, Pointer<'a>)>,
}

impl<'a> Shape<'a> {
    /// An empty shape at this place, which stands in for the places of missing keywords.
    pub(crate) fn new(at: Pointer<'a>) -> Self {
        Self {
            at,
            kinds: Kinds::ALL,
            assumed: None,
            or_null: false,
            properties: BTreeMap::new(),
            required: Vec::new(),
            values: Vec::new(),
            any_others: false,
            items: Vec::new(),
            unions: Vec::new(),
            unions_at: at,
            sometimes: Vec::new(),
            choices: None,
            choices_at: at,
            description: None,
            format: None,
            default: None,
            limits: Vec::new(),
        }
    }

    pub(crate) fn allows_null(&self) -> bool {
        self.or_null || self.kinds != Kinds::ALL && self.kinds.has(Kinds::NULL)
    }

    /// True when additional properties are described.
    pub(crate) fn is_open(&self) -> bool {
        !self.values.is_empty() || self.any_others
    }

    /// True for a pure union, which says nothing of its own about objects.
    pub(crate) fn is_union(&self) -> bool {
        self.unions.len() == 1
            && self.properties.is_empty()
            && self.required.is_empty()
            && self.values.is_empty()
            && self.choices.is_none()
    }

    /// The enumerated texts, if all enumerated values are texts.
    pub(crate) fn texts(&self) -> Option<Vec<&'a str>> {
        let choices = self.choices.as_ref().filter(|choices| !choices.is_empty())?;
        choices.iter().map(|choice| choice.as_str()).collect()
    }

    /// Infers a missing type from the other keywords.
    ///
    /// Strictly, `properties` says nothing about values that are not objects.
    pub(crate) fn infer(&mut self) -> Option<Kinds> {
        if self.kinds.without(Kinds::NULL) != Kinds::ALL.without(Kinds::NULL) {
            return None;
        }
        // A format is for text or numbers: some authors list the values of text as `required`.
        let required = !self.required.is_empty() && self.format.is_none();
        let object = !self.properties.is_empty() || required;
        let inferred = if object || !self.values.is_empty() {
            Kinds::OBJECT
        } else if !self.items.is_empty() {
            Kinds::ARRAY
        } else {
            return None;
        };
        self.kinds = inferred.or(if self.kinds == Kinds::ALL {
            Kinds::NONE
        } else {
            self.kinds.and(Kinds::NULL)
        });
        Some(inferred)
    }

    /// Keeps the choices that are in both lists.
    pub(crate) fn choose(&mut self, choices: Vec<&'a Value>, at: &Pointer<'a>) {
        let kinds = choices.iter().fold(Kinds::NONE, |kinds, value| kinds.or(Kinds::of(value)));
        // Strictly, null must be in the list as well, but authors who allow it elsewhere mean it.
        let null = if self.kinds == Kinds::ALL { Kinds::NONE } else { Kinds::NULL };
        self.kinds = self.kinds.and(kinds.or(null));
        let mut choices = choices;
        choices.retain(|choice| !choice.is_null());
        if let Some(before) = &self.choices {
            choices.retain(|choice| before.contains(choice));
        }
        self.choices = Some(choices);
        self.choices_at = *at;
    }
}
