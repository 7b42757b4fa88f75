//! The kustomization file: what its fields are, and reading them.
//!
//! Source of the rules: `api/types/kustomization.go` of kustomize 5.8.2.

mod decode;
mod deprecated;
mod entries;
mod helm;
mod load;
mod openapi;
pub(crate) mod replacement;
mod sort;
mod variable;

use overlint_source::{Entry, Node, Origin, Scalar, SourceId, Value};

pub(crate) use decode::{At, Decode, Fields};
pub use decode::{Count, Pair, Pairs, Text};
pub use deprecated::Deprecated;
pub use entries::{FieldSpecConfig, Generator, GeneratorOptions, Image, Label, Patch, Replica, Selector};
pub use helm::{HelmChart, HelmGlobals, Values};
pub use load::is_kustomization_file;
pub(crate) use load::{Located, NAMES, find, load};
pub use openapi::OpenApiField;
pub use replacement::{
    Replacement, ReplacementEntry, ReplacementOptions, ReplacementSource, ReplacementTarget,
};
pub use sort::{LegacySortOptions, SortOptions};
pub use variable::Variable;

use crate::error::{BuildError, Fault, Result};

/// What a kustomization file says. Fields that are absent, null or empty are empty here.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are named and described by kustomize")]
pub struct Kustomization {
    pub is_component: bool,
    /// `resources`, with the deprecated `bases` behind them.
    pub resources: Vec<Text>,
    pub components: Vec<Text>,
    pub crds: Vec<Text>,
    pub configurations: Vec<Text>,
    pub generators: Vec<Text>,
    pub transformers: Vec<Text>,
    pub validators: Vec<Text>,
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
    pub replacements: Vec<ReplacementEntry>,
    pub vars: Vec<Variable>,
    pub sort_options: Option<SortOptions>,
    pub build_metadata: Vec<Text>,
    pub config_map_generator: Vec<Generator>,
    pub secret_generator: Vec<Generator>,
    pub generator_options: GeneratorOptions,
    pub openapi: Option<OpenApiField>,
    pub helm_globals: HelmGlobals,
    /// `helmCharts`, with the deprecated `helmChartInflationGenerator` behind them.
    pub helm_charts: Vec<HelmChart>,
    /// Fields that are given again: kustomize takes the last one and drops the others without a word.
    pub repeated: Vec<Repeated>,
    /// Fields that kustomize would rather not see.
    pub deprecated: Vec<Deprecated>,
}

/// A field of a kustomization file that is given twice.
#[derive(Clone, Debug)]
pub struct Repeated {
    /// The field, as it is spelt the second time.
    pub field: String,
    /// The first time.
    pub first: Origin,
    /// The second time.
    pub second: Origin,
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

/// Fields that kustomize writes as YAML for its own transformers and generators, which then read it.
const CONFIGURING: &[&str] = &[
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
    "configMapGenerator",
    "secretGenerator",
];

impl Kustomization {
    /// Reads the root node of a kustomization file; `source` is the file.
    pub(crate) fn decode(root: &Node, source: SourceId) -> Result<Self> {
        let fields = Fields::open(root, At::strict(""), FIELDS)?;
        let is_component = check_type(&fields)?;
        check_emptiness(&fields, source)?;
        metadata(&fields)?;
        for field in CONFIGURING {
            fields.node(field).map_or(Ok(()), refuse_unprintable)?;
        }
        let mut resources: Vec<Text> = fields.get("resources")?;
        resources.extend(fields.get::<Vec<Text>>("bases")?);
        let mut images: Vec<Image> = fields.get("images")?;
        images.extend(fields.get::<Vec<Image>>("imageTags")?);
        let (helm_globals, helm_charts) = helm::charts(&fields)?;
        Ok(Self {
            is_component,
            resources,
            components: fields.get("components")?,
            crds: fields.get("crds")?,
            configurations: fields.get("configurations")?,
            generators: fields.get("generators")?,
            transformers: fields.get("transformers")?,
            validators: fields.get("validators")?,
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
            replacements: fields.get("replacements")?,
            vars: fields.get("vars")?,
            sort_options: fields.get("sortOptions")?,
            build_metadata: fields.get("buildMetadata")?,
            config_map_generator: fields.get("configMapGenerator")?,
            secret_generator: fields.get("secretGenerator")?,
            generator_options: fields.get("generatorOptions")?,
            openapi: fields.get("openapi")?,
            helm_globals,
            helm_charts,
            repeated: repeated(root),
            deprecated: deprecated::of(root),
        })
    }
}

fn repeated(root: &Node) -> Vec<Repeated> {
    let entries = root.entries();
    let again = |(index, entry): (usize, &Entry)| {
        let same = |other: &&Entry| other.key.text().eq_ignore_ascii_case(entry.key.text());
        let first = entries[..index].iter().find(same)?;
        Some(Repeated {
            field: entry.key.text().to_owned(),
            first: first.key.origin,
            second: entry.key.origin,
        })
    };
    entries.iter().enumerate().filter_map(again).collect()
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
    // What is empty to Go counts for nothing: an empty text, and a list that is only added to another.
    let is_given = |field: &str, node: &Node| {
        let adds = matches!(field, "bases" | "imageTags");
        node.text() != Some("") && !(adds && node.items().is_empty())
    };
    if FIELDS[2..].iter().any(|field| fields.node(field).is_some_and(|node| is_given(field, node))) {
        return Ok(());
    }
    let message = "the kustomization file lists nothing to build";
    Err(BuildError::new(Fault::Kustomization, Origin::start_of(source), message)
        .help("list what it builds under `resources`"))
}

/// `metadata` has no effect, but its fields are checked.
fn metadata(fields: &Fields<'_>) -> Result<()> {
    let Some(node) = fields.node("metadata") else { return Ok(()) };
    let metadata =
        Fields::open(node, At::strict("metadata"), &["name", "namespace", "labels", "annotations"])?;
    metadata.get::<Option<Text>>("name")?;
    metadata.get::<Option<Text>>("namespace")?;
    metadata.get::<Pairs>("labels")?;
    metadata.get::<Pairs>("annotations").map(drop)
}

/// Characters that an escape can give, and that YAML does not allow as they are. Goes as deep as the file does, which the
/// reader limits.
fn refuse_unprintable(node: &Node) -> Result<()> {
    let check = |scalar: &Scalar, origin: Origin| {
        let is_control = |c: char| matches!(c, '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}');
        if scalar.text.bytes().all(|byte| byte < 0x7F) {
            return Ok(());
        }
        let Some(character) = scalar.text.chars().find(|c| is_control(*c)) else { return Ok(()) };
        let message =
            format!("kustomize cannot pass on the control character U+{:04X}", u32::from(character));
        Err(BuildError::new(Fault::Unprintable, origin, message))
    };
    match &node.value {
        Value::Scalar(scalar) => check(scalar, node.origin),
        Value::Sequence(list) => list.items.iter().try_for_each(refuse_unprintable),
        Value::Mapping(map) => map.entries.iter().try_for_each(|entry| {
            check(&entry.key.scalar, entry.key.origin)?;
            refuse_unprintable(&entry.value)
        }),
    }
}
