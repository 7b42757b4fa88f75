//! The entries of a kustomization's fields.

use overlint_source::{Node, Origin};

use super::decode::{At, Count, Decode, Fields, Pairs, Text};
use crate::error::Result;

/// An entry of `labels`.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are named and described by kustomize")]
pub struct Label {
    pub pairs: Pairs,
    pub include_selectors: bool,
    pub include_templates: bool,
    pub include_volume_claim_templates: bool,
    pub fields: Vec<FieldSpecConfig>,
}

impl Decode for Label {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let known =
            &["pairs", "includeSelectors", "includeTemplates", "includeVolumeClaimTemplates", "fields"];
        let fields = Fields::open(node, at, known)?;
        Ok(Self {
            pairs: fields.get("pairs")?,
            include_selectors: fields.get("includeSelectors")?,
            include_templates: fields.get("includeTemplates")?,
            include_volume_claim_templates: fields.get("includeVolumeClaimTemplates")?,
            fields: fields.get("fields")?,
        })
    }
}

/// A field specification as users write it.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are named and described by kustomize")]
pub struct FieldSpecConfig {
    pub group: Option<Text>,
    pub version: Option<Text>,
    pub kind: Option<Text>,
    pub path: Option<Text>,
    pub create: bool,
}

impl Decode for FieldSpecConfig {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let fields = Fields::open(node, at, &["group", "version", "kind", "path", "create"])?;
        Ok(Self {
            group: fields.get_embedded("group")?,
            version: fields.get_embedded("version")?,
            kind: fields.get_embedded("kind")?,
            path: fields.get("path")?,
            create: fields.get("create")?,
        })
    }
}

/// An entry of `patches` or `patchesJson6902`.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are named and described by kustomize")]
pub struct Patch {
    pub path: Option<Text>,
    pub patch: Option<Text>,
    pub target: Option<Selector>,
    pub allow_name_change: bool,
    pub allow_kind_change: bool,
    /// The whole entry.
    pub origin: Origin,
}

impl Decode for Patch {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let fields = Fields::open(node, at, &["path", "patch", "target", "options"])?;
        let options = fields.node("options");
        let option = |name: &str| -> Result<bool> {
            let Some(node) = options else { return Ok(false) };
            Fields::open(node, at.below("options"), &["allowNameChange", "allowKindChange"])?.get(name)
        };
        Ok(Self {
            path: fields.get("path")?,
            patch: fields.get("patch")?,
            target: fields.get("target")?,
            allow_name_change: option("allowNameChange")?,
            allow_kind_change: option("allowKindChange")?,
            origin: node.origin,
        })
    }
}

/// The target of a patch.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are named and described by kustomize")]
pub struct Selector {
    pub group: Option<Text>,
    pub version: Option<Text>,
    pub kind: Option<Text>,
    pub name: Option<Text>,
    pub namespace: Option<Text>,
    pub label_selector: Option<Text>,
    pub annotation_selector: Option<Text>,
    /// The whole target.
    pub origin: Origin,
}

impl Decode for Selector {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let known = &["group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector"];
        let fields = Fields::open(node, at, known)?;
        Ok(Self {
            group: fields.get_embedded("group")?,
            version: fields.get_embedded("version")?,
            kind: fields.get_embedded("kind")?,
            name: fields.get_embedded("name")?,
            namespace: fields.get_embedded("namespace")?,
            label_selector: fields.get("labelSelector")?,
            annotation_selector: fields.get("annotationSelector")?,
            origin: node.origin,
        })
    }
}

/// An entry of `images`.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are named and described by kustomize")]
pub struct Image {
    pub name: Option<Text>,
    pub new_name: Option<Text>,
    pub new_tag: Option<Text>,
    pub tag_suffix: Option<Text>,
    pub digest: Option<Text>,
}

impl Decode for Image {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let fields = Fields::open(node, at, &["name", "newName", "newTag", "tagSuffix", "digest"])?;
        Ok(Self {
            name: fields.get("name")?,
            new_name: fields.get("newName")?,
            new_tag: fields.get("newTag")?,
            tag_suffix: fields.get("tagSuffix")?,
            digest: fields.get("digest")?,
        })
    }
}

/// An entry of `replicas`.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are named and described by kustomize")]
pub struct Replica {
    pub name: Option<Text>,
    pub count: Option<Count>,
    /// The whole entry.
    pub origin: Origin,
}

impl Decode for Replica {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let fields = Fields::open(node, at, &["name", "count"])?;
        Ok(Self { name: fields.get("name")?, count: fields.get("count")?, origin: node.origin })
    }
}

/// An entry of `configMapGenerator` or `secretGenerator`.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are named and described by kustomize")]
pub struct Generator {
    pub name: Option<Text>,
    pub namespace: Option<Text>,
    pub behavior: Option<Text>,
    pub literals: Vec<Text>,
    pub files: Vec<Text>,
    /// `envs`, with the deprecated `env` behind them.
    pub envs: Vec<Text>,
    pub options: GeneratorOptions,
    pub secret_type: Option<Text>,
    /// The whole entry.
    pub origin: Origin,
}

impl Decode for Generator {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        const SHARED: &[&str] =
            &["name", "namespace", "behavior", "literals", "files", "envs", "env", "options", "type"];
        let known = if at.path == "secretGenerator" { SHARED } else { &SHARED[..SHARED.len() - 1] };
        let fields = Fields::open(node, at, known)?;
        let mut envs: Vec<Text> = fields.get("envs")?;
        envs.extend(fields.get::<Option<Text>>("env")?.filter(|env| !env.text.is_empty()));
        Ok(Self {
            name: fields.get("name")?,
            namespace: fields.get("namespace")?,
            behavior: fields.get("behavior")?,
            literals: fields.get("literals")?,
            files: fields.get("files")?,
            envs,
            options: fields.get("options")?,
            secret_type: fields.get("type")?,
            origin: node.origin,
        })
    }
}

/// `generatorOptions`, or the `options` of one generator.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are named and described by kustomize")]
pub struct GeneratorOptions {
    pub labels: Pairs,
    pub annotations: Pairs,
    pub disable_name_suffix_hash: bool,
    pub immutable: bool,
}

impl Decode for GeneratorOptions {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let fields =
            Fields::open(node, at, &["labels", "annotations", "disableNameSuffixHash", "immutable"])?;
        Ok(Self {
            labels: fields.get("labels")?,
            annotations: fields.get("annotations")?,
            disable_name_suffix_hash: fields.get("disableNameSuffixHash")?,
            immutable: fields.get("immutable")?,
        })
    }
}
