//! The order in which kustomize prints resources.
//!
//! Source of the rules: `api/internal/builtins/SortOrderTransformer.go` of kustomize 5.8.2.

use std::cmp::Ordering;

use smol_str::SmolStr;

use crate::error::{BuildError, Fault, Result};
use crate::id::{Gvk, ResId};
use crate::kustomization::{SortOptions, Text};
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

/// An order to print resources in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// That in which they came.
    Fifo,
    /// By kind: some first, some last, the others by their names.
    Legacy { first: Vec<SmolStr>, last: Vec<SmolStr> },
}

impl Default for Order {
    fn default() -> Self {
        let fixed = |kinds: &[&'static str]| kinds.iter().map(|kind| SmolStr::new_static(kind)).collect();
        Self::Legacy { first: fixed(FIRST), last: fixed(LAST) }
    }
}

impl Order {
    /// What a kustomization asks for.
    pub(crate) fn from_options(options: &SortOptions) -> Result<Self> {
        let kinds = |texts: &[Text]| texts.iter().map(|text| text.text.clone()).collect();
        match (options.order.as_ref().map(Text::as_str), &options.legacy) {
            (Some("fifo"), None) => Ok(Self::Fifo),
            (Some("fifo"), Some(legacy)) => {
                let message = "`legacySortOptions` says nothing in the order `fifo`";
                Err(BuildError::new(Fault::Kustomization, legacy.origin, message)
                    .help("take it out, or write `order: legacy`"))
            }
            (Some("legacy"), None) => Ok(Self::default()),
            (Some("legacy"), Some(legacy)) => {
                Ok(Self::Legacy { first: kinds(&legacy.order_first), last: kinds(&legacy.order_last) })
            }
            (given, _) => {
                let origin = options.order.as_ref().map_or(options.origin, |order| order.origin);
                let message = match given {
                    Some(given) => format!("`{given}` is no order"),
                    None => "`sortOptions` has no `order`".to_owned(),
                };
                Err(BuildError::new(Fault::Kustomization, origin, message)
                    .help("write `order: fifo` or `order: legacy`"))
            }
        }
    }

    /// Brings resources into the order.
    pub(crate) fn sort(&self, resources: &mut [Resource]) {
        if let Self::Legacy { first, last } = self {
            let ranks = Ranks { first, last };
            resources.sort_by(|a, b| ranks.compare(a.id(), b.id()));
        }
    }
}

struct Ranks<'a> {
    first: &'a [SmolStr],
    last: &'a [SmolStr],
}

impl Ranks<'_> {
    fn compare(&self, a: &ResId, b: &ResId) -> Ordering {
        if a.gvk == b.gvk {
            return compare_within_kind(a, b);
        }
        let by_rank = self.rank(&a.gvk.kind).cmp(&self.rank(&b.gvk.kind));
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

    /// Where a kind stands: before everything (negative), among the rest (0), or behind everything. A kind that is
    /// listed twice stands where it is listed last.
    fn rank(&self, kind: &str) -> isize {
        let index = |list: &[SmolStr]| list.iter().rposition(|known| known == kind).map(usize::cast_signed);
        match (index(self.first), index(self.last)) {
            (_, Some(index)) => index + 1,
            (Some(index), None) => index - self.first.len().cast_signed(),
            (None, None) => 0,
        }
    }
}

/// How kustomize sorts the field specifications of its configurations: by kind in the legacy order.
pub(crate) fn compare_kinds(a: &Gvk, b: &Gvk) -> Ordering {
    let rank = |kind: &str| {
        let index = |list: &[&str]| list.iter().position(|known| *known == kind).map(usize::cast_signed);
        index(FIRST)
            .map(|index| index - FIRST.len().cast_signed())
            .or_else(|| index(LAST).map(|index| index + 1))
            .unwrap_or(0)
    };
    rank(&a.kind).cmp(&rank(&b.kind)).then_with(|| gvk_text(a).cmp(&gvk_text(b)))
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

    fn sort(ids: &mut [ResId]) {
        let Order::Legacy { first, last } = Order::default() else {
            panic!("the legacy order is the default")
        };
        ids.sort_by(|a, b| Ranks { first: &first, last: &last }.compare(a, b));
    }

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
        sort(&mut ids);
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
        sort(&mut ids);
        assert_eq!(ids.map(|id| id.namespace.to_string()), ["n-a", "n", ""]);
    }
}
