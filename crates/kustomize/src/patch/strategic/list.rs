//! The merged lists of a strategic merge.
//!
//! The procedure is kustomize's, step for step: `kyaml/yaml/walk/associative_sequence.go` of 5.8.2. Elements are
//! told apart by the texts of their merge keys; elements of the patch come first.

use overlint_source::{Key, Node, Scalar, Value};
use smol_str::SmolStr;

use super::scalars;
use super::{DIRECTIVE, Directive, Outcome, adopt as adopt_value, is_settled as is_settled_node};
use super::{merge_node, parse_directive, settle as settle_node, take_directive};
use crate::error::{BuildError, Fault, Result};
use crate::openapi::{MergedList, Scope};

type Tuple = Vec<SmolStr>;

/// Merges a patch's list into the list that is there.
pub(super) fn merge(dest: &mut Node, patch: &mut Node, merged: &MergedList<'_>) -> Result<Outcome> {
    match take_list_directive(patch)? {
        Some(Directive::Delete) => return Ok(Outcome::Removed),
        Some(Directive::Replace) => {
            let flow = dest.as_sequence().filter(|list| !list.items.is_empty()).map(|list| list.flow);
            let mut new = with_itself(patch, merged)?;
            if let Some(flow) = flow {
                set_flow(&mut new, flow);
            }
            dest.replace_with(new);
            return Ok(Outcome::Kept);
        }
        _ => {}
    }
    let Some(list) = dest.as_sequence_mut() else { return Ok(Outcome::Kept) };
    let patch_flow = patch.as_sequence().is_some_and(|list| list.flow);
    let patch_list = patch.as_sequence_mut().map(|list| &mut list.items);
    let base = std::mem::take(&mut list.items);
    if base.is_empty() {
        list.flow = patch_flow;
    }
    list.items = match patch_list {
        Some(items) => combine(base, Patch::Items(items), merged)?,
        None => base,
    };
    Ok(Outcome::Kept)
}

/// The walk over a list of the base where the patch says nothing.
pub(super) fn settle(node: &mut Node, merged: &MergedList<'_>) -> Result<Outcome> {
    let Some(list) = node.as_sequence_mut() else { return Ok(Outcome::Kept) };
    let base = std::mem::take(&mut list.items);
    list.items = combine(base, Patch::Nothing, merged)?;
    Ok(Outcome::Kept)
}

/// What a list of the patch adds where the base has none: it is merged with itself.
pub(super) fn adopt(patch: &mut Node, merged: &MergedList<'_>, nested: bool) -> Result<Option<Node>> {
    if nested && take_list_directive(patch)? == Some(Directive::Delete) {
        return Ok(None);
    }
    let mut new = with_itself(patch, merged)?;
    // A list that is added to a map which is there is made anew, in block style.
    if !nested && let Some(list) = new.as_sequence_mut() {
        list.flow &= list.items.is_empty();
    }
    Ok(Some(new))
}

/// Merges a list with itself. Base and patch are one there, so that a directive which was obeyed is gone from both.
fn with_itself(patch: &Node, merged: &MergedList<'_>) -> Result<Node> {
    let mut new = patch.clone();
    if let Some(list) = new.as_sequence_mut() {
        let items = std::mem::take(&mut list.items);
        list.items = combine(items, Patch::Base, merged)?;
    }
    Ok(new)
}

/// Whether the walk would leave a list of the base as it is: its elements are told apart by all their keys.
pub(super) fn is_settled(items: &[Node], merged: &MergedList<'_>) -> bool {
    let keys = &merged.keys;
    if keys.is_empty() {
        return scalars::is_settled(items);
    }
    let used: Vec<&str> =
        keys.iter().copied().filter(|key| items.iter().any(|item| !text_at(item, key).is_empty())).collect();
    let is_repeated = |i: usize| {
        items[..i].iter().any(|other| used.iter().all(|key| text_at(other, key) == text_at(&items[i], key)))
    };
    (used.len() == keys.len() || items.is_empty())
        && items.iter().enumerate().all(|(i, item)| {
            used.iter().all(|key| !text_at(item, key).is_empty())
                && !is_repeated(i)
                && is_settled_node(item, merged.element)
        })
}

fn set_flow(node: &mut Node, flow: bool) {
    if let Some(list) = node.as_sequence_mut() {
        list.flow = flow;
    }
}

/// The directive of a list: that of its first element with a `$patch`, unless that element says more.
fn take_list_directive(patch: &mut Node) -> Result<Option<Directive>> {
    let Some(index) = patch.items().iter().position(|item| item.get(DIRECTIVE).is_some()) else {
        return Ok(None);
    };
    let element = &patch.items()[index];
    if element.entries().len() > 1 {
        return Ok(None);
    }
    let Some(value) = element.get(DIRECTIVE) else { return Ok(None) };
    let directive = parse_directive(value)?;
    let text = value.text().unwrap_or_default().to_owned();
    if let Some(list) = patch.as_sequence_mut() {
        list.items.retain(|item| item.get(DIRECTIVE).and_then(Node::text) != Some(text.as_str()));
    }
    Ok(Some(directive))
}

