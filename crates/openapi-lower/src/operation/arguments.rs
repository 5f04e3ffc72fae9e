//! The arguments that parameters become.
//!
//! progenitor calls an argument after its parameter, so two parameters of one name are one
//! argument. The one in the path can be renamed there; another one is left out.

use std::collections::BTreeSet;

use crate::names;
use crate::operation::body::Body;
use crate::operation::obstacle::Obstacle;
use crate::operation::operations::Operations;
use crate::operation::parameter::{Location, Parameter};
use crate::report::Code;

/// Arguments and methods that generated code has anyway.
const RESERVED: &[&str] = &["send", "new", "stream", "body_map", "header_map"];

impl<'a> Operations<'a> {
    /// Gives each parameter an argument of its own, required ones first.
    pub(super) fn with_arguments(
        &mut self,
        mut parameters: Vec<Parameter<'a>>,
        body: Option<&Body<'a>>,
    ) -> Result<Vec<Parameter<'a>>, Obstacle<'a>> {
        parameters.sort_by_key(|parameter| (!parameter.required, parameter.is_in(Location::Path)));
        let reserved: Vec<_> = RESERVED.iter().copied().chain(body.map(|_| "body")).collect();
        let mut taken: BTreeSet<_> = reserved.iter().map(|name| (*name).to_owned()).collect();
        let mut named = Vec::new();
        for mut parameter in parameters {
            let mut argument = names::snake(parameter.name);
            if parameter.is_in(Location::Path) {
                let mut number = 1u32;
                while taken.contains(&argument) {
                    argument = names::snake(&format!("{}_in_path{number}", parameter.name));
                    parameter.rename(&argument);
                    number += 1;
                }
            }
            if taken.insert(argument.clone()) {
                named.push(parameter);
            } else {
                let why = match reserved.contains(&argument.as_str()) {
                    true => format!("generated code has its own `{argument}`"),
                    false => format!("another parameter makes the argument `{argument}`"),
                };
                self.not_sent(&parameter, Code::SameArgument, why)?;
            }
        }
        Ok(named)
    }
}
