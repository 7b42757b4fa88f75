//! Containers that a `ResourceQuota` refuses for what they do not say.

use overlint_policy::{
    Amount, Container, Declaration, Findings, Object, Overlay, Policy, Role, Workload, policy,
};
use overlint_source::Node;

use crate::shared::resource::Field;

policy! {
    /// ## What it does
    ///
    /// Finds containers that do not set a request or limit of CPU or memory which a ResourceQuota of the same
    /// overlay and namespace counts. A limit counts as a request, and what a LimitRange of the same overlay and
    /// namespace, or the pod itself, sets counts as well. Quotas with `scopes` are left out.
    ///
    /// ## Why it matters
    ///
    /// In a namespace with such a quota the API server refuses every pod that does not say how much it takes. The
    /// Deployment is accepted all the same, and says only in its events why no pod comes up.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example.com/web:1.2.3
    ///     resources:
    ///       requests: {cpu: 50m}
    /// ---
    /// apiVersion: v1
    /// kind: ResourceQuota
    /// metadata:
    ///   name: quota
    /// spec:
    ///   hard: {requests.cpu: "10", requests.memory: 10Gi}
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example.com/web:1.2.3
    ///     resources:
    ///       requests: {cpu: 50m, memory: 64Mi}
    /// ---
    /// apiVersion: v1
    /// kind: ResourceQuota
    /// metadata:
    ///   name: quota
    /// spec:
    ///   hard: {requests.cpu: "10", requests.memory: 10Gi}
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/policy/resource-quotas/>
    pub struct UnsetQuotaResource;
    id: "unset-quota-resource",
    summary: "a container does not say what a ResourceQuota of its namespace counts",
    severity: Warning,
    since: "0.1.0",
    profile: Recommended,
}

impl UnsetQuotaResource {
    pub(crate) const DEFAULT: Self = Self;
}

/// What a quota asks every container for, by the keys of `hard`.
const COUNTED: [(&str, Amount, &str); 6] = [
    ("cpu", Amount::Request, "cpu"),
    ("requests.cpu", Amount::Request, "cpu"),
    ("memory", Amount::Request, "memory"),
    ("requests.memory", Amount::Request, "memory"),
    ("limits.cpu", Amount::Limit, "cpu"),
    ("limits.memory", Amount::Limit, "memory"),
];

impl Policy for UnsetQuotaResource {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, overlay: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        let namespace = workload.object.namespace;
        let quotas = overlay.of_kind("ResourceQuota");
        for quota in quotas.filter(|quota| quota.namespace == namespace && counts_every_pod(*quota)) {
            for entry in quota.node.at(&["spec", "hard"]).map_or(&[][..], Node::entries) {
                let counted = COUNTED.iter().find(|(key, ..)| *key == entry.key.text());
                let Some((_, amount, resource)) = counted else { continue };
                if overlay.fills_in(workload, *amount, resource) {
                    continue;
                }
                for container in workload.containers().filter(|container| lacks(container, *amount, resource))
                {
                    let field = Field { resource: (*resource).to_owned(), amount: *amount };
                    let message = format!(
                        "container `{}` has no {}, which a quota counts",
                        container.name(),
                        field.words()
                    );
                    let said_by = format!("ResourceQuota `{}` counts it", quota.name);
                    let place = container.missing(&["resources", amount.field(), resource]);
                    let help = format!("set `{resource}` under `resources.{}`", amount.field());
                    findings.add(place.related(entry.key.origin, said_by), message, help);
                }
            }
        }
    }
}

/// Quotas with scopes count only some pods; which ones is not judged.
fn counts_every_pod(quota: Object<'_>) -> bool {
    let is_empty = |path: &[&str]| {
        quota.node.at(path).is_none_or(|node| node.items().is_empty() && node.entries().is_empty())
    };
    quota.api_version == "v1" && is_empty(&["spec", "scopes"]) && is_empty(&["spec", "scopeSelector"])
}

fn lacks(container: &Container<'_>, amount: Amount, resource: &str) -> bool {
    let is_set = |amount| container.amount(amount, resource).is_some();
    container.role != Role::Ephemeral
        && !is_set(amount)
        && !(amount == Amount::Request && is_set(Amount::Limit))
}
