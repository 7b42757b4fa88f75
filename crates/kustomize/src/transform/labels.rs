//! `labels` and `commonLabels`.
//!
//! Source of the rules: `api/internal/konfig/builtinpluginconsts/{commonlabels,metadatalabels}.go` and
//! `api/types/fieldspec.go` of kustomize 5.8.2.

use overlint_source::{Key, Node, Origin, Scalar, Value};

use crate::budget::{MAX_DEPTH, Size, too_deep};
use crate::error::{BuildError, Fault, Result};
use crate::field_spec::{FieldSpec, Leaf, visit_mut};
use crate::kustomization::{FieldSpecConfig, Label, Pair, Pairs, Text};
use crate::resource::{Resource, quote_ambiguous, set_scalar};
use crate::set::ResourceSet;

const METADATA: FieldSpec<'static> = FieldSpec::any("metadata/labels");

/// Labels of the objects and of the pods that they make.
const TEMPLATES: &[FieldSpec<'static>] = &[
    METADATA,
    FieldSpec::of("", "ReplicationController", "spec/template/metadata/labels").version("v1"),
    FieldSpec::of("", "Deployment", "spec/template/metadata/labels"),
    FieldSpec::of("", "ReplicaSet", "spec/template/metadata/labels"),
    FieldSpec::of("", "DaemonSet", "spec/template/metadata/labels"),
    FieldSpec::of("apps", "StatefulSet", "spec/template/metadata/labels"),
    FieldSpec::of("batch", "Job", "spec/template/metadata/labels"),
    FieldSpec::of("batch", "CronJob", "spec/jobTemplate/metadata/labels"),
    FieldSpec::of("batch", "CronJob", "spec/jobTemplate/spec/template/metadata/labels"),
];

const CLAIM_TEMPLATES: FieldSpec<'static> =
    FieldSpec::of("apps", "StatefulSet", "spec/volumeClaimTemplates[]/metadata/labels");

const POD_AFFINITY: &str = "spec/template/spec/affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels";
const POD_AFFINITY_REQUIRED: &str = "spec/template/spec/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels";
const POD_ANTI_AFFINITY: &str = "spec/template/spec/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels";
const POD_ANTI_AFFINITY_REQUIRED: &str = "spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels";
const SPREAD: &str = "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels";

const SELECTORS: &[FieldSpec<'static>] = &[
    FieldSpec::of("", "Service", "spec/selector").version("v1"),
    FieldSpec::of("", "ReplicationController", "spec/selector").version("v1"),
    FieldSpec::of("", "Deployment", "spec/selector/matchLabels"),
    FieldSpec::of("", "ReplicaSet", "spec/selector/matchLabels"),
    FieldSpec::of("", "DaemonSet", "spec/selector/matchLabels"),
    FieldSpec::of("apps", "StatefulSet", "spec/selector/matchLabels"),
    FieldSpec::of("batch", "Job", "spec/selector/matchLabels").existing(),
    FieldSpec::of("batch", "CronJob", "spec/jobTemplate/spec/selector/matchLabels").existing(),
    FieldSpec::of("policy", "PodDisruptionBudget", "spec/selector/matchLabels").existing(),
    FieldSpec::of("apps", "Deployment", POD_AFFINITY).existing(),
    FieldSpec::of("apps", "Deployment", POD_AFFINITY_REQUIRED).existing(),
    FieldSpec::of("apps", "Deployment", POD_ANTI_AFFINITY).existing(),
    FieldSpec::of("apps", "Deployment", POD_ANTI_AFFINITY_REQUIRED).existing(),
    FieldSpec::of("apps", "Deployment", SPREAD).existing(),
    FieldSpec::of("apps", "StatefulSet", POD_AFFINITY).existing(),
    FieldSpec::of("apps", "StatefulSet", POD_AFFINITY_REQUIRED).existing(),
    FieldSpec::of("apps", "StatefulSet", POD_ANTI_AFFINITY).existing(),
    FieldSpec::of("apps", "StatefulSet", POD_ANTI_AFFINITY_REQUIRED).existing(),
    FieldSpec::of("apps", "StatefulSet", SPREAD).existing(),
    FieldSpec::of("networking.k8s.io", "NetworkPolicy", "spec/podSelector/matchLabels").existing(),
    FieldSpec::of("networking.k8s.io", "NetworkPolicy", "spec/ingress/from/podSelector/matchLabels")
        .existing(),
    FieldSpec::of("networking.k8s.io", "NetworkPolicy", "spec/egress/to/podSelector/matchLabels").existing(),
];

/// Applies an entry of `labels`.
pub(crate) fn apply(set: &mut ResourceSet, label: &Label) -> Result<()> {
    let mut specs: Vec<FieldSpec<'_>> = Vec::new();
    for own in &label.fields {
        if let Some(path) = own.path.as_ref().filter(|path| path.text.matches('/').count() >= MAX_DEPTH) {
            return Err(too_deep(path.origin));
        }
        merge_one(&mut specs, from_config(own), own)?;
    }
    for spec in built_in(label) {
        add_built_in(&mut specs, spec, label)?;
    }
    write_pairs(set, &label.pairs, &specs)
}

/// Applies `commonLabels`.
pub(crate) fn apply_common(set: &mut ResourceSet, pairs: &Pairs) -> Result<()> {
    let specs: Vec<FieldSpec<'_>> =
        SELECTORS.iter().chain(TEMPLATES).chain(std::iter::once(&CLAIM_TEMPLATES)).copied().collect();
    write_pairs(set, pairs, &specs)
}

