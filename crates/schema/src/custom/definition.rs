//! A CustomResourceDefinition: which kind it defines, and the schema of each version.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use overlint_source::resolve::Dialect;
use overlint_source::{Node, Origin};

use super::datum::{Data, Datum};
use super::schema::Schema;

/// The group of CustomResourceDefinitions.
const GROUP: &str = "apiextensions.k8s.io";

/// The version of that group which knows unstructured schemas and has one for all versions.
const OLD_VERSION: &str = "v1beta1";

/// What one CustomResourceDefinition defines.
#[derive(Debug)]
pub struct Definition {
    /// The group of its kind.
    pub(crate) group: String,
    /// The kind.
    pub(crate) kind: String,
    /// The kind of a list of its objects.
    pub(crate) list_kind: String,
    /// Whether its objects lie in no namespace.
    pub(crate) is_cluster_scoped: bool,
    /// The versions in the order in which they are written.
    pub(crate) versions: Vec<ServedVersion>,
    /// Where it is written.
    pub(crate) origin: Origin,
    /// What it holds, in one number: the same for the same text of the same place.
    pub(crate) digest: u64,
}

/// One version of a kind.
#[derive(Debug)]
pub(crate) struct ServedVersion {
    /// Its name: `v1`.
    pub(crate) name: String,
    /// Whether the server knows it.
    pub(crate) is_served: bool,
    /// What the server says to whoever uses it, where it is deprecated.
    pub(crate) warning: Option<String>,
    /// The schema; without one anything goes.
    pub(crate) schema: Option<Schema>,
}

/// Whether a node is a CustomResourceDefinition of either version.
pub fn is_definition(node: &Node) -> bool {
    let version = node.get("apiVersion").and_then(Node::text).and_then(|text| text.strip_prefix(GROUP));
    node.get("kind").and_then(Node::text) == Some("CustomResourceDefinition")
        && version.is_some_and(|version| matches!(version, "/v1" | "/v1beta1"))
}

impl Definition {
    /// Reads a CustomResourceDefinition; nothing where it is none, or defines no kind.
    pub fn read(node: &Node, dialect: Dialect) -> Option<Self> {
        if !is_definition(node) {
            return None;
        }
        let datum = Datum::of(node, dialect);
        let spec = datum.get("spec")?;
        let names = spec.get("names")?;
        let text = |from: &Datum<'_>, key| from.get(key).and_then(Datum::text).map(str::to_owned);
        let kind = text(names, "kind").filter(|kind| !kind.is_empty())?;
        let is_old =
            datum.get("apiVersion").and_then(Datum::text).is_some_and(|text| text.ends_with(OLD_VERSION));
        Some(Self {
            group: text(spec, "group").filter(|group| !group.is_empty())?,
            list_kind: text(names, "listKind").unwrap_or_else(|| format!("{kind}List")),
            kind,
            is_cluster_scoped: text(spec, "scope").as_deref() == Some("Cluster"),
            versions: versions(spec, is_old),
            origin: names.origin,
            digest: digest(&datum),
        })
    }

    /// The version of that name.
    pub(crate) fn version(&self, name: &str) -> Option<&ServedVersion> {
        self.versions.iter().find(|version| version.name == name)
    }
}

fn versions(spec: &Datum<'_>, is_old: bool) -> Vec<ServedVersion> {
    let listed = spec.get("versions").map(Datum::items).unwrap_or_default();
    let mut versions: Vec<_> =
        listed.iter().filter_map(|version| read_version(version, spec, is_old)).collect();
    if let (true, Some(name)) = (versions.is_empty(), spec.get("version").and_then(Datum::text)) {
        let schema = schema(spec.get("validation"), spec, is_old);
        versions.push(ServedVersion { name: name.to_owned(), is_served: true, warning: None, schema });
    }
    versions
}

fn read_version(version: &Datum<'_>, spec: &Datum<'_>, is_old: bool) -> Option<ServedVersion> {
    let name = version.get("name").and_then(Datum::text)?;
    let is = |key| version.get(key).and_then(Datum::boolean) == Some(true);
    let warning = version.get("deprecationWarning").and_then(Datum::text).map(str::to_owned);
    let holder = version.get("schema").or_else(|| spec.get("validation").filter(|_| is_old));
    Some(ServedVersion {
        name: name.to_owned(),
        is_served: is("served"),
        warning: is("deprecated").then(|| warning.unwrap_or_default()),
        schema: schema(holder, spec, is_old),
    })
}

fn schema(holder: Option<&Datum<'_>>, spec: &Datum<'_>, is_old: bool) -> Option<Schema> {
    let root = holder?.get("openAPIV3Schema").filter(|root| matches!(root.data, Data::Map(_)))?;
    let mut schema = Schema::read(root);
    let prunes = spec.get("preserveUnknownFields").and_then(Datum::boolean) == Some(false);
    if is_old && !prunes {
        keep_everything(&mut schema);
    }
    Some(schema)
}

/// Old definitions keep what they do not know, at any depth, unless they say otherwise.
fn keep_everything(schema: &mut Schema) {
    schema.preserves_unknown = true;
    schema.properties.values_mut().for_each(keep_everything);
    if let Some(items) = &mut schema.items {
        keep_everything(items);
    }
    if let super::schema::Additional::Of(of_all) = &mut schema.additional {
        keep_everything(of_all);
    }
}

fn digest(datum: &Datum<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    datum.origin.hash(&mut hasher);
    datum.get("spec").map(Datum::canonical).hash(&mut hasher);
    hasher.finish()
}
