//! Finding a node of an object by a JSON pointer or a path with dots.

use overlint_source::Node;
use overlint_source::suggest::closest;

/// A node, with its place in the object.
#[derive(Clone, Debug)]
pub struct Found<'n> {
    /// The node.
    pub node: &'n Node,
    /// Its JSON pointer.
    pub pointer: String,
    /// The nodes above it, outermost first.
    pub above: Vec<&'n Node>,
}

/// Why no node was found.
#[derive(Debug, thiserror::Error)]
#[error("nothing is at `{asked}`: {}", has(.parent, .keys, .near.as_deref()))]
pub struct NoNode {
    /// What was asked for.
    pub asked: String,
    /// The JSON pointer of the last node on the way that is there.
    pub parent: String,
    /// The keys that it has; none of a scalar.
    pub keys: Vec<String>,
    /// The key that was meant.
    pub near: Option<String>,
}

/// How many keys an error names.
const SHOWN: usize = 12;

fn has(parent: &str, keys: &[String], near: Option<&str>) -> String {
    let parent = if parent.is_empty() { "the object".to_owned() } else { format!("`{parent}`") };
    if keys.is_empty() {
        return format!("{parent} has nothing below it");
    }
    let shown: Vec<String> = keys.iter().take(SHOWN).map(|key| format!("`{key}`")).collect();
    let more = if keys.len() > SHOWN { ", …" } else { "" };
    let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    format!("{parent} has {}{more}{near}", shown.join(", "))
}

/// The node at a JSON pointer (`/spec/replicas`) or down a path with dots (`spec.containers[0].image`), where keys may
/// have dots themselves.
pub fn find_node<'n>(object: &'n Node, path: &str) -> Result<Found<'n>, NoNode> {
    let mut at = Found { node: object, pointer: String::new(), above: Vec::new() };
    if let Some(rest) = path.strip_prefix('/') {
        for part in rest.split('/') {
            let key = part.replace("~1", "/").replace("~0", "~");
            at.enter(&key).map_err(|no| NoNode { asked: path.to_owned(), ..no })?;
        }
        return Ok(at);
    }
    let mut rest = path.trim_start_matches('.').to_owned();
    while !rest.is_empty() {
        let (key, left) = next_key(at.node, &rest);
        at.enter(&key).map_err(|no| NoNode { asked: path.to_owned(), ..no })?;
        rest = left;
    }
    Ok(at)
}

/// The longest beginning of a path that is a key here, else what stands before the next dot or bracket.
fn next_key(node: &Node, path: &str) -> (String, String) {
    let rest = |at: usize| path[at..].trim_start_matches('.').to_owned();
    let ends = |key: &&str| path.len() == key.len() || path[key.len()..].starts_with(['.', '[']);
    let keys = node.entries().iter().map(|entry| entry.key.text());
    let known =
        keys.filter(|key| !key.is_empty() && path.starts_with(key)).filter(ends).max_by_key(|key| key.len());
    if let Some(key) = known {
        return (key.to_owned(), rest(key.len()));
    }
    if let Some((index, _)) = path.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        return (index.to_owned(), rest(index.len() + 2));
    }
    let end = path.find(['.', '[']).unwrap_or(path.len());
    (path[..end].to_owned(), rest(end))
}

/// Adds a key to a JSON pointer.
pub(super) fn join(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

impl Found<'_> {
    fn enter(&mut self, key: &str) -> Result<(), NoNode> {
        let child = match self.node.as_sequence() {
            Some(list) => key.parse().ok().and_then(|index: usize| list.items.get(index)),
            None => self.node.get(key),
        };
        let Some(child) = child else { return Err(self.missing(key)) };
        self.pointer = join(&self.pointer, key);
        self.above.push(self.node);
        self.node = child;
        Ok(())
    }

    fn missing(&self, key: &str) -> NoNode {
        let keys: Vec<String> = match self.node.as_sequence() {
            Some(list) => (0..list.items.len()).map(|index| index.to_string()).collect(),
            None => self.node.entries().iter().map(|entry| entry.key.text().to_owned()).collect(),
        };
        let near = closest(key, keys.iter().map(String::as_str)).map(str::to_owned);
        let near = near.filter(|_| self.node.as_mapping().is_some());
        NoNode { asked: String::new(), parent: self.pointer.clone(), keys, near }
    }
}

#[cfg(test)]
mod tests {
    use overlint_source::read::{Limits, Place, read_first};
    use overlint_source::{Origin, Sources};

    use super::*;

    fn object() -> Node {
        let text = "metadata:\n  annotations:\n    a.io/b.c: x\nspec:\n  list: [{k: 1}]\n";
        let source = Sources::default().add("a.yaml", text);
        let place = Place::At(Origin::start_of(source));
        read_first(text, place, &Limits::default()).expect("YAML").root.expect("a map")
    }

    #[test]
    fn pointers_and_paths_lead_to_the_same() {
        let object = object();
        for path in ["/metadata/annotations/a.io~1b.c", "metadata.annotations.a.io/b.c"] {
            let found = find_node(&object, path).expect("a node");
            assert_eq!(
                (found.node.text(), found.pointer.as_str()),
                (Some("x"), "/metadata/annotations/a.io~1b.c")
            );
        }
        for path in ["/spec/list/0/k", "spec.list[0].k", ".spec.list.0.k"] {
            assert_eq!(find_node(&object, path).expect("a node").node.text(), Some("1"), "{path}");
        }
    }

    #[test]
    fn a_wrong_turn_says_where_and_what_is_there() {
        let error = find_node(&object(), "/spec/lists/0").expect_err("no such key");
        assert_eq!((error.parent.as_str(), error.near.as_deref()), ("/spec", Some("list")));
        assert_eq!(
            error.to_string(),
            "nothing is at `/spec/lists/0`: `/spec` has `list`; did you mean `list`?"
        );
        let error = find_node(&object(), "spec.list[0].k.z").expect_err("a scalar");
        assert!(error.to_string().ends_with("`/spec/list/0/k` has nothing below it"), "{error}");
    }
}
