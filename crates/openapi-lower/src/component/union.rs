//! Unions: `oneOf`, `anyOf`, and several types.
//!
//! The generated type is an untagged enumeration, which takes the first branch that can be read.
//! In a request that is the branch that the caller wrote. In a response it is right only if no
//! branch can be read as another one. A response holds a union only where that is certain, and any
//! value elsewhere.

use serde_json::{Value, json};

use crate::component::components::Components;
use crate::component::form::{Branch, Form, Formed};
use crate::component::order::in_order;
use crate::component::place::Place;
use crate::component::value::{referred, without_null};
use crate::names;
use crate::report::Code;
use crate::schema::{Kinds, Leaf, Leaves, Shape};
use crate::tree::{Node, Pointer};

impl<'a> Components<'a> {
    pub(super) fn union(&mut self, shape: &Shape<'a>, place: &Place<'_>) -> Formed<'a> {
        let Leaves { leaves, allows_null } = self.schemas.leaves(shape);
        Formed { form: self.form_of_union(leaves, &shape.unions_at, place), allows_null }
    }

    fn form_of_union(
        &mut self,
        leaves: Vec<Leaf<'a>>,
        at: &Pointer<'a>,
        place: &Place<'_>,
    ) -> Form<'a> {
        let with_parts = Kinds::OBJECT.or(Kinds::ARRAY);
        let unclear = leaves.iter().any(|leaf| {
            leaf.kinds == Kinds::ALL.without(Kinds::NULL)
                || leaf.kinds.meets(with_parts) && leaf.kinds.single().is_none()
        });
        if unclear {
            let what = "any value is accepted: one of the branches has several types";
            self.original.relax(at, Code::AmbiguousUnion, what);
            return Form::Any;
        }
        let of = |kind: Kinds| leaves.iter().filter(move |leaf| leaf.kinds.meets(kind));
        let mut objects: Vec<_> = of(Kinds::OBJECT).collect();
        let arrays: Vec<_> = of(Kinds::ARRAY).collect();
        if place.is_read() {
            match in_order(&objects, &self.tags).filter(|_| arrays.len() <= 1) {
                Some(order) => objects = order,
                None => {
                    let leaves = objects.into_iter().chain(arrays).map(|leaf| leaf.schemas.clone());
                    let leaves = leaves.collect();
                    return self.ambiguous(leaves, at, place);
                }
            }
        }
        // Lists first: a generated object also reads a list, entry by entry.
        let parts: Vec<_> = arrays.into_iter().chain(objects).collect();
        let mut branches: Vec<_> =
            parts.iter().map(|leaf| Branch::Schemas(leaf.schemas.clone())).collect();
        let number = if of(Kinds::NUMBER).any(|leaf| leaf.kinds.has(Kinds::NUMBER)) {
            Kinds::NUMBER
        } else {
            Kinds::INTEGER
        };
        for kind in [number, Kinds::BOOLEAN, Kinds::STRING] {
            let scalars: Vec<_> = of(kind).collect();
            branches.extend(scalar_branch(kind, &scalars, place));
        }
        match &mut branches[..] {
            [] => Form::Any,
            [Branch::Schemas(schemas)] => Form::Same(std::mem::take(schemas)),
            [Branch::Scalar(kind)] => Form::Scalar(*kind),
            [Branch::Enum(texts)] => Form::Enum(std::mem::take(texts)),
            _ => {
                if place.is_read() && !parts.is_empty() {
                    branches.push(Branch::Rest);
                }
                Form::Union(branches)
            }
        }
    }

    /// A union in a response whose branches cannot be told apart. Their types are generated.
    fn ambiguous(
        &mut self,
        leaves: Vec<Vec<Node<'a>>>,
        at: &Pointer<'a>,
        place: &Place<'_>,
    ) -> Form<'a> {
        let mut names = Vec::new();
        for (index, schemas) in leaves.into_iter().enumerate() {
            let lowered = self.within(schemas, &place.inner(format!("variant_{index}")));
            if let Some(name) = referred(&lowered) {
                names.push(format!("`{}`", names::pascal(name)));
            }
        }
        let read = if names.is_empty() {
            String::new()
        } else {
            format!(": decode it as {}", names.join(" or "))
        };
        let what = format!("arrives as any value, because the branches cannot be told apart{read}");
        self.original.relax(at, Code::AmbiguousUnion, what);
        Form::Any
    }

    /// The branches in the new document.
    pub(super) fn branches(
        &mut self,
        branches: Vec<Branch<'a>>,
        shape: &Shape<'a>,
        place: &Place<'_>,
    ) -> Value {
        let mut out = Vec::new();
        for (index, branch) in branches.into_iter().enumerate() {
            let inner = place.inner(format!("variant_{index}"));
            let lowered = match branch {
                Branch::Schemas(schemas) => self.within(schemas, &inner),
                Branch::Kind(kind) => self.values_of_kind(kind, shape, place),
                Branch::Scalar(kind) => json!({ "type": kind.name() }),
                Branch::Enum(texts) => {
                    let values = json!({ "type": "string", "enum": texts });
                    self.own_type(values, &inner)
                }
                Branch::Rest => self.any_value(),
            };
            let lowered = without_null(lowered);
            if !out.contains(&lowered) {
                out.push(lowered);
            }
        }
        out.into()
    }

    /// A branch for each type of a schema of several types. Unions next to them may say more about
    /// one of the types: objects have the fields of all their branches.
    pub(super) fn branches_of_kinds(
        &mut self,
        kinds: Kinds,
        shape: &Shape<'a>,
        place: &Place<'_>,
    ) -> Vec<Branch<'a>> {
        let leaves = self.schemas.leaves(shape).leaves;
        let branch = |kind: Kinds| {
            let of_kind: Vec<_> = leaves.iter().filter(|leaf| leaf.kinds.meets(kind)).collect();
            match (kind, &of_kind[..]) {
                (Kinds::ARRAY, [leaf]) if leaf.kinds == kind && shape.items.is_empty() => {
                    Branch::Schemas(leaf.schemas.clone())
                }
                (Kinds::OBJECT | Kinds::ARRAY, _) => Branch::Kind(kind),
                _ => scalar_branch(kind, &of_kind, place).unwrap_or(Branch::Scalar(kind)),
            }
        };
        kinds.each().map(branch).collect()
    }

    /// What a schema of several types says about objects or arrays.
    fn values_of_kind(&mut self, kind: Kinds, shape: &Shape<'a>, place: &Place<'_>) -> Value {
        let inner = place.inner(kind.name());
        let mut part = Shape { kinds: kind, ..Shape::new(shape.at) };
        if kind == Kinds::ARRAY {
            let leaves = self.schemas.leaves(shape).leaves;
            if leaves.iter().all(|leaf| leaf.shape.items.is_empty()) {
                part.items = shape.items.clone();
            } else {
                let what = "the branches describe the entries differently: any entry is accepted";
                self.original.relax(&shape.unions_at, Code::AnyValue, what);
            }
        } else {
            part.properties = shape.properties.clone();
            part.required = shape.required.clone();
            part.values = shape.values.clone();
            part.any_others = shape.any_others;
            part.unions = shape.unions.clone();
            part.unions_at = shape.unions_at;
            part.sometimes = shape.sometimes.clone();
        }
        let form = if kind == Kinds::ARRAY { Form::Array } else { self.form_of_object(&part) };
        let makes_type = form.makes_type();
        let lowered = self.describe(form, &part, &inner);
        if makes_type { self.own_type(lowered, &inner) } else { lowered }
    }

    /// A closed enumeration, for a property that tells the branches of a union apart.
    pub(super) fn tag(&mut self, schemas: &[Node<'a>], place: &Place<'_>) -> Option<Value> {
        let first = schemas.first()?;
        let texts = self.tags.of(first).filter(|texts| names::make_variants(texts))?;
        let lowered = json!({ "type": "string", "enum": texts });
        let what = "closed in responses too: it tells the branches of a union apart";
        self.original.relax(&first.at, Code::ClosedEnum, what);
        Some(self.own_type(lowered, place))
    }
}

/// The branch for all scalars of one kind.
fn scalar_branch<'a>(kind: Kinds, leaves: &[&Leaf<'a>], place: &Place<'_>) -> Option<Branch<'a>> {
    match leaves {
        [] => return None,
        [leaf] if leaf.kinds.single() == Some(kind) => {
            return Some(Branch::Schemas(leaf.schemas.clone()));
        }
        _ => {}
    }
    let texts: Option<Vec<_>> = leaves.iter().map(|leaf| leaf.shape.texts()).collect();
    let texts: Option<Vec<_>> = texts.map(|texts| texts.into_iter().flatten().collect());
    let closed =
        |texts: &Vec<_>| kind == Kinds::STRING && !place.is_read() && names::make_variants(texts);
    Some(texts.filter(closed).map_or(Branch::Scalar(kind), Branch::Enum))
}
