//! `images`.
//!
//! Source of the rules: `api/filters/imagetag` and `api/internal/image` of kustomize 5.8.2. Two passes run, so that a
//! `tagSuffix` is put on twice where both reach; the name of an entry goes into a regular expression as it is.

mod hint;
mod name;

use std::cell::Cell;

use overlint_source::{Input, Made, Node, Origin, Scalar, Value};

use crate::effects::{Effect, Step};
use crate::error::{BuildError, Fault, Result};
use crate::field_spec::{FieldSpec, Leaf, visit, visit_mut};
use crate::kustomization::{Image, Text};
use crate::resource::set_made;
use crate::set::ResourceSet;
use name::Name;

/// Applies an entry of `images` to every resource but CustomResourceDefinitions.
pub(crate) fn apply(set: &mut ResourceSet, image: &Image, specs: &[FieldSpec]) -> Result<()> {
    let update = Update::new(image);
    set.spent.charge_walk(update.origin)?;
    for resource in
        set.list.iter_mut().filter(|resource| resource.id().gvk.kind != "CustomResourceDefinition")
    {
        let gvk = resource.id().gvk.clone();
        if update.wants_anywhere(resource.node()) {
            resource.change_content(|node| update.walk(node))?;
        }
        for spec in specs.iter().filter(|spec| spec.selects(&gvk)) {
            if needs_visit(resource.node(), spec, &update) {
                resource.change_content(|node| {
                    visit_mut(node, &spec.without_creating(), Leaf::Scalar, update.origin, &mut |field| {
                        update.set_checked(field)
                    })
                })?;
            }
        }
    }
    let mut watch = set.trace.watch();
    watch.note(update.effect.get());
    let ResourceSet { list, trace, .. } = set;
    trace.record(Step::Image, update.place(), watch, || hint::about(list, image));
    Ok(())
}

/// Whether the second pass changes anything or fails: an image that matches, a null list, or no list at all.
fn needs_visit(node: &Node, spec: &FieldSpec, update: &Update<'_>) -> bool {
    let Some((list_path, field_path)) = spec.path.split_once("[]/") else { return true };
    let mut needed = false;
    let blocked = visit(node, list_path, &mut |list| {
        needed |= list.as_sequence().is_none();
        for item in list.items() {
            needed |= item.as_mapping().is_none();
            needed |= visit(item, field_path, &mut |field| {
                needed |= field.text().is_none_or(|text| update.matches(text));
            });
        }
    });
    needed || blocked
}

struct Update<'a> {
    image: &'a Image,
    name: Name<'a>,
    origin: Origin,
    effect: Cell<Effect>,
}

impl<'a> Update<'a> {
    fn new(image: &'a Image) -> Self {
        let name = Name::new(image.name.as_ref().map_or("", Text::as_str));
        let written = [&image.new_tag, &image.digest, &image.new_name, &image.tag_suffix, &image.name];
        let origin = written.into_iter().flatten().next().map_or(Origin::NOWHERE, |text| text.origin);
        Self { image, name, origin, effect: Cell::new(Effect::Nothing) }
    }

    /// Where the entry says which images it means.
    fn place(&self) -> Origin {
        self.image.name.as_ref().map_or(self.origin, |name| name.origin)
    }

    fn matches(&self, text: &str) -> bool {
        self.name.matches(text)
    }

    fn wants_anywhere(&self, node: &Node) -> bool {
        match &node.value {
            Value::Scalar(_) => false,
            Value::Sequence(list) => list.items.iter().any(|item| self.wants_anywhere(item)),
            Value::Mapping(map) => map.entries.iter().any(|entry| {
                self.wants_anywhere(&entry.value)
                    || is_container_list(entry.key.text())
                        && entry.value.items().iter().any(|item| self.wants_element(item))
            }),
        }
    }

    /// Whether the image of a list's element changes, or cannot be looked at.
    fn wants_element(&self, item: &Node) -> bool {
        match (&item.value, item.get("image")) {
            (Value::Mapping(_), Some(image)) => image.text().is_none_or(|text| self.matches(text)),
            (Value::Mapping(_), None) => false,
            _ => !item.is_null(),
        }
    }

    /// The first pass: every element with an `image` of a list under `containers` or `initContainers`.
    fn walk(&self, node: &mut Node) -> Result<()> {
        if !self.wants_anywhere(node) {
            return Ok(());
        }
        match &mut node.value {
            Value::Scalar(_) => Ok(()),
            Value::Sequence(list) => {
                std::sync::Arc::make_mut(list).items.iter_mut().try_for_each(|item| self.walk(item))
            }
            Value::Mapping(map) => std::sync::Arc::make_mut(map).entries.iter_mut().try_for_each(|entry| {
                self.walk(&mut entry.value)?;
                if is_container_list(entry.key.text()) { self.set_each(&mut entry.value) } else { Ok(()) }
            }),
        }
    }

