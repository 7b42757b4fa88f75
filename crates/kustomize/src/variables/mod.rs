//! `vars`: names for the values of fields, and `$(NAME)` where they are written.
//!
//! Source of the rules: `api/internal/accumulator/{resaccumulator,refvartransformer}.go`, `api/filters/refvar` and
//! `GetFieldValue` in `kyaml/yaml/rnode.go` of kustomize 5.8.2.

mod expand;

use std::collections::HashMap;

use overlint_source::resolve::{Resolved, freeze, resolve};
use overlint_source::{Input, Made, Node, Origin, Scalar, Style, Tag, Value};
use smol_str::{SmolStr, ToSmolStr};

use crate::error::{BuildError, Fault, Result};
use crate::field_spec::{FieldSpec, Leaf, visit, visit_mut};
use crate::id::ResId;
use crate::kustomization::Variable;
use crate::resource::Resource;
use crate::set::ResourceSet;
use crate::transform::replacements::{look_up, node_at, split};
use expand::expand;

/// Adds the variables of a kustomization, and notes on each object which of them it holds the value of.
pub(crate) fn declare(set: &mut ResourceSet, variables: &[Variable]) -> Result<()> {
    for variable in variables {
        set.spent.charge_steps(set.list.len() + set.variables.len(), variable.origin)?;
        let matches = |resource: &Resource| resource.ids().any(|id| is_meant(variable, &id));
        let found: Vec<usize> = (0..set.list.len()).filter(|index| matches(&set.list[*index])).collect();
        match *found {
            [] => {}
            [index] => set.list[index].variables.push(variable.name.clone()),
            _ => return Err(several(set, variable, &found)),
        }
        add(set, variable)?;
    }
    Ok(())
}

/// Adds a variable; each name can be given once in a whole build.
pub(crate) fn add(set: &mut ResourceSet, variable: &Variable) -> Result<()> {
    if let Some(known) = set.variables.iter().find(|known| known.name == variable.name) {
        let message = format!("the variable `{}` is there already", variable.name);
        return Err(BuildError::new(Fault::Variable, variable.origin, message)
            .related(known.origin, "first given here")
            .help("rename one of them"));
    }
    set.variables.push(variable.clone());
    Ok(())
}

/// The namespace counts only where one is given. kustomize does not know of an `objref` that it lives outside of any, so
/// that none is found with a namespace.
fn is_meant(variable: &Variable, id: &ResId) -> bool {
    let wanted = ResId::new(variable.gvk.clone(), variable.object_name.clone(), variable.namespace.clone());
    let wanted = ResId { cluster_scoped: false, ..wanted };
    let by_namespace = !variable.namespace.is_empty();
    id.gvk == wanted.gvk && id.name == wanted.name && (!by_namespace || id.same_namespace(&wanted))
}

fn several(set: &ResourceSet, variable: &Variable, found: &[usize]) -> BuildError {
    let message = format!("the variable `{}` could mean several objects", variable.name);
    let error = BuildError::new(Fault::Variable, variable.origin, message)
        .help("say with `namespace` in `objref` which one is meant");
    found.iter().fold(error, |error, index| error.related(set.list[*index].name_origin(), "one of them"))
}

/// What a variable stands for.
#[derive(Clone, Debug, PartialEq)]
enum Known {
    Text(SmolStr),
    Int(i64),
    Float(f64),
    Bool(bool),
    /// A list, a map or nothing, which cannot be written anywhere.
    Unwritable,
}

/// A value with the way on which it came about.
#[derive(Clone, Debug)]
struct Source {
    value: Known,
    input: Input,
}

/// Replaces the variables wherever an object may hold one.
pub(crate) fn substitute(set: &mut ResourceSet) -> Result<()> {
    if set.variables.is_empty() {
        return Ok(());
    }
    let values = set
        .variables
        .iter()
        .map(|variable| Ok((variable.name.clone(), value_of(set, variable)?)))
        .collect::<Result<HashMap<_, _>>>()?;
    let config = set.config();
    let origin = set.variables[0].origin;
    set.spent.charge_steps(set.list.len().saturating_mul(config.var_reference.len()), origin)?;
    for resource in &mut set.list {
        let gvk = resource.id().gvk.clone();
        for spec in config.var_reference.iter().filter(|spec| spec.selects(&gvk)) {
            if holds_text(resource.node(), spec) {
                let spec = spec.without_creating();
                resource.change(|node| {
                    visit_mut(node, &spec, Leaf::Scalar, origin, &mut |field| replace(field, &values))
                })?;
            }
        }
    }
    Ok(())
}

fn holds_text(node: &Node, spec: &FieldSpec) -> bool {
    let mut found = false;
    visit(node, &spec.path, &mut |_| found = true) || found
}

fn value_of(set: &ResourceSet, variable: &Variable) -> Result<Source> {
    let holder = set.list.iter().find(|resource| resource.variables.contains(&variable.name));
    let Some(holder) = holder else {
        let message = format!("the variable `{}` means an object that is not there", variable.name);
        return Err(BuildError::new(Fault::Variable, variable.origin, message)
            .help("correct `objref`: it takes the first name of the object, its kind and its `apiVersion`"));
    };
    let Some(node) = field(holder.node(), &variable.field_path) else {
        let message = format!("`{}` has no field `{}`", holder.id(), variable.field_path);
        return Err(BuildError::new(Fault::Variable, variable.field_origin, message)
            .related(holder.name_origin(), "the object")
            .help("correct `fieldref.fieldPath`"));
    };
    let unknown = || {
        let message = "kustomize does not know a number or boolean that is spelt like this";
        BuildError::new(Fault::Variable, node.origin, message)
            .related(variable.field_origin, "the variable takes it")
            .help("write it in plain decimal digits, or in quotes")
    };
    Ok(Source { value: known(node).ok_or_else(unknown)?, input: Input::from(node) })
}

