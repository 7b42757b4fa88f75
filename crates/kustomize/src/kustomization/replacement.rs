//! The entries of `replacements`.
//!
//! Source of the rules: `api/types/replacement.go` and `replacementfield.go` of kustomize 5.8.2.

use overlint_source::{Node, Origin};

use super::decode::{At, Count, Decode, Fields, Text};
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
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        const KNOWN: &[&str] = &["source", "sourceValue", "targets", "path"];
        let path = Fields::open(node, at, KNOWN)?.get("path")?;
        let replacement = Replacement::of(&Fields::open(node, at.embedded(), KNOWN)?, node.origin)?;
        Ok(Self { path, replacement })
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
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        Self::of(&Fields::open(node, at, &["source", "sourceValue", "targets"])?, node.origin)
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
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let fields = Fields::open(
            node,
            at,
            &["group", "version", "kind", "name", "namespace", "fieldPath", "options"],
        )?;
        Ok(Self {
            group: fields.get_embedded("group")?,
            version: fields.get_embedded("version")?,
            kind: fields.get_embedded("kind")?,
            name: fields.get_embedded("name")?,
            namespace: fields.get_embedded("namespace")?,
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
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let fields = Fields::open(node, at, &["select", "reject", "fieldPaths", "options"])?;
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
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let fields = Fields::open(node, at, &["delimiter", "index", "encoding", "create"])?;
        fields.get::<Option<Text>>("encoding")?;
        Ok(Self {
            delimiter: fields.get("delimiter")?,
            index: fields.get("index")?,
            create: fields.get("create")?,
        })
    }
}

/// Reads the replacements of a file, a list or one alone. Unlike in a kustomization file, unknown fields are ignored.
pub(crate) fn decode_file(root: &Node) -> Result<Vec<Replacement>> {
    if root.as_sequence().is_some() {
        return Vec::decode(root, At::plugin("replacements"));
    }
    Replacement::decode(root, At::plugin("replacement")).map(|replacement| vec![replacement])
}
