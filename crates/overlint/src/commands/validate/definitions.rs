//! The CustomResourceDefinitions among the inputs, which judge the custom resources among them.

use std::borrow::Cow;
use std::sync::Arc;

use overlint_schema::{CustomResources, Definition};
use overlint_source::read::decode;
use overlint_source::resolve::Dialect;
use overlint_source::{FileTree as _, Node};
use rayon::prelude::*;

use super::inputs::{Content, Input};
use super::stream::read_each;
use crate::commands::Opened;

/// What a text holds that defines a kind.
const KIND: &str = "CustomResourceDefinition";

/// Every definition of the inputs, then what the configuration names.
pub(super) fn definitions(opened: &Opened, inputs: &[Input]) -> CustomResources {
    let of_each: Vec<_> = inputs.par_iter().map(|input| of_input(opened, input)).collect();
    let mut custom = CustomResources::new(of_each.into_iter().flatten());
    custom.extend(&opened.config.custom);
    custom
}

/// The definitions of one input. What cannot be read is told when it is judged.
fn of_input(opened: &Opened, input: &Input) -> Vec<Arc<Definition>> {
    let bytes = match &input.content {
        Content::File(file) => opened.repository.tree.read(file).map_or(Cow::Borrowed(&[][..]), Cow::Owned),
        Content::Read(bytes) => Cow::Borrowed(&bytes[..]),
        Content::Other(_) => Cow::Borrowed(&[][..]),
    };
    let mut found = Vec::new();
    let Ok(text) = decode(&bytes) else { return found };
    if text.contains(KIND) {
        let source = opened.sources.add(&*input.shown, text.as_ref());
        read_each(&text, source, &mut |documents| {
            documents.iter().flatten().for_each(|document| add(document, &mut found));
        });
    }
    found
}

/// Adds the definition that an object is, or those of a list.
fn add(object: &Node, found: &mut Vec<Arc<Definition>>) {
    found.extend(Definition::read(object, Dialect::Yaml11).map(Arc::new));
    if object.get("kind").and_then(Node::text) == Some("List") {
        object.get("items").map(Node::items).unwrap_or_default().iter().for_each(|item| add(item, found));
    }
}
