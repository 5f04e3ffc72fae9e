//! Random calls of the operations of a document.

use std::collections::BTreeSet;

use fastrand::Rng;
use heck::ToSnakeCase;
use openapi_lower::{Dependency, Document, Lowered, Spec, lower};
use progenitor::{GenerationSettings, Generator};
use quote::ToTokens;
use serde_json::{Map, Value};
use syn::{FnArg, GenericArgument, ImplItem, Item, Pat, PathArguments, Type};

use crate::instance::Instances;
use crate::items::needed;
use crate::original::{Parameter, parameters};
use crate::style;

/// A document, and calls of its operations.
pub(crate) struct Calls {
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) dependencies: Vec<Dependency>,
    pub(crate) functions: Vec<Function>,
    pub(crate) calls: Vec<Call>,
}

/// A generated function, all of whose arguments are parameters.
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) arguments: Vec<(String, Passed)>,
}

/// How an argument is passed, and the type that owns it.
pub(crate) enum Passed {
    Owned(String),
    Borrowed(String),
    MaybeBorrowed(String),
    Text,
    MaybeText,
}

/// One call.
pub(crate) struct Call {
    pub(crate) operation: String,
    /// The path of the original.
    pub(crate) path: String,
    pub(crate) arguments: Vec<Argument>,
}

pub(crate) struct Argument {
    /// The name of the argument in the function.
    pub(crate) name: String,
    pub(crate) parameter: Parameter,
    pub(crate) value: Value,
    /// What the function is given: a list in a path is text to it.
    pub(crate) given: Value,
}

impl Calls {
    /// Several calls of each of the first operations that have parameters.
    pub(crate) fn of(spec: &Spec, calls: usize, operations: usize) -> Self {
        let document = spec.read().unwrap();
        let lowered = lower(&document).unwrap();
        let settings = GenerationSettings::new();
        let code = lowered.generate(|api| Generator::new(&settings).generate_tokens(api)).unwrap();
        let mut file = syn::parse2::<syn::File>(code).unwrap();
        let mut functions = functions(&file);
        let mut made = Vec::new();
        let mut instances = Instances { document: document.value(), rng: Rng::with_seed(1) };
        functions.retain(|function| !function.arguments.is_empty());
        functions.retain(|function| {
            let random: Option<Vec<_>> =
                (0..calls).map(|_| call(function, &document, &lowered, &mut instances)).collect();
            let kept = random.filter(|_| made.len() / calls < operations);
            kept.map(|calls| made.extend(calls)).is_some()
        });
        only(&functions, &mut file);
        Self {
            name: spec.module(),
            code: prettyplease::unparse(&file),
            dependencies: lowered.dependencies(),
            functions,
            calls: made,
        }
    }
}

impl Call {
    /// True when HTTP has no place for an argument, or only one that means something else.
    pub(crate) fn cannot_be_sent(&self) -> bool {
        self.arguments.iter().any(|argument| {
            let text = argument.given.as_str().unwrap_or("1");
            match argument.parameter.location.as_str() {
                "path" => matches!(text, "" | "." | "..") || text.contains('\\'),
                "header" => text.contains('\n'),
                _ => false,
            }
        })
    }

    pub(crate) fn given(&self) -> Value {
        let given = self.arguments.iter().map(|it| (it.name.clone(), it.given.clone()));
        given.collect::<Map<_, _>>().into()
    }

    pub(crate) fn described(&self) -> String {
        self.given().to_string()
    }
}

/// A random call, unless the document describes something else than the function takes.
fn call(
    function: &Function,
    document: &Document,
    lowered: &Lowered,
    instances: &mut Instances<'_>,
) -> Option<Call> {
    let (id, template, described) = operation(lowered.value(), &function.name)?;
    let place = lowered.origin(id)?;
    let original = parameters(document.value(), place);
    let path = place.strip_prefix("/paths/")?.rsplit_once('/')?.0;
    let path = path.replace("~1", "/").replace("~0", "~");
    let mut arguments = Vec::new();
    for (name, _) in &function.arguments {
        let lowered = described.iter().find(|it| {
            it["name"].as_str().is_some_and(|it| snake(it) == name.trim_end_matches('_'))
        })?;
        let parameter = original.iter().find(|it| {
            let is_there = it.location == lowered["in"].as_str().unwrap_or_default();
            is_there
                && (lowered["name"] == it.name.as_str() || is_renamed(it, &path, template, lowered))
        })?;
        let needed = parameter.required || instances.rng.u8(..4) > 0;
        let value = if needed { instances.of(&parameter.schema, 0)? } else { Value::Null };
        if value.is_null() {
            if parameter.required {
                return None;
            }
            continue;
        }
        let given = match is_text(lowered) {
            true => style::simple(&value).into(),
            false => value.clone(),
        };
        arguments.push(Argument { name: name.clone(), parameter: parameter.clone(), value, given });
    }
    Some(Call { operation: function.name.clone(), path, arguments })
}