fn built_in(label: &Label) -> Vec<FieldSpec<'static>> {
    if label.include_selectors {
        return SELECTORS.iter().chain(TEMPLATES).chain(std::iter::once(&CLAIM_TEMPLATES)).copied().collect();
    }
    let mut specs = Vec::new();
    if label.include_templates {
        specs.extend_from_slice(TEMPLATES);
    }
    if label.include_volume_claim_templates {
        specs.push(CLAIM_TEMPLATES);
    }
    if !label.include_templates {
        specs.push(METADATA);
    }
    specs
}

fn from_config(config: &FieldSpecConfig) -> FieldSpec<'_> {
    FieldSpec {
        group: config.group.as_ref().map_or("", Text::as_str),
        version: config.version.as_ref().map_or("", Text::as_str),
        kind: config.kind.as_ref().map_or("", Text::as_str),
        path: config.path.as_ref().map_or("", Text::as_str),
        create: config.create,
    }
}

/// Adds a field unless one that covers it is there; fails where the two differ in `create`.
fn merge_one<'a>(
    specs: &mut Vec<FieldSpec<'a>>,
    spec: FieldSpec<'a>,
    config: &FieldSpecConfig,
) -> Result<()> {
    if add(specs, spec) {
        return Ok(());
    }
    let origin = config.path.as_ref().map_or(Origin::NOWHERE, |path| path.origin);
    Err(conflict(&spec, origin))
}

fn add_built_in<'a>(specs: &mut Vec<FieldSpec<'a>>, spec: FieldSpec<'a>, label: &Label) -> Result<()> {
    if add(specs, spec) {
        return Ok(());
    }
    let path =
        label.fields.iter().filter_map(|own| own.path.as_ref()).find(|path| path.as_str() == spec.path);
    Err(conflict(&spec, path.map_or(Origin::NOWHERE, |path| path.origin)))
}

fn conflict(spec: &FieldSpec<'_>, origin: Origin) -> BuildError {
    let message = format!("`{}` is listed with another value of `create`", spec.path);
    BuildError::new(Fault::Kustomization, origin, message)
}

/// Whether the field is covered or was added; false where it conflicts.
fn add<'a>(specs: &mut Vec<FieldSpec<'a>>, spec: FieldSpec<'a>) -> bool {
    let covers = |known: &&FieldSpec<'a>| {
        let selected = |own: &str, selector: &str| selector.is_empty() || own == selector;
        known.path == spec.path
            && selected(known.group, spec.group)
            && selected(known.version, spec.version)
            && selected(known.kind, spec.kind)
    };
    let create = specs.iter().find(covers).map(|known| known.create);
    if create.is_none() {
        specs.push(spec);
    }
    create.is_none_or(|create| create == spec.create)
}

/// Writes pairs into every map that the field specifications name.
pub(super) fn write_pairs(set: &mut ResourceSet, pairs: &Pairs, specs: &[FieldSpec<'_>]) -> Result<()> {
    let Some(first) = pairs.0.first() else { return Ok(()) };
    let origin = first.key.origin;
    let ResourceSet { list, spent, .. } = set;
    let added = Size::of_entries(pairs.0.len());
    let mut created = vec![0_usize; pairs.0.len()];
    for resource in list {
        created.fill(0);
        spent.charge_steps(specs.len(), origin)?;
        let gvk = resource.id().gvk.clone();
        for spec in specs.iter().filter(|spec| spec.selects(&gvk)) {
            resource.change_content(|node| {
                visit_mut(node, spec, Leaf::Mapping, origin, &mut |map| {
                    spent.charge(added, origin)?;
                    spent.charge_steps(pairs.0.len() * (pairs.0.len() + map.entries().len()), origin)?;
                    write(map, pairs, &mut created)
                })
            })?;
        }
        link(resource, pairs, &created);
    }
    Ok(())
}

/// What was created in several fields is one from now on; what was one before stays so.
fn link(resource: &mut Resource, pairs: &Pairs, created: &[usize]) {
    if pairs.0.iter().any(|pair| resource.links.have(&pair.key.text)) {
        let links = resource.links.clone();
        resource.change_content(|node| links.follow(node));
    }
    for (pair, _) in pairs.0.iter().zip(created).filter(|(_, count)| **count > 1) {
        resource.links.add(&pair.key.text, pair.value.origin);
    }
}

fn write(map: &mut Node, pairs: &Pairs, created: &mut [usize]) -> Result<()> {
    if map.is_null() {
        return Ok(());
    }
    if map.as_mapping().is_none() {
        let message = "labels and annotations belong into a map, and here is none";
        return Err(BuildError::new(Fault::Transformer, map.origin, message));
    }
    for (pair, created) in pairs.0.iter().zip(created) {
        *created += usize::from(write_pair(map, pair));
    }
    Ok(())
}

/// Writes a pair; whether its key was not there before.
fn write_pair(map: &mut Node, pair: &Pair) -> bool {
    let scalar = quote_ambiguous(Scalar::string(pair.value.text.clone()));
    let origin = pair.value.origin;
    match map.get_mut(&pair.key.text) {
        Some(old) if old.as_scalar().is_some() => set_scalar(old, scalar, origin),
        Some(old) => old.replace_with(Node::new(Value::Scalar(scalar), origin)),
        None => {
            let key = Key { scalar: Scalar::plain(pair.key.text.clone()), origin: pair.key.origin };
            map.insert(key, Node::new(Value::Scalar(scalar), origin));
            return true;
        }
    }
    false
}
