//! Unions: `oneOf`, `anyOf`, and several types.
//!
//! The generated type is an untagged enumeration, which takes the first branch that can be read. In
//! a request that is the branch that was written. In an answer it is right only if no branch can be
//! read as another one, so an answer is a union only where that is certain, and any value else.

use std::collections::{HashSet, VecDeque};

use serde_json::{Value, json};

use crate::id::{Id, IdMap};
use crate::lower::Lowering;
use crate::node::Node;
use crate::schema::form::{Form, Formed, apart};
use crate::schema::{Kinds, Place, Shape};
use crate::tree::Pointer;

/// One of the types that a value can have.
pub(crate) enum Branch<'a> {
    /// What these schemas say.
    Schemas(Vec<Node<'a>>),
    /// What the schema itself says about values of one type.
    Kind(Kinds),
    /// A value of this type, whatever it is.
    Scalar(Kinds),
    Enum(Vec<&'a str>),
    /// Whatever else an answer holds.
    Rest,
}

/// The most unions that are branches of one another and still taken as one.
const MAX_UNIONS: usize = 8;

/// A branch that is no union itself.
pub(crate) struct Leaf<'a> {
    schemas: Vec<Node<'a>>,
    pub(crate) shape: Shape<'a>,
    kinds: Kinds,
}

impl<'a> Lowering<'a> {
    /// The branches, those of branches included, and whether one of them is null.
    pub(crate) fn leaves(&mut self, shape: &Shape<'a>) -> (Vec<Leaf<'a>>, bool) {
        let mut null = false;
        let mut leaves = Vec::new();
        let mut seen = HashSet::<Vec<Id>>::new();
        let branches = shape.unions.iter().flatten();
        let mut open: VecDeque<_> = branches.map(|branch| (*branch, 0)).collect();
        while let Some((branch, depth)) = open.pop_front() {
            let (schemas, allows_null) = self.reduce(vec![branch]);
            null |= allows_null;
            if !seen.insert(schemas.iter().map(Node::id).collect()) {
                continue;
            }
            let of_branch = self.shape(&schemas);
            null |= of_branch.allows_null();
            if of_branch.is_union() && depth < MAX_UNIONS {
                let inner = of_branch.unions.into_iter().flatten().rev();
                inner.for_each(|branch| open.push_front((branch, depth + 1)));
            } else {
                let kinds = of_branch.kinds.and(shape.kinds).without(Kinds::NULL);
                if kinds != Kinds::NONE {
                    leaves.push(Leaf { schemas, shape: of_branch, kinds });
                }
            }
        }
        (leaves, null && shape.kinds.has(Kinds::NULL))
    }

