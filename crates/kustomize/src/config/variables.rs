//! The fields in which `$(VAR)` is replaced.
//!
//! Source: `api/internal/konfig/builtinpluginconsts/varreference.go` of kustomize 5.8.2.

use overlint_source::Origin;
use smol_str::{SmolStr, format_smolstr};

use crate::field_spec::FieldSpec;
use crate::id::Gvk;

/// The fields of containers, and of init containers.
const OF_CONTAINERS: [&str; 4] = ["args", "command", "env/value", "volumeMounts/mountPath"];

/// Kinds with pods, and where the pod's specification stands.
const PODS: [(&str, &str); 7] = [
    ("CronJob", "spec/jobTemplate/spec/template/spec/"),
    ("DaemonSet", "spec/template/spec/"),
    ("Deployment", "spec/template/spec/"),
    ("Job", "spec/template/spec/"),
    ("Pod", "spec/"),
    ("ReplicaSet", "spec/template/spec/"),
    ("StatefulSet", "spec/template/spec/"),
];

/// Other fields by kind. The path of a CronJob lacks a part in kustomize too.
const OTHERS: [(&str, &str); 16] = [
    ("CronJob", "spec/jobTemplate/spec/template/volumes/nfs/server"),
    ("DaemonSet", "spec/template/spec/volumes/nfs/server"),
    ("Deployment", "spec/template/spec/volumes/nfs/server"),
    ("Deployment", "spec/template/metadata/annotations"),
    ("Ingress", "spec/rules/host"),
    ("Ingress", "spec/tls/hosts"),
    ("Ingress", "spec/tls/secretName"),
    ("Job", "spec/template/spec/volumes/nfs/server"),
    ("Pod", "spec/volumes/nfs/server"),
    ("ReplicaSet", "spec/template/spec/volumes/nfs/server"),
    ("Service", "spec/ports/port"),
    ("Service", "spec/ports/targetPort"),
    ("StatefulSet", "spec/volumeClaimTemplates/spec/nfs/server"),
    ("PersistentVolume", "spec/nfs/server"),
    ("", "metadata/labels"),
    ("", "metadata/annotations"),
];

/// All of them.
pub(super) fn fields() -> Vec<FieldSpec> {
    let containers = PODS.iter().flat_map(|(kind, root)| {
        ["containers", "initContainers"].iter().flat_map(move |list| {
            OF_CONTAINERS.iter().map(move |field| spec(kind, format_smolstr!("{root}{list}/{field}")))
        })
    });
    let others = OTHERS.iter().map(|(kind, path)| spec(kind, SmolStr::new_static(path)));
    containers.chain(others).collect()
}

fn spec(kind: &'static str, path: SmolStr) -> FieldSpec {
    FieldSpec { gvk: Gvk::fixed("", "", kind), path, create: false, origin: Origin::NOWHERE }
}
