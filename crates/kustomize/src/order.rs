//! The order in which kustomize prints resources.
//!
//! Source of the rules: `api/internal/builtins/SortOrderTransformer.go` of kustomize 5.8.2.

use std::cmp::Ordering;

use smol_str::SmolStr;

use crate::error::{BuildError, Fault, Result};
use crate::go_sort;
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
    pub(crate) fn sort(&self, resources: &mut Vec<Resource>) {
        let Self::Legacy { first, last } = self else { return };
        let ranks = Ranks { first, last };
        let keyed =
            std::mem::take(resources).into_iter().map(|resource| (ranks.place(resource.id()), resource));
        let mut keyed: Vec<(Place, Resource)> = keyed.collect();
        go_sort::sort(&mut keyed, |(a, _), (b, _)| a.is_before(b));
        resources.extend(keyed.into_iter().map(|(_, resource)| resource));
    }
}

/// What tells where a resource stands.
#[derive(Debug)]
struct Place {
    rank: isize,
    gvk: Gvk,
    /// By this text resources of one rank are compared.
    kind: String,
    /// And by this one those of one kind.
    name: String,
}

impl Place {
    /// Not an order: between Namespaces of several groups and other kinds of their rank it goes round in circles.
    fn is_before(&self, other: &Self) -> bool {
        if self.gvk == other.gvk {
            return self.name < other.name;
        }
        if self.rank != other.rank {
            return self.rank < other.rank;
        }
        let namespaces = self.gvk.kind == "Namespace" && other.gvk.kind == "Namespace";
        if namespaces && (self.gvk.group.is_empty() || other.gvk.group.is_empty()) {
            self.kind > other.kind
        } else {
            self.kind < other.kind
        }
    }
}

struct Ranks<'a> {
    first: &'a [SmolStr],
    last: &'a [SmolStr],
}

impl Ranks<'_> {
    fn place(&self, id: &ResId) -> Place {
        let rank = self.rank(&id.gvk.kind);
        Place { rank, gvk: id.gvk.clone(), kind: gvk_text(&id.gvk), name: name_text(id) }
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

/// The text `namespace|name`, in which no namespace is `~X`.
fn name_text(id: &ResId) -> String {
    let or = |text: &SmolStr, empty: &'static str| {
        if text.is_empty() { SmolStr::new_static(empty) } else { text.clone() }
    };
    format!("{}|{}", or(&id.namespace, "~X"), or(&id.name, "~N"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort(ids: &mut [ResId]) {
        let Order::Legacy { first, last } = Order::default() else {
            panic!("the legacy order is the default")
        };
        let ranks = Ranks { first: &first, last: &last };
        go_sort::sort(ids, |a, b| ranks.place(a).is_before(&ranks.place(b)));
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