    pub(crate) fn union(&mut self, shape: &Shape<'a>, place: &Place<'_>) -> Formed<'a> {
        let (leaves, allows_null) = self.leaves(shape);
        Formed { form: self.form_of_union(leaves, &shape.unions_at, place), allows_null }
    }

    fn form_of_union(
        &mut self,
        leaves: Vec<Leaf<'a>>,
        at: &Pointer<'a>,
        place: &Place<'_>,
    ) -> Form<'a> {
        let with_parts = Kinds::OBJECT.or(Kinds::ARRAY);
        let unclear = leaves.iter().find(|leaf| {
            leaf.kinds == Kinds::ALL.without(Kinds::NULL)
                || leaf.kinds.meets(with_parts) && leaf.kinds.single().is_none()
        });
        if unclear.is_some() {
            self.relax(at, "any value is taken: one of the branches is of several types");
            return Form::Any;
        }
        let of = |kind: Kinds| leaves.iter().filter(move |leaf| leaf.kinds.meets(kind));
        let mut objects: Vec<_> = of(Kinds::OBJECT).collect();
        let arrays: Vec<_> = of(Kinds::ARRAY).collect();
        if place.answer {
            match in_order(&objects, &self.tags).filter(|_| arrays.len() <= 1) {
                Some(order) => objects = order,
                None => {
                    let leaves = objects.into_iter().chain(arrays).map(|leaf| leaf.schemas.clone());
                    let leaves = leaves.collect();
                    return self.untold(leaves, at, place);
                }
            }
        }
        let parts: Vec<_> = objects.into_iter().chain(arrays).collect();
        let mut branches: Vec<_> =
            parts.iter().map(|leaf| Branch::Schemas(leaf.schemas.clone())).collect();
        let number = if of(Kinds::NUMBER).any(|leaf| leaf.kinds.has(Kinds::NUMBER)) {
            Kinds::NUMBER
        } else {
            Kinds::INTEGER
        };
        for kind in [number, Kinds::BOOLEAN, Kinds::STRING] {
            let scalars: Vec<_> = of(kind).collect();
            let texts: Option<Vec<_>> = scalars.iter().map(|leaf| leaf.shape.texts()).collect();
            let texts = texts.map(Vec::into_iter).map(|texts| texts.flatten().collect::<Vec<_>>());
            match (&scalars[..], texts) {
                ([], _) => {}
                ([leaf], _) if leaf.kinds.single() == Some(kind) => {
                    branches.push(Branch::Schemas(leaf.schemas.clone()));
                }
                (_, Some(texts)) if kind == Kinds::STRING && !place.answer && apart(&texts) => {
                    branches.push(Branch::Enum(texts));
                }
                _ => branches.push(Branch::Scalar(kind)),
            }
        }
        match &mut branches[..] {
            [] => Form::Any,
            [Branch::Schemas(schemas)] => Form::Same(std::mem::take(schemas)),
            [Branch::Scalar(kind)] => Form::Scalar(*kind),
            [Branch::Enum(texts)] => Form::Enum(std::mem::take(texts)),
            _ => {
                if place.answer && !parts.is_empty() {
                    branches.push(Branch::Rest);
                }
                Form::Union(branches)
            }
        }
    }

    /// A union in an answer whose branches cannot be told apart. Their types are there.
    fn untold(
        &mut self,
        leaves: Vec<Vec<Node<'a>>>,
        at: &Pointer<'a>,
        place: &Place<'_>,
    ) -> Form<'a> {
        let mut names = Vec::new();
        for (index, schemas) in leaves.into_iter().enumerate() {
            let lowered = self.within(schemas, &place.inner(format!("variant_{index}")));
            if let Some(name) = referred(&lowered) {
                names.push(format!("`{}`", crate::names::pascal(name)));
            }
        }
        let read = if names.is_empty() {
            String::new()
        } else {
            format!(": read it as {}", names.join(" or "))
        };
        self.relax(at, format!("comes as any value, because the branches look alike{read}"));
        Form::Any
    }

    /// The branches in the new document.
    pub(crate) fn branches(
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
                Branch::Kind(kind) => self.kind(kind, shape, place),
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

    /// What a schema of several types says about one of them.
    fn kind(&mut self, kind: Kinds, shape: &Shape<'a>, place: &Place<'_>) -> Value {
        let inner = place.inner(kind.name());
        if kind != Kinds::OBJECT && kind != Kinds::ARRAY {
            return json!({ "type": kind.name() });
        }
        let part = Shape {
            kinds: kind,
            properties: shape.properties.clone(),
            required: shape.required.clone(),
            values: shape.values.clone(),
            items: shape.items.clone(),
            ..Shape::new(shape.unions_at)
        };
        let form = self.form(&part, &inner).form;
        let makes_type = form.makes_type();
        let lowered = self.describe(form, &part, &inner);
        if makes_type { self.own_type(lowered, &inner) } else { lowered }
    }

    /// A closed enumeration, for a property that tells the branches of a union apart.
    pub(crate) fn tag(&mut self, schemas: &[Node<'a>], place: &Place<'_>) -> Option<Value> {
        let first = schemas.first()?;
        let texts = self.tags.get(&first.id()).filter(|texts| apart(texts))?.clone();
        let what = "closed, also in answers: it tells the branches of a union apart";
        self.relax(&first.at, what);
        Some(self.own_type(json!({ "type": "string", "enum": texts }), place))
    }

    /// Finds the properties that tell the branches of a union apart by their values.
    pub(crate) fn find_tags(&mut self, union: &Node<'a>) {
        let mut shape = Shape::new(union.at);
        shape.unions.push(union.entries().collect());
        let (leaves, _) = self.leaves(&shape);
        let mut tags = Vec::new();
        for leaf in &leaves {
            for name in &leaf.shape.required {
                let Some(schemas) = leaf.shape.properties.get(name) else { continue };
                let Some(texts) = self.shape(schemas).texts() else { continue };
                let ids = schemas.first().map(Node::id);
                tags.extend(ids.map(|id| (*name, texts, id)));
            }
        }
        for (name, texts, id) in &tags {
            let differs = tags.iter().any(|(other, values, _)| {
                other == name && !values.iter().any(|value| texts.contains(value))
            });
            if differs {
                self.tags.insert(*id, texts.clone());
            }
        }
    }
}

/// The texts by which a property tells branches apart, by the schema of the property.
pub(crate) type Tags<'a> = IdMap<Vec<&'a str>>;

/// The branches in an order in which none of them can be read as a later one, if there is one.
fn in_order<'l, 'a>(leaves: &[&'l Leaf<'a>], tags: &Tags<'a>) -> Option<Vec<&'l Leaf<'a>>> {
    let mut open = leaves.to_vec();
    let mut order = Vec::new();
    while !open.is_empty() {
        let first = open.iter().position(|leaf| {
            let mut others = open.iter().filter(|other| !std::ptr::eq(**other, *leaf));
            others.all(|other| refuses(&leaf.shape, &other.shape, tags))
        })?;
        order.push(open.remove(first));
    }
    Some(order)
}

/// True when no value of the other shape can be read as this one: a property is required that the
/// other does not have, or has with another value.
fn refuses<'a>(shape: &Shape<'a>, other: &Shape<'a>, tags: &Tags<'a>) -> bool {
    let tag = |shape: &Shape<'a>, name: &str| {
        let schema = shape.properties.get(name)?.first()?;
        tags.get(&schema.id())
    };
    shape.required.iter().any(|name| {
        if !other.properties.contains_key(name) && other.unions.is_empty() {
            return !other.required.contains(name);
        }
        match (tag(shape, name), tag(other, name)) {
            (Some(texts), Some(others)) => !texts.iter().any(|text| others.contains(text)),
            _ => false,
        }
    })
}

/// The type that a lowered schema refers to.
pub(crate) fn referred(schema: &Value) -> Option<&str> {
    let reference = schema.get("$ref").or_else(|| schema.get("allOf")?.get(0)?.get("$ref"))?;
    reference.as_str()?.rsplit('/').next()
}

/// The schema of a branch: null is beside all of them.
pub(crate) fn without_null(mut schema: Value) -> Value {
    match schema.get_mut("allOf").and_then(|parts| parts.get_mut(0)) {
        Some(part) => part.take(),
        None => {
            schema.as_object_mut().and_then(|fields| fields.remove("nullable"));
            schema
        }
    }
}