/// What a list is merged with.
pub(super) enum Patch<'a> {
    Nothing,
    Items(&'a mut Vec<Node>),
    /// The base itself.
    Base,
}

impl Patch<'_> {
    pub(super) fn items(&self) -> &[Node] {
        if let Self::Items(items) = self { items } else { &[] }
    }
}

fn combine(base: Vec<Node>, patch: Patch<'_>, merged: &MergedList<'_>) -> Result<Vec<Node>> {
    let keys = merged.keys.as_ref();
    if keys.is_empty() {
        return scalars::union(base, patch, merged.element);
    }
    let mut tuples = distinct_tuples(patch.items(), &base, keys);
    if keys.len() > 1 {
        unify(&mut tuples);
    }
    let used = used_keys(&tuples, keys);
    let mut merge = Merge { base, patch, element: merged.element, keys, used, result: Vec::new() };
    for tuple in &tuples {
        merge.one(tuple)?;
    }
    if tuples.is_empty() {
        return Ok(merge.base);
    }
    merge.finish()
}

/// The text of a field, empty where it is absent or null.
fn text_at<'a>(item: &'a Node, key: &str) -> &'a str {
    item.get(key).filter(|value| !value.is_null()).and_then(Node::text).unwrap_or_default()
}

fn distinct_tuples(patch: &[Node], base: &[Node], keys: &[&str]) -> Vec<Tuple> {
    let mut tuples: Vec<Tuple> = Vec::with_capacity(patch.len() + base.len());
    for item in patch.iter().chain(base) {
        let tuple: Tuple = keys.iter().map(|key| text_at(item, key).into()).collect();
        if !tuples.contains(&tuple) {
            tuples.push(tuple);
        }
    }
    tuples
}

/// Fills in the keys that one element leaves out and an otherwise equal one gives.
fn unify(tuples: &mut [Tuple]) {
    for i in 0..tuples.len() {
        let first = tuples[i].clone();
        for j in 0..tuples.len() {
            if let Some(filled) = filled_in(&first, &tuples[j]) {
                tuples[i].clone_from(&filled);
                tuples[j] = filled;
            }
        }
    }
}

fn filled_in(a: &Tuple, b: &Tuple) -> Option<Tuple> {
    let compatible = a.iter().zip(b).all(|(x, y)| x == y || x.is_empty() || y.is_empty());
    let agree = a.iter().zip(b).any(|(x, y)| x == y);
    (compatible && agree)
        .then(|| a.iter().zip(b).map(|(x, y)| if x.is_empty() { y.clone() } else { x.clone() }).collect())
}

/// Which keys count: those that some element gives, or all where none does.
fn used_keys(tuples: &[Tuple], keys: &[&str]) -> Vec<usize> {
    let used: Vec<usize> =
        (0..keys.len()).filter(|&k| tuples.iter().any(|tuple| !tuple[k].is_empty())).collect();
    if used.is_empty() { (0..keys.len()).collect() } else { used }
}

struct Merge<'a, 'p> {
    base: Vec<Node>,
    patch: Patch<'p>,
    element: Scope<'a>,
    keys: &'a [&'a str],
    used: Vec<usize>,
    result: Vec<Node>,
}

impl Merge<'_, '_> {
    /// Merges the elements of one tuple, and puts what comes out into the result.
    fn one(&mut self, tuple: &Tuple) -> Result<()> {
        let merged = self.merge_elements(tuple)?;
        let values: Tuple = self.used.iter().map(|&k| tuple[k].clone()).collect();
        let names: Vec<&str> = self.used.iter().map(|&k| self.keys[k]).collect();
        match merged {
            Some(mut node) if !is_hollow(&node) => {
                for (name, value) in names.iter().zip(&values) {
                    add_key(&mut node, name, value);
                }
                set(&mut self.result, &names, &values, Some(node))
            }
            _ => set(&mut self.base, &names, &values, None),
        }
    }

    /// The base's element merged with the patch's; the base's is changed in place.
    fn merge_elements(&mut self, tuple: &Tuple) -> Result<Option<Node>> {
        let given: Vec<usize> = (0..tuple.len()).filter(|&k| !tuple[k].is_empty()).collect();
        let wanted: Vec<(&str, &str)> = given.iter().map(|&k| (self.keys[k], tuple[k].as_str())).collect();
        let used: Vec<&str> = self.used.iter().map(|&k| self.keys[k]).collect();
        let fits = |item: &Node| element_fits(item, &wanted, &used);
        let at_base = self.base.iter().position(fits);
        let at_patch = self.patch.items().iter().position(fits);
        let scope = self.element;
        if let (Some(index), Patch::Base) = (at_base, &self.patch) {
            let item = &mut self.base[index];
            let adopted = adopt_value(item, scope, true)?;
            if let Some(new) = &adopted {
                item.clone_from(new);
            }
            return Ok(adopted);
        }
        let patch = match (at_patch, &mut self.patch) {
            (Some(index), Patch::Items(items)) => Some(&mut items[index]),
            _ => None,
        };
        match (at_base.map(|index| &mut self.base[index]), patch) {
            // The patch's element takes the base's place only until the base is put behind, which brings it back.
            (Some(_), Some(patch)) if is_replacement(patch) => {
                take_directive(patch)?;
                adopt_value(patch, scope, true)
            }
            (Some(base), Some(patch)) => {
                let named = used.iter().map(|key| base.get(key).cloned()).collect::<Vec<_>>();
                let outcome = merge_node(base, patch, scope)?;
                keep_names(base, &used, named);
                Ok((outcome == Outcome::Kept).then(|| base.clone()))
            }
            (Some(base), None) => Ok((settle_node(base, scope)? == Outcome::Kept).then(|| base.clone())),
            (None, Some(patch)) => adopt_value(patch, scope, false),
            (None, None) => Ok(None),
        }
    }

