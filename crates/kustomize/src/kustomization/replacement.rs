//! The entries of `replacements`.
//!
//! Source of the rules: `api/types/replacement.go` and `replacementfield.go` of kustomize 5.8.2.

use overlint_source::{Node, Origin, Value};

use super::decode::{Count, Decode, Fields, Text};
use super::entries::Selector;
use crate::error::Result;

/// An entry of `replacements`: a replacement, or the file of some.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are named and described by kustomize")]
pub struct ReplacementEntry {
    pub path: Option<Text>,
    pub replacement: Replacement,
}

impl Decode for ReplacementEntry {
    fn decode(node: &Node, path: &str) -> Result<Self> {
        let fields = Fields::open(node, path, &["source", "sourceValue", "targets", "path"])?;
        Ok(Self { path: fields.get("path")?, replacement: Replacement::of(&fields, node.origin)? })
    }
}

/// What is copied, and where to.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are named and described by kustomize")]
pub struct Replacement {
    pub source: Option<ReplacementSource>,
    pub source_value: Option<Text>,
    /// `None` where the list is absent.
    pub targets: Option<Vec<ReplacementTarget>>,
    /// The whole replacement.
    pub origin: Origin,
}

impl Replacement {
    fn of(fields: &Fields<'_>, origin: Origin) -> Result<Self> {
        Ok(Self {
            source: fields.get("source")?,
            source_value: fields.get("sourceValue")?,
            targets: fields.get("targets")?,
            origin,
        })
    }
}

impl Decode for Replacement {
    fn decode(node: &Node, path: &str) -> Result<Self> {
        Self::of(&Fields::open(node, path, REPLACEMENT.known)?, node.origin)
    }
}

/// The `source` of a replacement: one field of one resource.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are named and described by kustomize")]
pub struct ReplacementSource {
    pub group: Option<Text>,
    pub version: Option<Text>,
    pub kind: Option<Text>,
    pub name: Option<Text>,
    pub namespace: Option<Text>,
    pub field_path: Option<Text>,
    pub options: ReplacementOptions,
    /// The whole source.
    pub origin: Origin,
}

impl Decode for ReplacementSource {
    fn decode(node: &Node, path: &str) -> Result<Self> {
        let fields = Fields::open(node, path, SOURCE.known)?;
        Ok(Self {
            group: fields.get("group")?,
            version: fields.get("version")?,
            kind: fields.get("kind")?,
            name: fields.get("name")?,
            namespace: fields.get("namespace")?,
            field_path: fields.get("fieldPath")?,
            options: fields.get("options")?,
            origin: node.origin,
        })
    }
}

/// An entry of `targets`: fields of the resources that it selects.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are named and described by kustomize")]
pub struct ReplacementTarget {
    pub select: Option<Selector>,
    pub reject: Vec<Selector>,
    pub field_paths: Vec<Text>,
    pub options: ReplacementOptions,
    /// The whole target.
    pub origin: Origin,
}

impl Decode for ReplacementTarget {
    fn decode(node: &Node, path: &str) -> Result<Self> {
        let fields = Fields::open(node, path, TARGET.known)?;
        Ok(Self {
            select: fields.get("select")?,
            reject: fields.get("reject")?,
            field_paths: fields.get("fieldPaths")?,
            options: fields.get("options")?,
            origin: node.origin,
        })
    }
}

/// The `options` of a source or a target.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are named and described by kustomize")]
pub struct ReplacementOptions {
    pub delimiter: Option<Text>,
    pub index: Option<Count>,
    pub create: bool,
}

impl Decode for ReplacementOptions {
    fn decode(node: &Node, path: &str) -> Result<Self> {
        let fields = Fields::open(node, path, OPTIONS.known)?;
        fields.get::<Option<Text>>("encoding")?;
        Ok(Self {
            delimiter: fields.get("delimiter")?,
            index: fields.get("index")?,
            create: fields.get("create")?,
        })
    }
}

/// The fields of a map, and what stands below those that hold maps.
struct Shape {
    known: &'static [&'static str],
    below: &'static [(&'static str, &'static Shape)],
}

const OPTIONS: Shape = Shape { known: &["delimiter", "index", "encoding", "create"], below: &[] };

const SOURCE: Shape = Shape {
    known: &["group", "version", "kind", "name", "namespace", "fieldPath", "options"],
    below: &[("options", &OPTIONS)],
};

const SELECTOR: Shape = Shape {
    known: &["group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector"],
    below: &[],
};

const TARGET: Shape = Shape {
    known: &["select", "reject", "fieldPaths", "options"],
    below: &[("select", &SELECTOR), ("reject", &SELECTOR), ("options", &OPTIONS)],
};

const REPLACEMENT: Shape = Shape {
    known: &["source", "sourceValue", "targets"],
    below: &[("source", &SOURCE), ("targets", &TARGET)],
};

/// Reads the replacements of a file, a list or one alone. Unlike in a kustomization file, unknown fields are ignored.
pub(crate) fn decode_file(root: &Node) -> Result<Vec<Replacement>> {
    let known = keep_known(root, &REPLACEMENT);
    if known.as_sequence().is_some() {
        return Vec::decode(&known, "replacements");
    }
    Replacement::decode(&known, "replacement").map(|replacement| vec![replacement])
}

/// A copy without the fields that are not known, in a map or in each map of a list.
fn keep_known(node: &Node, shape: &Shape) -> Node {
    let mut node = node.clone();
    for item in node.as_sequence_mut().into_iter().flat_map(|list| &mut list.items) {
        *item = keep_known(item, shape);
    }
    if let Value::Mapping(_) = node.value
        && let Some(map) = node.as_mapping_mut()
    {
        let named = |name: &str, known: &str| known.eq_ignore_ascii_case(name);
        map.entries.retain(|entry| shape.known.iter().any(|known| named(entry.key.text(), known)));
        for entry in &mut map.entries {
            if let Some((_, below)) = shape.below.iter().find(|(known, _)| named(entry.key.text(), known)) {
                entry.value = keep_known(&entry.value, below);
            }
        }
    }
    node
}
