//! Pods that anybody in the cluster may talk to.

use overlint_policy::{Declaration, Findings, Object, Overlay, Place, Policy, Workload, policy};

policy! {
    /// ## What it does
    ///
    /// Finds workloads whose pods no NetworkPolicy of the overlay selects. The policies of Cilium and
    /// Calico count, whatever they select, since they are another language. A policy for one direction is
    /// enough. Pods on the network of their node are left out: policies pass them by, and `host-namespace`
    /// finds them.
    ///
    /// ## Why it matters
    ///
    /// Without a policy every pod of the cluster may talk to these pods, and these may talk to anything.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector:
    ///     matchLabels: {app: web}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       terminationGracePeriodSeconds: 30
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector:
    ///     matchLabels: {app: web}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       terminationGracePeriodSeconds: 30
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata:
    ///   name: web
    /// spec:
    ///   podSelector:
    ///     matchLabels: {app: web}
    ///   policyTypes: [Ingress]
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/services-networking/network-policies/>
    pub struct PodWithoutNetworkPolicy;
    id: "pod-without-network-policy",
    summary: "no network policy covers a pod",
    severity: Warning,
    since: "0.1.0",
    profile: Security,
}

impl PodWithoutNetworkPolicy {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for PodWithoutNetworkPolicy {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, overlay: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        if workload.is_on_host_network() {
            return;
        }
        let covers = |policy: Object<'_>| {
            let selector = policy.selector();
            selector.is_none_or(|selector| workload.is_selected(policy.namespace, &selector))
        };
        if !KINDS.iter().any(|kind| overlay.of_kind(kind).any(covers)) {
            let object = workload.object;
            let message = format!("no NetworkPolicy covers the pods of {} `{}`", object.kind, object.name);
            let place = Place::missing(object.node, "", &["metadata", "name"]);
            findings.add(place, message, "add one that allows what they need");
        }
    }
}

/// The kinds of policies: Kubernetes' own and Calico's, and those of Cilium and Calico for a whole cluster.
const KINDS: [&str; 4] =
    ["NetworkPolicy", "CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy", "GlobalNetworkPolicy"];