    fn set_each(&self, list: &mut Node) -> Result<()> {
        if !list.items().iter().any(|item| self.wants_element(item)) {
            return Ok(());
        }
        for item in list.as_sequence_mut().into_iter().flat_map(|list| &mut list.items) {
            if item.as_mapping().is_none() && !item.is_null() {
                let message = "a container belongs here, and this is no map";
                return Err(BuildError::new(Fault::Transformer, item.origin, message)
                    .related(self.origin, "asked for here")
                    .help("write one image here, or correct the field spec that leads here"));
            }
            if let Some(image) = item.get_mut("image") {
                self.set_checked(image)?;
            }
        }
        Ok(())
    }

    fn set_checked(&self, field: &mut Node) -> Result<()> {
        if field.as_scalar().is_none() {
            let message = "an image belongs here, and this is no scalar";
            return Err(BuildError::new(Fault::Transformer, field.origin, message)
                .related(self.origin, "asked for here"));
        }
        self.set(field);
        Ok(())
    }

    fn set(&self, field: &mut Node) {
        let Some(text) = field.text().filter(|text| self.matches(text)) else { return };
        let new = self.new_value(text);
        let effect = if new == text { Effect::Unchanged } else { Effect::Changed };
        self.effect.set(self.effect.get().max(effect));
        let inputs = self.inputs();
        let origin = if inputs.is_empty() { field.origin } else { self.origin };
        set_made(field, Scalar::untyped(new), origin, Made::Image, || inputs);
    }

    /// What an entry gives for a part of the image.
    fn inputs(&self) -> Vec<Input> {
        let Image { new_name, new_tag, digest, tag_suffix, .. } = self.image;
        let is_given = |text: &&Text| !text.text.is_empty();
        let suffixed = new_tag.iter().chain(digest).all(|text| text.text.is_empty());
        let tag_suffix = tag_suffix.as_ref().filter(|_| suffixed);
        let given = [new_name.as_ref(), new_tag.as_ref(), digest.as_ref(), tag_suffix].into_iter().flatten();
        given.filter(is_given).map(|text| Input::new(text.text.clone(), text.origin)).collect()
    }

    fn new_value(&self, old: &str) -> String {
        let given = |text: &'a Option<Text>| text.as_ref().map(Text::as_str).filter(|text| !text.is_empty());
        let (name, tag, digest) = split(old);
        let name = given(&self.image.new_name).unwrap_or(name);
        let (tag, digest) = match (given(&self.image.new_tag), given(&self.image.digest)) {
            (Some(tag), Some(digest)) => (tag.to_owned(), digest),
            (Some(tag), None) => (tag.to_owned(), ""),
            (None, Some(digest)) => (String::new(), digest),
            (None, None) => match given(&self.image.tag_suffix) {
                Some(suffix) => (format!("{tag}{suffix}"), ""),
                None => (tag.to_owned(), digest),
            },
        };
        let mut new = name.to_owned();
        if !tag.is_empty() {
            new.push(':');
            new.push_str(&tag);
        }
        if !digest.is_empty() {
            new.push('@');
            new.push_str(digest);
        }
        new
    }
}

fn is_container_list(key: &str) -> bool {
    matches!(key, "containers" | "initContainers")
}

/// Name, tag and digest. Only what stands from the first slash on is searched, since a registry may have a port.
fn split(image: &str) -> (&str, &str, &str) {
    let start = image.find('/').unwrap_or(0);
    let at = image[start..].find('@').map(|at| start + at);
    let colon = image[start..].find(':').map(|colon| start + colon);
    match (colon, at) {
        (None, None) => (image, "", ""),
        (Some(colon), Some(at)) if colon < at => (&image[..colon], &image[colon + 1..at], &image[at + 1..]),
        (_, Some(at)) => (&image[..at], "", &image[at + 1..]),
        (Some(colon), None) => (&image[..colon], &image[colon + 1..], ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_split_behind_the_registry() {
        assert_eq!(split("a:5000/b:1@sha256:9"), ("a:5000/b", "1", "sha256:9"));
        assert_eq!(split("b@sha256:9"), ("b", "", "sha256:9"));
        assert_eq!(split("b:1"), ("b", "1", ""));
        assert_eq!(split("a:5000/b"), ("a:5000/b", "", ""));
    }
}