fn snake(name: &str) -> String {
    name.replace(|c: char| !c.is_alphanumeric() && c != '_', "-").to_snake_case()
}

/// True for a parameter that has another name in the lowered path.
fn is_renamed(parameter: &Parameter, path: &str, template: &str, lowered: &Value) -> bool {
    let renamed = format!("{{{}}}", lowered["name"].as_str().unwrap_or_default());
    path != template && path.replace(&format!("{{{}}}", parameter.name), &renamed) == template
}

/// The id, the path and the parameters of an operation in the lowered document.
fn operation<'l>(lowered: &'l Value, function: &str) -> Option<(&'l str, &'l str, &'l [Value])> {
    for (path, item) in lowered["paths"].as_object()? {
        for operation in item.as_object()?.values() {
            let id = operation["operationId"].as_str()?;
            if snake(id) == function.trim_end_matches('_') {
                return Some((id, path, operation["parameters"].as_array()?));
            }
        }
    }
    None
}

/// True when the function takes text, whatever the original says.
fn is_text(lowered: &Value) -> bool {
    let schema = &lowered["schema"];
    let is_path_text = schema["$ref"].as_str().is_some_and(|it| it.contains("PathText"));
    is_path_text || schema["type"] == "string" && schema.get("format").is_none()
}

/// Removes the other functions of the client, and the types that only they need: compiling them would
/// take most of the time.
fn only(functions: &[Function], file: &mut syn::File) {
    let is_called = |item: &ImplItem| match item {
        ImplItem::Fn(function) if function.sig.asyncness.is_some() => {
            functions.iter().any(|it| function.sig.ident == it.name)
        }
        _ => true,
    };
    let mut words = BTreeSet::new();
    for item in &mut file.items {
        if let Item::Impl(item) = item {
            item.items.retain(is_called);
            let text = item.to_token_stream().to_string();
            words.extend(text.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_owned));
        }
    }
    for item in &mut file.items {
        if let Item::Mod(module) = item
            && module.ident == "types"
            && let Some((_, items)) = &mut module.content
        {
            *items = needed(std::mem::take(items), &words);
        }
    }
}

/// The generated functions that take nothing but parameters.
fn functions(file: &syn::File) -> Vec<Function> {
    let impls = file.items.iter().filter_map(|item| match item {
        Item::Impl(item) if item.trait_.is_none() => Some(item),
        _ => None,
    });
    let functions = impls.flat_map(|item| &item.items).filter_map(|item| match item {
        ImplItem::Fn(function) if function.sig.asyncness.is_some() => Some(&function.sig),
        _ => None,
    });
    functions
        .filter_map(|signature| {
            let typed = signature.inputs.iter().filter_map(|input| match input {
                FnArg::Typed(typed) => Some(typed),
                FnArg::Receiver(_) => None,
            });
            let arguments = typed.map(|typed| {
                let Pat::Ident(name) = &*typed.pat else { return None };
                let name = name.ident.to_string();
                (name != "body").then(|| (name, passed(&typed.ty)))
            });
            let name = signature.ident.to_string();
            Some(Function { name, arguments: arguments.collect::<Option<_>>()? })
        })
        .collect()
}

fn passed(kind: &Type) -> Passed {
    let is_text = |kind: &Type| matches!(kind, Type::Path(path) if path.path.is_ident("str"));
    match kind {
        Type::Reference(reference) if is_text(&reference.elem) => Passed::Text,
        Type::Reference(reference) => Passed::Borrowed(code(&reference.elem)),
        _ => match in_option(kind) {
            Some(Type::Reference(reference)) if is_text(&reference.elem) => Passed::MaybeText,
            Some(Type::Reference(reference)) => Passed::MaybeBorrowed(code(&reference.elem)),
            _ => Passed::Owned(code(kind)),
        },
    }
}

fn code(kind: &Type) -> String {
    kind.to_token_stream().to_string()
}

fn in_option(kind: &Type) -> Option<&Type> {
    let Type::Path(path) = kind else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == "Option")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(kind) => Some(kind),
        _ => None,
    })
}
