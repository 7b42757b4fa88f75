//! The kustomization file: what its fields are, and reading them.
//!
//! Source of the rules: `api/types/kustomization.go` of kustomize 5.8.2.

mod decode;
mod load;

use overlint_source::{Node, Origin, SourceId};

pub use decode::{Count, Pair, Pairs, Text};
use decode::{Decode, Fields};
pub use load::{Located, find, is_kustomization_file, load};

use crate::error::{BuildError, Fault, Result};

/// What a kustomization file says. Fields that are absent, null or empty are empty here.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are named and described by kustomize")]
pub struct Kustomization {
    pub is_component: bool,
    /// `resources`, with the deprecated `bases` behind them.
    pub resources: Vec<Text>,
    pub components: Vec<Text>,
    pub name_prefix: Option<Text>,
    pub name_suffix: Option<Text>,
    pub namespace: Option<Text>,
    pub common_labels: Pairs,
    pub labels: Vec<Label>,
    pub common_annotations: Pairs,
    pub patches: Vec<Patch>,
    pub patches_strategic_merge: Vec<Text>,
    pub patches_json6902: Vec<Patch>,
    /// `images`, with the deprecated `imageTags` behind them.
    pub images: Vec<Image>,
    pub replicas: Vec<Replica>,
    pub config_map_generator: Vec<Generator>,
    pub secret_generator: Vec<Generator>,
    pub generator_options: GeneratorOptions,
}

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

