//! The order in which kustomize prints resources when nothing else is asked for: the legacy order.
//!
//! Source of the rules: `api/internal/builtins/SortOrderTransformer.go` of kustomize 5.8.2.

use std::cmp::Ordering;

use crate::id::{Gvk, ResId};
use crate::resource::Resource;

const FIRST: &[&str] = &[
    "Namespace",
    "ResourceQuota",
    "StorageClass",
    "CustomResourceDefinition",
    "ServiceAccount",
    "PodSecurityPolicy",
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "ConfigMap",
    "Secret",
    "Endpoints",
    "Service",
    "LimitRange",
    "PriorityClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Deployment",
    "StatefulSet",
    "CronJob",
    "PodDisruptionBudget",
];

const LAST: &[&str] = &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

/// Sorts resources into the legacy order.
pub(crate) fn sort(resources: &mut [Resource]) {
    resources.sort_by(|a, b| compare(a.id(), b.id()));
}

fn compare(a: &ResId, b: &ResId) -> Ordering {
    if a.gvk == b.gvk {
        return compare_within_kind(a, b);
    }
    let by_rank = rank(&a.gvk.kind).cmp(&rank(&b.gvk.kind));
    by_rank.then_with(|| {
        let by_text = gvk_text(&a.gvk).cmp(&gvk_text(&b.gvk));
        let namespaces = a.gvk.kind == "Namespace" && b.gvk.kind == "Namespace";
        if namespaces && (a.gvk.group.is_empty() || b.gvk.group.is_empty()) {
            by_text.reverse()
        } else {
            by_text
        }
    })
}

/// Where a kind stands: before everything (negative), among the rest (0), or behind everything.
fn rank(kind: &str) -> isize {
    let index =
        |list: &[&str]| list.iter().position(|known| *known == kind).and_then(|i| isize::try_from(i).ok());
    match (index(FIRST), index(LAST)) {
        (Some(index), _) => index - FIRST.len().cast_signed(),
        (None, Some(index)) => index + 1,
        (None, None) => 0,
    }
}

/// The core group sorts behind every named one.
fn gvk_text(gvk: &Gvk) -> String {
    let or = |text: &str, empty: &str| if text.is_empty() { empty.to_owned() } else { text.to_owned() };
    [or(&gvk.group, "~G"), or(&gvk.version, "~V"), or(&gvk.kind, "~K")].join("_")
}

/// By the text `namespace|name`, in which no namespace is `~X`.
fn compare_within_kind(a: &ResId, b: &ResId) -> Ordering {
    let namespace = |id: &'_ ResId| if id.namespace.is_empty() { "~X".into() } else { id.namespace.clone() };
    let name = |id: &'_ ResId| if id.name.is_empty() { "~N".into() } else { id.name.clone() };
    let text = |id: &ResId| format!("{}|{}", namespace(id), name(id));
    text(a).cmp(&text(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(api_version: &str, kind: &str, namespace: &str, name: &str) -> ResId {
        ResId::new(Gvk::new(api_version, kind), name.into(), namespace.into())
    }

    #[test]
    fn kinds_stand_in_the_fixed_order() {
        let mut ids = [
            id("v1", "Pod", "", "a"),
            id("v1", "Service", "", "a"),
            id("serving.knative.dev/v1", "Service", "", "a"),
            id("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "", "a"),
            id("x.io/v1", "Namespace", "", "a"),
            id("v1", "Namespace", "", "a"),
            id("apps/v1", "DaemonSet", "", "a"),
        ];
        ids.sort_by(compare);
        let kinds: Vec<String> = ids.iter().map(|id| gvk_text(&id.gvk)).collect();
        assert_eq!(
            kinds,
            [
                "~G_v1_Namespace",
                "x.io_v1_Namespace",
                "serving.knative.dev_v1_Service",
                "~G_v1_Service",
                "apps_v1_DaemonSet",
                "~G_v1_Pod",
                "admissionregistration.k8s.io_v1_ValidatingWebhookConfiguration",
            ]
        );
    }

    #[test]
    fn a_dash_sorts_before_the_separator_and_no_namespace_comes_last() {
        let mut ids = [
            id("apps/v1", "Deployment", "", "a"),
            id("apps/v1", "Deployment", "n", "a"),
            id("apps/v1", "Deployment", "n-a", "z"),
        ];
        ids.sort_by(compare);
        assert_eq!(ids.map(|id| id.namespace.to_string()), ["n-a", "n", ""]);
    }
}
