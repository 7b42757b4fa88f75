//! Generators, transformers and validators that are configured by objects of their own: the kinds of
//! `apiVersion: builtin`.
//!
//! Source of the rules: `api/internal/plugins/loader` and `api/internal/builtins` of kustomize 5.8.2. Their
//! configuration is read leniently: what is not known means nothing.

mod generator;
mod iam_policy;
mod transformer;
mod value_add;

use std::sync::Arc;

use overlint_source::finish::finish;
use overlint_source::resolve::{Resolved, resolve, resolve_yaml11};
use overlint_source::suggest::closest;
use overlint_source::{Node, Scalar, Style, Value};

use crate::error::{BuildError, Fault, Result};
use crate::printing::print_fault;
use crate::resource::Resource;
use crate::through_json::json_scalar;
pub(crate) use generator::generators_of;
pub(crate) use transformer::{Transformer, transformers_of};

const TRANSFORMERS: &[&str] = &[
    "AnnotationsTransformer",
    "HashTransformer",
    "ImageTagTransformer",
    "LabelTransformer",
    "NamespaceTransformer",
    "PatchJson6902Transformer",
    "PatchStrategicMergeTransformer",
    "PatchTransformer",
    "PrefixSuffixTransformer",
    "PrefixTransformer",
    "ReplacementTransformer",
    "ReplicaCountTransformer",
    "SuffixTransformer",
    "ValueAddTransformer",
];

const GENERATORS: &[&str] =
    &["ConfigMapGenerator", "HelmChartInflationGenerator", "IAMPolicyGenerator", "SecretGenerator"];

/// The configuration of a plugin as kustomize prints it and reads it again: by the rules of YAML 1.1.
fn configuration(resource: &Resource) -> Result<Node> {
    let mut node = resource.node().clone();
    if let Some(fault) = finish(&mut node).first() {
        return Err(print_fault(fault));
    }
    settle(&mut node);
    Ok(node)
}

/// Goes as deep as the object does, which the reader limits.
fn settle(node: &mut Node) {
    match &mut node.value {
        Value::Scalar(scalar) => {
            let mut scalar = scalar.clone();
            settle_scalar(&mut scalar);
            node.respell(scalar);
        }
        Value::Sequence(list) => Arc::make_mut(list).items.iter_mut().for_each(settle),
        Value::Mapping(map) => {
            for entry in &mut Arc::make_mut(map).entries {
                settle_scalar(&mut entry.key.scalar);
                settle(&mut entry.value);
            }
        }
    }
}

fn settle_scalar(scalar: &mut Scalar) {
    match resolve(scalar) {
        Resolved::Str(_) if matches!(resolve_yaml11(scalar), Resolved::Str(_)) => {}
        Resolved::Str(_) => scalar.style = Style::DoubleQuoted,
        _ => *scalar = json_scalar(scalar),
    }
}

/// Refuses what is not one of kustomize's own kinds: those run programs.
fn refuse_unknown(resource: &Resource, known: &[&'static str], what: &str) -> BuildError {
    let id = resource.id();
    let place = resource.node().get("kind").map_or(resource.origin(), |kind| kind.origin);
    if !(id.gvk.group.is_empty() && id.gvk.version == "builtin") {
        let message = format!("`{}` is a plugin of its own, and no plugin is run", id.gvk.kind);
        return BuildError::new(Fault::Plugin, place, message).help(
            "kustomize runs it only with `--enable-alpha-plugins`; build it elsewhere and list what it makes under \
             `resources`",
        );
    }
    let all = TRANSFORMERS.iter().chain(GENERATORS);
    let message = if all.clone().any(|kind| *kind == id.gvk.kind) {
        format!("`{}` is no {what}", id.gvk.kind)
    } else {
        format!("kustomize has no {what} `{}`", id.gvk.kind)
    };
    let error = BuildError::new(Fault::Plugin, place, message);
    match closest(&id.gvk.kind, known.iter().copied()) {
        Some(near) if near != id.gvk.kind => error.help(format!("did you mean `{near}`?")),
        _ => error.help(format!("the kinds that there are: {}", known.join(", "))),
    }
}
