//! Which resources a replacement writes to, and which of their fields.
//!
//! Source of the rules: `applyReplacement` and `copyValueToTarget` in `api/filters/replacement/replacement.go` of
//! kustomize 5.8.2.

use overlint_source::{Input, Made, Node, Origin, Sources};

use super::path::FieldPath;
use super::place::node_at;
use super::source::Current;
use super::spelling::Written;
use super::structured::Opened;
use super::walk::{Found, Kind, Search};
use super::write::{Piece, Writing};
use super::{DEFAULT_FIELD, fault, piece_of};
use crate::budget::{Size, Spent};
use crate::error::Result;
use crate::files::Files;
use crate::kustomization::{ReplacementTarget, Selector};
use crate::patch::Matcher;
use crate::resource::Resource;
use crate::set::ResourceSet;

/// Fields of the resources that are selected and not rejected.
#[derive(Clone, Debug)]
pub(super) struct Target {
    select: Matcher,
    reject: Vec<Matcher>,
    fields: Vec<FieldPath>,
    piece: Option<Piece>,
    create: bool,
}

impl Target {
    pub(super) fn new(target: &ReplacementTarget, files: &Files<'_>) -> Result<Self> {
        let Some(select) = &target.select else {
            let message = "the target does not say what to select";
            return Err(fault(target.origin, message).help("give it a `select` with `kind` and `name`"));
        };
        let fields = if target.field_paths.is_empty() {
            vec![FieldPath::new(DEFAULT_FIELD, target.origin, files)?]
        } else {
            let paths = target.field_paths.iter();
            paths.map(|path| FieldPath::new(path.as_str(), path.origin, files)).collect::<Result<_>>()?
        };
        Ok(Self {
            select: matcher(select, files)?,
            reject: target.reject.iter().map(|reject| matcher(reject, files)).collect::<Result<_>>()?,
            fields,
            piece: piece_of(&target.options),
            create: target.options.create,
        })
    }

    pub(super) fn origin(&self) -> Origin {
        self.select.origin()
    }

    /// Whether the resource is selected by any id that it has or had, and rejected neither by its ids nor by its labels
    /// and annotations.
    pub(super) fn means(&self, resource: &Resource) -> bool {
        let by_labels = |reject: &Matcher| reject.names_labels() && reject.matches_labels(resource);
        let by_id = |reject: &Matcher| reject.names_id() && reject.matches_any_id(resource);
        self.select.matches_any_id(resource)
            && self.select.matches_labels(resource)
            && !self.reject.iter().any(|reject| by_labels(reject) || by_id(reject))
    }

    /// Writes the value to the fields of the resource of that number.
    pub(super) fn write(
        &self,
        set: &mut ResourceSet,
        index: usize,
        value: &mut Current,
        sources: &Sources,
    ) -> Result<()> {
        for field in &self.fields {
            let search = Search {
                create: self.create.then(|| Kind::of(&value.node)),
                origin: field.origin,
                spelling: &Written { sources },
            };
            let (path, piece) = (&field.text, self.piece.as_ref());
            let writing = Writing { value: &value.node, piece, path, asked: field.origin };
            write_field(set, index, field, &search, &writing)?;
            value.follow(set, index);
        }
        Ok(())
    }
}

/// A selector of a target. What is wrong with it is wrong with the replacement.
fn matcher(selector: &Selector, files: &Files<'_>) -> Result<Matcher> {
    Matcher::new(selector, files).map_err(|error| fault(error.origin(), error.message()))
}

fn write_field(
    set: &mut ResourceSet,
    index: usize,
    field: &FieldPath,
    search: &Search<'_>,
    writing: &Writing<'_>,
) -> Result<()> {
    let ResourceSet { list, spent, .. } = set;
    let resource = &mut list[index];
    spent.charge_steps(field.parts.len().saturating_mul(resource.size().widest), field.origin)?;
    if let Some(opened) = Opened::new(resource.node(), &field.parts, search) {
        charge(spent, &opened.fields, writing)?;
        spent.charge_steps(opened.length(), field.origin)?;
        let before = opened.place.clone();
        let place = Found::At(before.clone());
        if let Some(text) = opened.write(writing) {
            let before = node_at(resource.node(), &before).map(Input::from);
            let inputs = vec![Input::from(writing.value)];
            let text = Node::plain(text, writing.value.origin).made_over(before, Made::Replacement, inputs);
            let whole = Writing { value: &text, piece: None, path: &field.text, asked: field.origin };
            charge(spent, std::slice::from_ref(&place), &whole)?;
            resource.grow(Size::of(&text, 0));
            return put(resource, &[place], &whole).map_err(|why| fault(field.origin, why));
        }
    }
    let found = resource.change(|node| search.run(node, &field.parts));
    let found = found.map_err(|why| {
        fault(field.origin, format!("`{}` fits no field of `{}`: {why}", field.text, resource.id()))
    })?;
    if found.is_empty() {
        let message = format!("`{}` has no field `{}`", resource.id(), field.text);
        return Err(fault(field.origin, message)
            .related(resource.origin(), "the resource")
            .help("correct the path, or let it be made with `options.create`"));
    }
    charge(spent, &found, writing)?;
    put(resource, &found, writing).map_err(|why| fault(field.origin, why))
}

/// Charges the value, as often as it is about to be written.
fn charge(spent: &mut Spent, found: &[Found], writing: &Writing<'_>) -> Result<()> {
    for found in found {
        if let Found::At(place) = found {
            spent.charge(Size::of(writing.value, place.len()), writing.asked)?;
        }
    }
    Ok(())
}

fn put(resource: &mut Resource, found: &[Found], writing: &Writing<'_>) -> std::result::Result<(), String> {
    let links = resource.links.clone();
    resource.grow(Size::of(writing.value, 0));
    resource.change(|node| {
        found.iter().try_for_each(|field| writing.write(node, field))?;
        links.follow(node);
        Ok(())
    })
}
