//! kustomize's own field specifications.
//!
//! Source: `api/internal/konfig/builtinpluginconsts` of kustomize 5.8.2.

use super::{Config, NameReference, references, variables};
use crate::field_spec::FieldSpec;

/// The configuration that every kustomization starts from.
pub(super) fn config() -> Config {
    let name = || vec![FieldSpec::existing("", "", "metadata/name")];
    Config {
        name_prefix: name(),
        name_suffix: name(),
        namespace: NAMESPACE.to_vec(),
        common_labels: [SELECTORS, TEMPLATES, &[CLAIM_TEMPLATES]].concat(),
        labels: Vec::new(),
        template_labels: TEMPLATES.to_vec(),
        volume_claim_template_labels: vec![CLAIM_TEMPLATES],
        common_annotations: ANNOTATIONS.to_vec(),
        name_reference: references::TARGETS.iter().map(NameReference::from).collect(),
        var_reference: variables::fields(),
        images: IMAGES.to_vec(),
        replicas: REPLICAS.to_vec(),
        ..Config::default()
    }
}

const NAMESPACE: &[FieldSpec] = &[
    FieldSpec::of("", "Namespace", "metadata/name"),
    FieldSpec::of("apiregistration.k8s.io", "APIService", "spec/service/namespace"),
    FieldSpec::existing(
        "apiextensions.k8s.io",
        "CustomResourceDefinition",
        "spec/conversion/webhook/clientConfig/service/namespace",
    ),
];

const REPLICAS: &[FieldSpec] = &[
    FieldSpec::of("", "Deployment", "spec/replicas"),
    FieldSpec::of("", "ReplicationController", "spec/replicas"),
    FieldSpec::of("", "ReplicaSet", "spec/replicas"),
    FieldSpec::of("", "StatefulSet", "spec/replicas"),
];

const METADATA: FieldSpec = FieldSpec::any("metadata/labels");

/// Labels of the objects and of the pods that they make.
const TEMPLATES: &[FieldSpec] = &[
    METADATA,
    FieldSpec::v1("ReplicationController", "spec/template/metadata/labels"),
    FieldSpec::of("", "Deployment", "spec/template/metadata/labels"),
    FieldSpec::of("", "ReplicaSet", "spec/template/metadata/labels"),
    FieldSpec::of("", "DaemonSet", "spec/template/metadata/labels"),
    FieldSpec::of("apps", "StatefulSet", "spec/template/metadata/labels"),
    FieldSpec::of("batch", "Job", "spec/template/metadata/labels"),
    FieldSpec::of("batch", "CronJob", "spec/jobTemplate/metadata/labels"),
    FieldSpec::of("batch", "CronJob", "spec/jobTemplate/spec/template/metadata/labels"),
];

const CLAIM_TEMPLATES: FieldSpec =
    FieldSpec::of("apps", "StatefulSet", "spec/volumeClaimTemplates[]/metadata/labels");

const POD_AFFINITY: &str = "spec/template/spec/affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels";
const POD_AFFINITY_REQUIRED: &str = "spec/template/spec/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels";
const POD_ANTI_AFFINITY: &str = "spec/template/spec/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels";
const POD_ANTI_AFFINITY_REQUIRED: &str = "spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels";
const SPREAD: &str = "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels";

const SELECTORS: &[FieldSpec] = &[
    FieldSpec::v1("Service", "spec/selector"),
    FieldSpec::v1("ReplicationController", "spec/selector"),
    FieldSpec::of("", "Deployment", "spec/selector/matchLabels"),
    FieldSpec::of("", "ReplicaSet", "spec/selector/matchLabels"),
    FieldSpec::of("", "DaemonSet", "spec/selector/matchLabels"),
    FieldSpec::of("apps", "StatefulSet", "spec/selector/matchLabels"),
    FieldSpec::existing("batch", "Job", "spec/selector/matchLabels"),
    FieldSpec::existing("batch", "CronJob", "spec/jobTemplate/spec/selector/matchLabels"),
    FieldSpec::existing("policy", "PodDisruptionBudget", "spec/selector/matchLabels"),
    FieldSpec::existing("apps", "Deployment", POD_AFFINITY),
    FieldSpec::existing("apps", "Deployment", POD_AFFINITY_REQUIRED),
    FieldSpec::existing("apps", "Deployment", POD_ANTI_AFFINITY),
    FieldSpec::existing("apps", "Deployment", POD_ANTI_AFFINITY_REQUIRED),
    FieldSpec::existing("apps", "Deployment", SPREAD),
    FieldSpec::existing("apps", "StatefulSet", POD_AFFINITY),
    FieldSpec::existing("apps", "StatefulSet", POD_AFFINITY_REQUIRED),
    FieldSpec::existing("apps", "StatefulSet", POD_ANTI_AFFINITY),
    FieldSpec::existing("apps", "StatefulSet", POD_ANTI_AFFINITY_REQUIRED),
    FieldSpec::existing("apps", "StatefulSet", SPREAD),
    FieldSpec::existing("networking.k8s.io", "NetworkPolicy", "spec/podSelector/matchLabels"),
    FieldSpec::existing("networking.k8s.io", "NetworkPolicy", "spec/ingress/from/podSelector/matchLabels"),
    FieldSpec::existing("networking.k8s.io", "NetworkPolicy", "spec/egress/to/podSelector/matchLabels"),
];

const ANNOTATIONS: &[FieldSpec] = &[
    FieldSpec::any("metadata/annotations"),
    FieldSpec::v1("ReplicationController", "spec/template/metadata/annotations"),
    FieldSpec::of("", "Deployment", "spec/template/metadata/annotations"),
    FieldSpec::of("", "ReplicaSet", "spec/template/metadata/annotations"),
    FieldSpec::of("", "DaemonSet", "spec/template/metadata/annotations"),
    FieldSpec::of("", "StatefulSet", "spec/template/metadata/annotations"),
    FieldSpec::of("batch", "Job", "spec/template/metadata/annotations"),
    FieldSpec::of("batch", "CronJob", "spec/jobTemplate/metadata/annotations"),
    FieldSpec::of("batch", "CronJob", "spec/jobTemplate/spec/template/metadata/annotations"),
];

/// Nothing is made there, whatever `create` says.
const IMAGES: &[FieldSpec] = &[
    FieldSpec::any("spec/containers[]/image"),
    FieldSpec::any("spec/initContainers[]/image"),
    FieldSpec::any("spec/volumes[]/image/reference"),
    FieldSpec::any("spec/template/spec/containers[]/image"),
    FieldSpec::any("spec/template/spec/initContainers[]/image"),
    FieldSpec::any("spec/template/spec/volumes[]/image/reference"),
    FieldSpec::any("spec/jobTemplate/spec/template/spec/volumes[]/image/reference"),
];
