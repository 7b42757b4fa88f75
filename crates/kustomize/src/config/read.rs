//! The files of `configurations`.
//!
//! Source of the rules: `api/internal/plugins/builtinconfig/transformerconfig.go` of kustomize 5.8.2.

use overlint_source::read::{Place, read_only_first};
use overlint_source::{Node, Origin};

use super::merge::merge_reference;
use super::{Config, NameReference};
use crate::budget::{MAX_DEPTH, check_kustomization, too_deep};
use crate::error::{BuildError, Fault, Result};
use crate::field_spec::FieldSpec;
use crate::files::{Files, limits, syntax};
use crate::id::Gvk;
use crate::kustomization::{At, Decode, FieldSpecConfig, Fields, Text};

const FIELDS: &[&str] = &[
    "namePrefix",
    "nameSuffix",
    "namespace",
    "commonLabels",
    "labels",
    "templateLabels",
    "volumeClaimTemplateLabels",
    "commonAnnotations",
    "nameReference",
    "varReference",
    "images",
    "replicas",
];

/// Reads one file of field specifications. Fails where it is not one, at the line that is wrong.
pub(crate) fn read_configuration(name: &Text, files: &Files<'_>) -> Result<Config> {
    let file = files.text(name)?;
    let document = read_only_first(&file.text, Place::of(file.source), &limits())
        .map_err(|error| syntax(&error, &file.path))?;
    let Some(root) = document.root.filter(|root| !root.is_null()) else { return Ok(Config::default()) };
    check_kustomization(&root)?;
    refuse_repeated(&root)?;
    let mut config = decode(&root)?;
    config.sort();
    Ok(config)
}

fn decode(root: &Node) -> Result<Config> {
    let fields = Fields::open(root, At::configuration(""), FIELDS)?;
    let specs = |field: &str| -> Result<Vec<FieldSpec>> {
        let configured: Vec<FieldSpecConfig> = fields.get(field)?;
        configured.iter().map(from_config).collect()
    };
    Ok(Config {
        name_prefix: specs("namePrefix")?,
        name_suffix: specs("nameSuffix")?,
        namespace: specs("namespace")?,
        common_labels: specs("commonLabels")?,
        labels: specs("labels")?,
        template_labels: specs("templateLabels")?,
        volume_claim_template_labels: specs("volumeClaimTemplateLabels")?,
        common_annotations: specs("commonAnnotations")?,
        name_reference: references(&fields)?,
        var_reference: specs("varReference")?,
        images: specs("images")?,
        replicas: specs("replicas")?,
        ..Config::default()
    })
}

fn references(fields: &Fields<'_>) -> Result<Vec<NameReference>> {
    fields.get::<Vec<NameReference>>("nameReference")
}

impl Decode for NameReference {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let fields = Fields::open(node, at, &["group", "version", "kind", "fieldSpecs"])?;
        let referrers: Vec<FieldSpecConfig> = fields.get("fieldSpecs")?;
        let part = |field: &str| -> Result<_> {
            Ok(fields.get_embedded::<Option<Text>>(field)?.map(|text| text.text).unwrap_or_default())
        };
        Ok(Self {
            target: Gvk { group: part("group")?, version: part("version")?, kind: part("kind")? },
            referrers: referrers.iter().map(from_config).collect::<Result<_>>()?,
        })
    }
}

/// A field specification as users write it, ready to use.
pub(crate) fn from_config(config: &FieldSpecConfig) -> Result<FieldSpec> {
    let part = |text: &Option<Text>| text.as_ref().map(|text| text.text.clone()).unwrap_or_default();
    let origin = config.path.as_ref().map_or(Origin::NOWHERE, |path| path.origin);
    let path = part(&config.path);
    if path.matches('/').count() >= MAX_DEPTH {
        return Err(too_deep(origin));
    }
    let gvk = Gvk { group: part(&config.group), version: part(&config.version), kind: part(&config.kind) };
    Ok(FieldSpec { gvk, path, create: config.create, origin })
}

/// Unlike a kustomization, such a file may not give a key twice.
fn refuse_repeated(node: &Node) -> Result<()> {
    let mut seen = std::collections::HashMap::new();
    for entry in node.entries() {
        if let Some(first) = seen.insert(entry.key.text(), entry.key.origin) {
            let message = format!("`{}` is given twice", entry.key.text());
            return Err(BuildError::new(Fault::DuplicateKey, entry.key.origin, message)
                .related(first, "first given here")
                .help("join the two"));
        }
        refuse_repeated(&entry.value)?;
    }
    node.items().iter().try_for_each(refuse_repeated)
}

impl Config {
    /// Adds a field that holds the name of a kind.
    pub(super) fn add_reference(&mut self, target: Gvk, referrer: FieldSpec) -> Result<()> {
        merge_reference(&mut self.name_reference, &NameReference { target, referrers: vec![referrer] })
    }
}
