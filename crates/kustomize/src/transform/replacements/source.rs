//! The value that a replacement copies.
//!
//! Source of the rules: `getReplacement` in `api/filters/replacement/replacement.go` of kustomize 5.8.2.

use overlint_source::{Input, Made, Node, Origin, Scalar, Value};
use smol_str::SmolStr;

use super::lookup::look_up;
use super::path::split as split_path;
use super::place::{is_null, node_at, remembered_tag};
use super::write::{Piece, split};
use super::{DEFAULT_FIELD, fault, piece_of};
use crate::error::{BuildError, Result};
use crate::id::Gvk;
use crate::kustomization::{ReplacementSource, Text};
use crate::resource::Resource;
use crate::set::ResourceSet;

/// Where the value comes from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    Value(Node),
    Field(Box<Field>),
}

/// A field of the one resource that fits.
#[derive(Clone, Debug)]
pub(super) struct Field {
    gvk: Gvk,
    name: SmolStr,
    namespace: SmolStr,
    path: SmolStr,
    /// Where the path is asked for.
    asked: Origin,
    piece: Option<Piece>,
    origin: Origin,
}

impl Source {
    pub(super) fn of_text(text: &Text) -> Self {
        Self::Value(Node::plain(text.text.clone(), text.origin))
    }

    pub(super) fn of_field(source: &ReplacementSource) -> Self {
        let text = |text: &Option<Text>| text.as_ref().map(|text| text.text.clone()).unwrap_or_default();
        let gvk =
            Gvk { group: text(&source.group), version: text(&source.version), kind: text(&source.kind) };
        let path = source.field_path.as_ref().filter(|path| !path.text.is_empty());
        Self::Field(Box::new(Field {
            gvk,
            name: text(&source.name),
            namespace: text(&source.namespace),
            path: path.map_or(SmolStr::new_static(DEFAULT_FIELD), |path| path.text.clone()),
            asked: path.map_or(source.origin, |path| path.origin),
            piece: piece_of(&source.options),
            origin: source.origin,
        }))
    }

    /// The value as it stands now.
    pub(super) fn value(&self, set: &ResourceSet) -> Result<Current> {
        match self {
            Self::Value(value) => Ok(Current { node: value.clone(), place: None }),
            Self::Field(field) => {
                let index = field.resource(set)?;
                let resource = &set.list[index];
                let (place, value) = field.value(resource)?;
                match &field.piece {
                    Some(piece) => Ok(Current { node: field.refine(value, piece)?, place: None }),
                    None => Ok(Current { node: value.clone(), place: Some((index, place)) }),
                }
            }
        }
    }
}

/// The value that is copied. While targets are written it may be one of them, and then the next ones get what was
/// written.
pub(super) struct Current {
    pub(super) node: Node,
    /// The number of the resource, and the place in it.
    place: Option<(usize, Vec<usize>)>,
}

impl Current {
    /// Takes over what was written to the resource of that number.
    pub(super) fn follow(&mut self, set: &ResourceSet, written: usize) {
        if let Some((index, place)) = &self.place
            && *index == written
            && let Some(node) = node_at(set.list[written].node(), place)
        {
            self.node = node.clone();
        }
    }
}

impl Field {
    fn resource(&self, set: &ResourceSet) -> Result<usize> {
        let fits = |(index, resource)| self.fits(resource).then_some(index);
        let fitting: Vec<usize> = set.list.iter().enumerate().filter_map(fits).take(2).collect();
        match fitting.as_slice() {
            [index] => Ok(*index),
            [] => Err(fault(self.origin, "no resource fits the `source`")
                .help("correct its kind, name and namespace, or add the resource to the build")),
            several => {
                let error = fault(self.origin, "several resources fit the `source`")
                    .help("say more of the one that is meant: `kind`, `name`, `namespace`");
                Err(several
                    .iter()
                    .fold(error, |error, one| error.related(set.list[*one].name_origin(), "one that fits")))
            }
        }
    }

    /// Whether any id that the resource has, or had, is the one that is asked for.
    fn fits(&self, resource: &Resource) -> bool {
        let id = resource.id();
        let now = (&id.gvk.kind, &id.name, &id.namespace);
        let before = resource.previous.iter().map(|id| (&id.kind, &id.name, &id.namespace));
        std::iter::once(now).chain(before).any(|(kind, name, namespace)| {
            let gvk = Gvk { kind: kind.clone(), ..id.gvk.clone() };
            (self.name.is_empty() || self.name == *name)
                && (self.namespace.is_empty() || effective(&self.namespace) == effective(namespace))
                && gvk.is_selected(&self.gvk)
        })
    }

    fn value<'r>(&self, resource: &'r Resource) -> Result<(Vec<usize>, &'r Node)> {
        let steps = split_path(&self.path);
        let place = look_up(resource.node(), steps.iter().map(String::as_str))
            .map_err(|why| fault(self.asked, format!("`{}` leads nowhere: {why}", self.path)))?;
        let value = place.and_then(|place| node_at(resource.node(), &place).map(|value| (place, value)));
        value.filter(|(_, node)| !is_empty(node)).ok_or_else(|| self.missing(resource))
    }

    fn missing(&self, resource: &Resource) -> BuildError {
        fault(self.asked, format!("`{}` has no value at `{}`", resource.id(), self.path))
            .related(resource.origin(), "the resource")
            .help("correct the `fieldPath`, or give the resource that field")
    }

    fn refine(&self, value: &Node, piece: &Piece) -> Result<Node> {
        let Piece { delimiter, index } = piece;
        let Some(scalar) = value.as_scalar() else {
            let message = "a `delimiter` splits texts, and this field is a list or a map";
            return Err(fault(self.asked, message).related(value.origin, "the field"));
        };
        let pieces = split(&scalar.text, delimiter);
        let piece = usize::try_from(*index).ok().and_then(|index| pieces.get(index));
        let Some(piece) = piece else {
            let message = format!("`{}` split at `{delimiter}` has no piece {index}", scalar.text);
            return Err(fault(self.asked, message)
                .related(value.origin, "the text")
                .help("count the pieces from 0"));
        };
        let mut refined = value.clone();
        let tag = remembered_tag(scalar);
        refined.value = Value::Scalar(Scalar { text: (*piece).into(), tag, style: scalar.style });
        Ok(refined.made(Made::Piece, vec![Input::from(value)]))
    }
}

/// Namespaces are compared so that none and `default` are the same.
fn effective(namespace: &str) -> &str {
    if namespace.is_empty() { "default" } else { namespace }
}

fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Scalar(_) => is_null(node),
        Value::Sequence(list) => list.items.is_empty(),
        Value::Mapping(map) => map.entries.is_empty(),
    }
}
