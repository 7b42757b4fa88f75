//! `vars`.
//!
//! Source of the rules: `api/types/var.go` of kustomize 5.8.2.

use overlint_source::{Node, Origin};
use smol_str::SmolStr;

use super::decode::{At, Decode, Fields, Text};
use crate::error::Result;
use crate::id::Gvk;

/// A name for the value of a field, which `$(NAME)` stands for.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are named and described by kustomize")]
pub struct Variable {
    pub name: SmolStr,
    /// The kind of the object; empty parts are any.
    pub gvk: Gvk,
    pub object_name: SmolStr,
    pub namespace: SmolStr,
    /// The path of the field, `metadata.name` unless another is given.
    pub field_path: SmolStr,
    /// Where the path is given, or else the whole entry.
    pub field_origin: Origin,
    /// Where the name is given, or else the whole entry.
    pub origin: Origin,
}

impl Decode for Variable {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let fields = Fields::open(node, at, &["name", "objref", "fieldref"])?;
        let name: Option<Text> = fields.get("name")?;
        let object: Object = fields.get("objref")?;
        let path = fields.get::<FieldReference>("fieldref")?.path.filter(|path| !path.text.is_empty());
        Ok(Self {
            origin: name.as_ref().map_or(node.origin, |name| name.origin),
            name: name.map(|name| name.text).unwrap_or_default(),
            gvk: object.gvk,
            object_name: object.name,
            namespace: object.namespace,
            field_origin: path.as_ref().map_or(node.origin, |path| path.origin),
            field_path: path.map_or(SmolStr::new_static("metadata.name"), |path| path.text),
        })
    }
}

#[derive(Default)]
struct Object {
    gvk: Gvk,
    name: SmolStr,
    namespace: SmolStr,
}

impl Decode for Object {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let known = &["apiVersion", "group", "version", "kind", "name", "namespace"];
        let fields = Fields::open(node, at, known)?;
        let part = |field: &str| -> Result<SmolStr> {
            Ok(fields.get::<Option<Text>>(field)?.map(|text| text.text).unwrap_or_default())
        };
        let mut gvk = Gvk { group: part("group")?, version: part("version")?, kind: part("kind")? };
        let api_version = part("apiVersion")?;
        match *api_version.split('/').collect::<Vec<_>>() {
            [group, version] => (gvk.group, gvk.version) = (group.into(), version.into()),
            [version] if !version.is_empty() => gvk.version = version.into(),
            // kustomize passes over an `apiVersion` with more slashes.
            _ => {}
        }
        Ok(Self { gvk, name: part("name")?, namespace: part("namespace")? })
    }
}

#[derive(Default)]
struct FieldReference {
    path: Option<Text>,
}

impl Decode for FieldReference {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let fields = Fields::open(node, at, &["fieldPath"])?;
        Ok(Self { path: fields.get("fieldPath")? })
    }
}