/// An entry of `replicas`.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are named and described by kustomize")]
pub struct Replica {
    pub name: Option<Text>,
    pub count: Option<Count>,
    /// The whole entry.
    pub origin: Origin,
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

/// `generatorOptions`, or the `options` of one generator.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are named and described by kustomize")]
pub struct GeneratorOptions {
    pub labels: Pairs,
    pub annotations: Pairs,
    pub disable_name_suffix_hash: bool,
    pub immutable: bool,
}

const FIELDS: &[&str] = &[
    "apiVersion",
    "kind",
    "metadata",
    "resources",
    "bases",
    "components",
    "crds",
    "configurations",
    "generators",
    "transformers",
    "validators",
    "namePrefix",
    "nameSuffix",
    "namespace",
    "commonLabels",
    "labels",
    "commonAnnotations",
    "patches",
    "patchesStrategicMerge",
    "patchesJson6902",
    "images",
    "imageTags",
    "replicas",
    "replacements",
    "vars",
    "configMapGenerator",
    "secretGenerator",
    "generatorOptions",
    "helmGlobals",
    "helmCharts",
    "helmChartInflationGenerator",
    "openapi",
    "sortOptions",
    "buildMetadata",
];

/// Fields that kustomize builds and this crate does not build yet. An empty list in one of them changes nothing.
const UNSUPPORTED: &[&str] = &[
    "crds",
    "configurations",
    "generators",
    "transformers",
    "validators",
    "replacements",
    "vars",
    "helmGlobals",
    "helmCharts",
    "helmChartInflationGenerator",
    "openapi",
    "sortOptions",
    "buildMetadata",
];

impl Kustomization {
    /// Reads the root node of a kustomization file; `source` is the file.
    pub(crate) fn decode(root: &Node, source: SourceId) -> Result<Self> {
        let fields = Fields::open(root, "", FIELDS)?;
        let is_component = check_type(&fields)?;
        check_emptiness(&fields, source)?;
        metadata(&fields)?;
        refuse_unsupported(root)?;
        let mut resources: Vec<Text> = fields.get("resources")?;
        resources.extend(fields.get::<Vec<Text>>("bases")?);
        let mut images: Vec<Image> = fields.get("images")?;
        images.extend(fields.get::<Vec<Image>>("imageTags")?);
        Ok(Self {
            is_component,
            resources,
            components: fields.get("components")?,
            name_prefix: fields.get("namePrefix")?,
            name_suffix: fields.get("nameSuffix")?,
            namespace: fields.get("namespace")?,
            common_labels: fields.get("commonLabels")?,
            labels: fields.get("labels")?,
            common_annotations: fields.get("commonAnnotations")?,
            patches: fields.get("patches")?,
            patches_strategic_merge: fields.get("patchesStrategicMerge")?,
            patches_json6902: fields.get("patchesJson6902")?,
            images,
            replicas: fields.get("replicas")?,
            config_map_generator: fields.get("configMapGenerator")?,
            secret_generator: fields.get("secretGenerator")?,
            generator_options: fields.get("generatorOptions")?,
        })
    }
}

/// Checks `kind` and `apiVersion`, and says whether the file is a Component.
fn check_type(fields: &Fields<'_>) -> Result<bool> {
    let kind: Option<Text> = fields.get("kind")?;
    let is_component = match kind.as_ref().map_or("", Text::as_str) {
        "" | "Kustomization" => false,
        "Component" => true,
        _ => {
            let origin = kind.map_or(Origin::NOWHERE, |kind| kind.origin);
            let message = "`kind` must be `Kustomization` or `Component`";
            return Err(BuildError::new(Fault::Kustomization, origin, message));
        }
    };
    let wanted =
        if is_component { "kustomize.config.k8s.io/v1alpha1" } else { "kustomize.config.k8s.io/v1beta1" };
    match fields.get::<Option<Text>>("apiVersion")? {
        Some(given) if !given.text.is_empty() && given.text != wanted => {
            let kind = if is_component { "Component" } else { "Kustomization" };
            let message = format!("the `apiVersion` of a {kind} must be `{wanted}`, not `{}`", given.text);
            Err(BuildError::new(Fault::Kustomization, given.origin, message)
                .help(format!("write `apiVersion: {wanted}`")))
        }
        _ => Ok(is_component),
    }
}

fn check_emptiness(fields: &Fields<'_>, source: SourceId) -> Result<()> {
    if FIELDS[2..].iter().any(|field| fields.node(field).is_some()) {
        return Ok(());
    }
    let message = "the kustomization file is empty";
    Err(BuildError::new(Fault::Kustomization, Origin::start_of(source), message)
        .help("list what it builds under `resources`"))
}

/// `metadata` has no effect, but its fields are checked.
fn metadata(fields: &Fields<'_>) -> Result<()> {
    let Some(node) = fields.node("metadata") else { return Ok(()) };
    let metadata = Fields::open(node, "metadata", &["name", "namespace", "labels", "annotations"])?;
    metadata.get::<Option<Text>>("name")?;
    metadata.get::<Option<Text>>("namespace")?;
    metadata.get::<Pairs>("labels")?;
    metadata.get::<Pairs>("annotations").map(drop)
}

fn refuse_unsupported(root: &Node) -> Result<()> {
    for entry in root.entries() {
        let name = entry.key.text();
        let Some(field) = UNSUPPORTED.iter().find(|field| field.eq_ignore_ascii_case(name)) else { continue };
        let is_empty_list = entry.value.as_sequence().is_some_and(|list| list.items.is_empty());
        if !is_empty_list && !entry.value.as_scalar().is_some_and(|scalar| scalar.text.is_empty()) {
            let message = format!("`{field}` is not supported yet");
            return Err(BuildError::new(Fault::Unsupported, entry.key.origin, message));
        }
    }
    Ok(())
}

impl Decode for Label {
    fn decode(node: &Node, path: &str) -> Result<Self> {
        let known =
            &["pairs", "includeSelectors", "includeTemplates", "includeVolumeClaimTemplates", "fields"];
        let fields = Fields::open(node, path, known)?;
        Ok(Self {
            pairs: fields.get("pairs")?,
            include_selectors: fields.get("includeSelectors")?,
            include_templates: fields.get("includeTemplates")?,
            include_volume_claim_templates: fields.get("includeVolumeClaimTemplates")?,
            fields: fields.get("fields")?,
        })
    }
}

impl Decode for FieldSpecConfig {
    fn decode(node: &Node, path: &str) -> Result<Self> {
        let fields = Fields::open(node, path, &["group", "version", "kind", "path", "create"])?;
        Ok(Self {
            group: fields.get("group")?,
            version: fields.get("version")?,
            kind: fields.get("kind")?,
            path: fields.get("path")?,
            create: fields.get("create")?,
        })
    }
}

impl Decode for Patch {
    fn decode(node: &Node, path: &str) -> Result<Self> {
        let fields = Fields::open(node, path, &["path", "patch", "target", "options"])?;
        let options = fields.node("options");
        let option = |name: &str| -> Result<bool> {
            let Some(node) = options else { return Ok(false) };
            Fields::open(node, "options", &["allowNameChange", "allowKindChange"])?.get(name)
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

impl Decode for Selector {
    fn decode(node: &Node, path: &str) -> Result<Self> {
        let known = &["group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector"];
        let fields = Fields::open(node, path, known)?;
        Ok(Self {
            group: fields.get("group")?,
            version: fields.get("version")?,
            kind: fields.get("kind")?,
            name: fields.get("name")?,
            namespace: fields.get("namespace")?,
            label_selector: fields.get("labelSelector")?,
            annotation_selector: fields.get("annotationSelector")?,
            origin: node.origin,
        })
    }
}

impl Decode for Image {
    fn decode(node: &Node, path: &str) -> Result<Self> {
        let fields = Fields::open(node, path, &["name", "newName", "newTag", "tagSuffix", "digest"])?;
        Ok(Self {
            name: fields.get("name")?,
            new_name: fields.get("newName")?,
            new_tag: fields.get("newTag")?,
            tag_suffix: fields.get("tagSuffix")?,
            digest: fields.get("digest")?,
        })
    }
}

impl Decode for Replica {
    fn decode(node: &Node, path: &str) -> Result<Self> {
        let fields = Fields::open(node, path, &["name", "count"])?;
        Ok(Self { name: fields.get("name")?, count: fields.get("count")?, origin: node.origin })
    }
}

impl Decode for Generator {
    fn decode(node: &Node, path: &str) -> Result<Self> {
        const SHARED: &[&str] =
            &["name", "namespace", "behavior", "literals", "files", "envs", "env", "options", "type"];
        let known = if path == "secretGenerator" { SHARED } else { &SHARED[..SHARED.len() - 1] };
        let fields = Fields::open(node, path, known)?;
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

impl Decode for GeneratorOptions {
    fn decode(node: &Node, path: &str) -> Result<Self> {
        let fields =
            Fields::open(node, path, &["labels", "annotations", "disableNameSuffixHash", "immutable"])?;
        Ok(Self {
            labels: fields.get("labels")?,
            annotations: fields.get("annotations")?,
            disable_name_suffix_hash: fields.get("disableNameSuffixHash")?,
            immutable: fields.get("immutable")?,
        })
    }
}