/// The node down a path of keys between dots; elements of lists by their numbers, `a[0]` or `a.0`, or `a.[name=b]`.
fn field<'n>(object: &'n Node, path: &str) -> Option<&'n Node> {
    let steps = split(path);
    let steps = steps.iter().flat_map(|step| match index_of(step) {
        Some((name, index)) => [name, index],
        None => [step.as_str(), ""],
    });
    let place = look_up(object, steps).ok()??;
    node_at(object, &place)
}

/// `a[0]` is the element 0 of `a`.
fn index_of(step: &str) -> Option<(&str, &str)> {
    let (name, index) = step.strip_suffix(']')?.rsplit_once('[')?;
    (!index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit())).then_some((name, index))
}

/// What a node stands for; `None` where Go's `strconv` cannot read its text. What is of any other type, such as a date, is
/// its text.
fn known(node: &Node) -> Option<Known> {
    let Some(scalar) = node.as_scalar() else { return Some(Known::Unwritable) };
    let digits = scalar.text.strip_prefix(['+', '-']).unwrap_or(&scalar.text);
    match (freeze(scalar), resolve(scalar)) {
        (Tag::Int, _) if !digits.bytes().all(|byte| byte.is_ascii_digit()) => None,
        (Tag::Int, _) => scalar.text.parse().ok().map(Known::Int),
        (Tag::Float, Resolved::Float(value)) => {
            (value.is_finite() && is_decimal(digits)).then_some(Known::Float(value))
        }
        (Tag::Bool, Resolved::Bool(value)) => Some(Known::Bool(value)),
        (Tag::Float | Tag::Bool, _) => None,
        _ => Some(Known::Text(scalar.text.clone())),
    }
}

/// Whether Go reads a text as a float: not in hexadecimal, and with each underscore between two digits.
fn is_decimal(text: &str) -> bool {
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = text.as_bytes();
    let separates = |at: usize| at > 0 && is_digit(bytes.get(at - 1)) && is_digit(bytes.get(at + 1));
    !text.contains(['x', 'X']) && bytes.iter().enumerate().all(|(at, byte)| *byte != b'_' || separates(at))
}

fn replace(field: &mut Node, values: &HashMap<SmolStr, Source>) -> Result<()> {
    if field.is_null() {
        return Ok(());
    }
    match &field.value {
        Value::Scalar(_) => replace_scalar(field, values),
        Value::Mapping(map) => {
            if let Some(entry) = map.entries.iter().find(|entry| !is_string(&entry.key.scalar)) {
                return Err(not_text(entry.key.origin));
            }
            if map.entries.iter().any(|entry| wants_change(&entry.value)) {
                let entries = field.as_mapping_mut().into_iter().flat_map(|map| &mut map.entries);
                entries.for_each(|entry| replace_scalar(&mut entry.value, values));
            }
        }
        Value::Sequence(list) => {
            if let Some(item) = list.items.iter().find(|item| !item.as_scalar().is_some_and(is_string)) {
                return Err(not_text(item.origin));
            }
            if list.items.iter().any(wants_change) {
                let items = field.as_sequence_mut().into_iter().flat_map(|list| &mut list.items);
                items.for_each(|item| replace_scalar(item, values));
            }
        }
    }
    Ok(())
}

fn not_text(origin: Origin) -> BuildError {
    let message = "variables are replaced here, and this is no string";
    BuildError::new(Fault::Variable, origin, message).help("put quotes around it")
}

/// What kustomize takes for a string: by its type, or for want of one.
fn is_string(scalar: &Scalar) -> bool {
    matches!(freeze(scalar), Tag::Str | Tag::Untyped)
}

/// Strings are written anew even where they hold no variable: blocks lose their style, and what had no type gets one.
fn wants_change(node: &Node) -> bool {
    node.as_scalar().is_some_and(|scalar| {
        let has_type = scalar.tag != Tag::Untyped;
        is_string(scalar) && (scalar.text.contains('$') || scalar.style == Style::Folded || !has_type)
    })
}

fn replace_scalar(field: &mut Node, values: &HashMap<SmolStr, Source>) {
    if !wants_change(field) {
        return;
    }
    let text = field.text().unwrap_or_default().to_owned();
    let (value, inputs) = expand(&text, values);
    let scalar = written(&value, &text);
    match inputs.first() {
        Some(first) => field.overwrite_made(scalar, first.origin, Made::Variable, inputs),
        None => field.respell(scalar),
    }
}

/// The scalar of a value. What cannot be written leaves the text as it was.
fn written(value: &Known, text: &str) -> Scalar {
    let typed = |tag: Tag, text: SmolStr| Scalar { tag, ..Scalar::plain(text) };
    match value {
        Known::Text(text) => Scalar::string(text.clone()),
        Known::Int(value) => typed(Tag::Int, value.to_smolstr()),
        Known::Float(value) => typed(Tag::Float, value.to_smolstr()),
        Known::Bool(value) => typed(Tag::Bool, value.to_smolstr()),
        Known::Unwritable => Scalar::string(text),
    }
}
