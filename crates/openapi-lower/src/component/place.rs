//! The place of a schema.

use std::borrow::Cow;

use crate::names;

/// Where values of a schema travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Direction {
    /// Only requests hold them, so the type may be strict.
    Request,
    /// Only responses hold them, so the type must read whatever arrives.
    Response,
    /// Requests and responses hold them.
    Both,
}

impl Direction {
    /// Requests hold them: what the caller sets is sent, and nothing else is.
    pub(crate) fn is_sent(self) -> bool {
        self != Self::Response
    }

    /// Responses hold them.
    pub(crate) fn is_read(self) -> bool {
        self != Self::Request
    }
}

/// The place of a schema: the name of its type, and where its values travel.
pub(crate) struct Place<'p> {
    /// The place around it. Names are joined only for the few schemas that make a type.
    outer: Option<&'p Place<'p>>,
    name: Cow<'p, str>,
    pub(crate) direction: Direction,
    standing: Standing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Others refer to it.
    Component,
    /// It is part of another schema, or of an operation.
    Inline,
}

impl<'p> Place<'p> {
    /// A component. Its name is taken already.
    pub(crate) fn component(name: impl Into<Cow<'p, str>>, direction: Direction) -> Self {
        Self { outer: None, name: name.into(), direction, standing: Standing::Component }
    }

    /// A schema in an operation, called `name` if it makes a type.
    pub(crate) fn inline(name: impl Into<Cow<'p, str>>, direction: Direction) -> Self {
        Self { outer: None, name: name.into(), direction, standing: Standing::Inline }
    }

    /// An argument of a method.
    pub(crate) fn argument(name: impl Into<Cow<'p, str>>) -> Self {
        Self::component(name, Direction::Request)
    }

    /// A schema within this one, named as typify would name it.
    pub(crate) fn inner(&'p self, name: impl Into<Cow<'p, str>>) -> Self {
        let (direction, standing) = (self.direction, Standing::Inline);
        Self { outer: Some(self), name: name.into(), direction, standing }
    }

    pub(crate) fn is_sent(&self) -> bool {
        self.direction.is_sent()
    }

    pub(crate) fn is_read(&self) -> bool {
        self.direction.is_read()
    }

    /// True for a part of a response, which is read whether it is there or null.
    pub(crate) fn may_be_null(&self) -> bool {
        self.outer.is_some() && !self.is_sent()
    }

    /// True where typify honours a default: not behind a reference, nor for an argument.
    pub(crate) fn takes_default(&self) -> bool {
        self.standing == Standing::Inline
    }

    /// The name of the type, if it makes one.
    pub(crate) fn name(&self) -> String {
        let Some(outer) = self.outer else { return names::pascal(&self.name) };
        let name = format!("{}_{}", outer.name(), names::snake(&self.name));
        names::pascal(names::short(&name))
    }
}
