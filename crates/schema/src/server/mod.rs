//! What the API server refuses though no schema says so: the rules that Kubernetes has written by hand, in
//! `pkg/apis/*/validation` and `k8s.io/apimachinery/pkg/api/validation`.
//!
//! They are judged as for an object that is created, after what the server fills in. What it only tells of updates,
//! and what admission plugins refuse, is left out; where versions differ, the newer one that allows more counts.

mod access;
mod addresses;
mod config;
mod containers;
mod environment;
mod extensions;
mod grammar;
mod jobs;
mod judge;
mod metadata;
mod networking;
mod place;
mod pod;
mod ports;
mod probes;
mod quantities;
mod quotas;
mod scaling;
mod schedule;
mod scheduling;
mod security;
mod selectors;
mod services;
mod storage;
mod table;
mod volumes;
mod workloads;

use overlint_source::Finding;
use overlint_source::resolve::Dialect;

use crate::validate::Frame;
use crate::version::Version;

use grammar::{Grammar, LABEL, PATH_SEGMENT, SUBDOMAIN};
use judge::Judge;
use place::Place;
pub(crate) use quantities::OF_CONTAINERS;

/// What is known of the object that is judged.
pub(crate) struct Subject<'s> {
    pub(crate) api_version: &'s str,
    pub(crate) kind: &'s str,
    /// How its scalars are read.
    pub(crate) dialect: Dialect,
    /// The version of Kubernetes that judges.
    pub(crate) version: Version,
    /// How many findings there were before the schema judged it.
    pub(crate) before: usize,
    /// How many findings there may be.
    pub(crate) most: usize,
}

/// How the objects of a kind are judged, besides their metadata.
type Check<'j> = for<'p> fn(&mut Judge<'j>, &Place<'p>);

/// Adds what the server refuses in an object of Kubernetes' own to what its schema does. What the schema refused
/// is not told again, nor what follows from it.
pub(crate) fn judge(subject: &Subject<'_>, frame: &Frame<'_>, findings: &mut Vec<Finding>) {
    let schema = subject.before..findings.len();
    let mut judge = Judge { version: subject.version, findings, schema, most: subject.most };
    let root = Place::of(*frame, subject.dialect);
    if let Some((names, check)) = rules_of(subject.api_version, subject.kind, &judge) {
        judge.metadata(&root, names);
        check(&mut judge, &root);
    }
}

/// How the objects of a kind are called, and what judges them; none for what is never stored.
fn rules_of<'j>(api_version: &str, kind: &str, judge: &Judge<'j>) -> Option<(&'static Grammar, Check<'j>)> {
    let rules: (&'static Grammar, Check<'j>) = match (api_version, kind) {
        ("v1", "ConfigMap") => (&SUBDOMAIN, Judge::config_map),
        ("v1", "Endpoints") => (&SUBDOMAIN, Judge::endpoints),
        ("v1", "LimitRange") => (&SUBDOMAIN, Judge::limit_range),
        ("v1", "Namespace") => (&LABEL, nothing),
        ("v1", "PersistentVolume") => (&SUBDOMAIN, Judge::persistent_volume),
        ("v1", "PersistentVolumeClaim") => (&SUBDOMAIN, Judge::volume_claim),
        ("v1", "Pod") => (&SUBDOMAIN, Judge::pod),
        ("v1", "PodTemplate") => (&SUBDOMAIN, Judge::bare_template),
        ("v1", "ReplicationController") => (&SUBDOMAIN, Judge::replication_controller),
        ("v1", "ResourceQuota") => (&SUBDOMAIN, Judge::resource_quota),
        ("v1", "Secret") => (&SUBDOMAIN, Judge::secret),
        ("v1", "Service") => (judge.service_names(), Judge::service),
        ("v1", "Node" | "ServiceAccount") => (&SUBDOMAIN, nothing),
        ("apps/v1", "Deployment") => (&SUBDOMAIN, Judge::deployment),
        ("apps/v1", "DaemonSet") => (&SUBDOMAIN, Judge::daemon_set),
        ("apps/v1", "ReplicaSet") => (&SUBDOMAIN, Judge::replica_set),
        ("apps/v1", "StatefulSet") => (&LABEL, Judge::stateful_set),
        ("batch/v1", "CronJob") => (&SUBDOMAIN, Judge::cron_job),
        ("batch/v1", "Job") => (&SUBDOMAIN, Judge::job),
        ("autoscaling/v1" | "autoscaling/v2", "HorizontalPodAutoscaler") => (&SUBDOMAIN, Judge::autoscaler),
        ("policy/v1", "PodDisruptionBudget") => (&PATH_SEGMENT, Judge::disruption_budget),
        ("networking.k8s.io/v1", "Ingress") => (&SUBDOMAIN, Judge::ingress),
        ("networking.k8s.io/v1", "IngressClass") => (&SUBDOMAIN, Judge::ingress_class),
        ("networking.k8s.io/v1", "NetworkPolicy") => (&SUBDOMAIN, Judge::network_policy),
        ("discovery.k8s.io/v1", "EndpointSlice") => (&SUBDOMAIN, Judge::endpoint_slice),
        ("rbac.authorization.k8s.io/v1", "ClusterRole") => (&PATH_SEGMENT, Judge::cluster_role),
        ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding") => {
            (&PATH_SEGMENT, Judge::cluster_role_binding)
        }
        ("rbac.authorization.k8s.io/v1", "Role") => (&PATH_SEGMENT, Judge::role),
        ("rbac.authorization.k8s.io/v1", "RoleBinding") => (&PATH_SEGMENT, Judge::role_binding),
        ("scheduling.k8s.io/v1", "PriorityClass") => (&SUBDOMAIN, Judge::priority_class),
        ("storage.k8s.io/v1", "StorageClass") => (&SUBDOMAIN, Judge::storage_class),
        ("flowcontrol.apiserver.k8s.io/v1", "FlowSchema") => (&PATH_SEGMENT, Judge::flow_schema),
        ("apiregistration.k8s.io/v1", "APIService") => (&PATH_SEGMENT, Judge::api_service),
        (
            "admissionregistration.k8s.io/v1",
            "MutatingWebhookConfiguration" | "ValidatingWebhookConfiguration",
        ) => (&SUBDOMAIN, Judge::webhooks),
        _ if is_stored(api_version, kind) => (&PATH_SEGMENT, nothing),
        _ => return None,
    };
    Some(rules)
}

/// Whether objects of a kind are kept by the server, and so have names; the others are questions to it.
fn is_stored(api_version: &str, kind: &str) -> bool {
    let asked = ["authentication.k8s.io/", "authorization.k8s.io/"];
    !asked.iter().any(|group| api_version.starts_with(group))
        && !matches!(kind, "Binding" | "Eviction" | "Scale" | "ComponentStatus" | "Event" | "PodMetrics")
        && !kind.ends_with("List")
}

fn nothing(_: &mut Judge<'_>, _: &Place<'_>) {}