    /// Puts what is left of the base behind the merged elements.
    fn finish(mut self) -> Result<Vec<Node>> {
        let names: Vec<&str> = self.used.iter().map(|&k| self.keys[k]).collect();
        for item in std::mem::take(&mut self.base) {
            if item.as_mapping().is_none() {
                return Err(wrong_element(&item, "a map"));
            }
            let mut values: Tuple = Vec::with_capacity(names.len());
            for name in &names {
                match item.get(name) {
                    Some(value) => values.push(value.text().unwrap_or_default().into()),
                    None => self.result.push(item.clone()),
                }
            }
            if names.len() > 1 {
                set(&mut self.result, &names, &values, None)?;
            }
            set(&mut self.result, &names, &values, Some(item))?;
        }
        Ok(self.result)
    }
}

/// A patch repeats the merge keys of an element, as the names of containers, only to say which one it means: they keep
/// their places.
fn keep_names(element: &mut Node, keys: &[&str], before: Vec<Option<Node>>) {
    for (key, before) in keys.iter().zip(before) {
        let now = element.get_mut(key);
        if let (Some(now), Some(before)) = (now, before)
            && now.text() == before.text()
        {
            (now.origin, now.history) = (before.origin, before.history);
        }
    }
}

/// Whether an element is the first thing to look at for a tuple: each key that the tuple gives has that text. Where
/// it gives none, an element fits that has all keys and an empty text under each, as lists and maps have to kustomize.
fn element_fits(item: &Node, wanted: &[(&str, &str)], used: &[&str]) -> bool {
    if item.as_mapping().is_none() {
        return false;
    }
    if wanted.is_empty() {
        let is_empty = |field: &Node| field.text().unwrap_or_default().is_empty();
        return used.iter().all(|key| item.get(key).is_some_and(is_empty));
    }
    wanted.iter().all(|(key, text)| item.get(key).and_then(Node::text) == Some(*text))
}

fn is_replacement(patch: &Node) -> bool {
    patch.get(DIRECTIVE).and_then(Node::text) == Some("replace")
}

pub(super) fn is_hollow(node: &Node) -> bool {
    node.is_null() || matches!(&node.value, Value::Mapping(map) if map.entries.is_empty())
}

fn add_key(node: &mut Node, name: &str, value: &SmolStr) {
    if node.get(name).is_none() && !value.is_empty() {
        let origin = node.origin;
        let key = Key { scalar: Scalar::plain(name), origin };
        node.insert(key, Node::plain(value.clone(), origin).generated());
    }
}

/// kustomize's `ElementSetter`: the elements with these values are replaced by `new`, or dropped.
fn set(list: &mut Vec<Node>, names: &[&str], values: &[SmolStr], new: Option<Node>) -> Result<()> {
    let spares_others = values.first().is_some_and(|value| !value.is_empty());
    let mut found = false;
    let mut kept = Vec::with_capacity(list.len() + 1);
    for item in list.drain(..) {
        if is_hollow(&item) {
            continue;
        }
        if item.as_mapping().is_none() {
            if !spares_others {
                return Err(wrong_element(&item, "a map"));
            }
            kept.push(item);
        } else if !matches(&item, names, values) {
            if !values.is_empty() {
                kept.push(item);
            }
        } else {
            found = true;
            kept.extend(new.clone());
        }
    }
    if !found {
        kept.extend(new);
    }
    *list = kept;
    Ok(())
}

/// kustomize gives up on an element that is not what the schema's merge keys make of it.
pub(super) fn wrong_element(item: &Node, wanted: &str) -> BuildError {
    let message = format!("the schema merges this list by its keys, and an element is not {wanted}");
    BuildError::new(Fault::Patch, item.origin, message)
}

/// Whether an element has each key, with the given value where one is given; keys beyond the values repeat the last
/// verdict.
fn matches(item: &Node, names: &[&str], values: &[SmolStr]) -> bool {
    let mut verdict = false;
    for (index, name) in names.iter().enumerate() {
        if let Some(value) = values.get(index) {
            verdict =
                item.get(name).is_some_and(|field| value.is_empty() || field.text() == Some(value.as_str()));
        }
        if !verdict {
            return false;
        }
    }
    true
}
