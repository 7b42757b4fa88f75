//! A field of an object, be it there or not.

use overlint_policy::Place;
use overlint_source::{DeError, Node, from_node};
use serde::de::DeserializeOwned;

use super::decode::DecodeError;
use super::object::Object;
use super::spot::{Located, Named, Spot};

/// What lies at a JSON pointer in an object. It need not be there: it has a place all the same, and values are `None`.
///
/// A null is nothing, as it is for Kubernetes.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    object: Object<'a>,
    pointer: String,
    node: Option<&'a Node>,
}

impl<'a> Field<'a> {
    pub(super) fn new(object: Object<'a>, pointer: &str) -> Self {
        let pointer = absolute(pointer);
        let node = segments(&pointer).try_fold(object.view().node, |node, key| step(node, &key));
        Self { object, pointer, node }
    }

    fn child(&self, key: &str, node: &'a Node) -> Self {
        Self { object: self.object, pointer: format!("{}/{}", self.pointer, escaped(key)), node: Some(node) }
    }

    /// What lies at a JSON pointer below this field.
    #[must_use]
    pub fn at(&self, pointer: &str) -> Self {
        Self::new(self.object, &format!("{}{}", self.pointer, absolute(pointer)))
    }

    /// The value under a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Self {
        self.at(&escaped(key))
    }

    /// Whether it is there.
    pub fn is_some(&self) -> bool {
        self.node().is_some()
    }

    /// Whether it is not there.
    pub fn is_none(&self) -> bool {
        self.node().is_none()
    }

    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&'a str> {
        self.node()?.as_str()
    }

    /// The integer, if it is one.
    pub fn as_i64(&self) -> Option<i64> {
        self.node()?.as_i64()
    }

    /// The number, if it is one.
    pub fn as_f64(&self) -> Option<f64> {
        self.node()?.as_f64()
    }

    /// The boolean, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        self.node()?.as_bool()
    }

    /// The text of a string, number or boolean as it is written.
    pub fn text(&self) -> Option<&'a str> {
        self.node()?.text()
    }

    /// The items of a list; none of anything else.
    pub fn items(&self) -> Vec<Self> {
        let items = self.node.map_or(&[][..], Node::items);
        items.iter().enumerate().map(|(index, node)| self.child(&index.to_string(), node)).collect()
    }

    /// The texts of the items of a list.
    pub fn texts(&self) -> Vec<&'a str> {
        self.node.map_or(&[][..], Node::items).iter().filter_map(Node::text).collect()
    }

    /// The keys and values of a map; none of anything else.
    pub fn entries(&self) -> Vec<(&'a str, Self)> {
        let entries = self.node.map_or(&[][..], Node::entries);
        let field = |entry: &'a overlint_source::Entry| {
            (entry.key.text(), self.child(entry.key.text(), &entry.value))
        };
        entries.iter().map(field).collect()
    }

    /// The value as a type of its own. Fails at the line of what does not fit, or where it would have to be.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        self.decode_with(from_node)
    }

    pub(super) fn decode_with<T>(
        &self,
        decode: impl Fn(&Node) -> Result<T, DeError>,
    ) -> Result<T, DecodeError> {
        let Some(node) = self.node() else {
            return Err(DecodeError::new(self.object, self.spot().place, "it is not there".to_owned()));
        };
        decode(node).map_err(|error| {
            let place = Place::new(error.origin, self.pointer.clone());
            DecodeError::new(self.object, place, error.message)
        })
    }

    /// The tree; `None` where it is not there, or null.
    pub fn node(&self) -> Option<&'a Node> {
        self.node.filter(|node| !node.is_null())
    }

    /// The JSON pointer from the object.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The object.
    pub fn object(&self) -> Object<'a> {
        self.object
    }

    /// The key of a list or map, and of what is missing where to write it: below the last item of a list on the way, or
    /// below the object.
    fn at_key(&self) -> Place {
        let keys: Vec<String> = segments(&self.pointer).collect();
        let (mut node, mut anchor, mut depth) = (self.object.view().node, self.object.view().node, 0);
        for (index, key) in keys.iter().enumerate() {
            let is_item = node.as_sequence().is_some();
            let Some(next) = step(node, key) else { break };
            node = next;
            if is_item {
                (anchor, depth) = (next, index + 1);
            }
        }
        let above = keys[..depth].iter().fold(String::new(), |above, key| above + "/" + &escaped(key));
        let below: Vec<&str> = keys[depth..].iter().map(String::as_str).collect();
        let mut place = Place::missing(anchor, above, &below);
        if place.origin == anchor.origin {
            let name = anchor.get("name").or_else(|| anchor.at(&["metadata", "name"]));
            place.origin = name.map_or(place.origin, |name| name.origin);
        }
        place
    }
}

/// What [`LabelSelector::of`](overlint_policy::LabelSelector::of) takes.
impl<'a> From<&Field<'a>> for Option<&'a Node> {
    fn from(field: &Field<'a>) -> Self {
        field.node()
    }
}

impl Located for Field<'_> {
    /// The line that set the value, of a list or map that of its key; of what is missing the line to write it below, or that
    /// of the patch that took it away.
    fn spot(&self) -> Spot {
        let place = match self.node {
            Some(node) if node.as_scalar().is_some() => Place::of(node, self.pointer.clone()),
            _ => self.at_key(),
        };
        self.object.spot_at(place)
    }
}

impl Named for Field<'_> {
    fn element(&self) -> String {
        self.text().unwrap_or_default().to_owned()
    }

    fn place(&self) -> Option<Spot> {
        Some(self.spot())
    }
}

/// A segment of a JSON pointer, escaped as RFC 6901 section 3 says.
pub(super) fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn absolute(pointer: &str) -> String {
    if pointer.is_empty() || pointer.starts_with('/') { pointer.to_owned() } else { format!("/{pointer}") }
}

fn segments(pointer: &str) -> impl Iterator<Item = String> + '_ {
    pointer.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~"))
}

fn step<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    match node.as_sequence() {
        Some(sequence) => sequence.items.get(key.parse::<usize>().ok()?),
        None => node.get(key),
    }
}
