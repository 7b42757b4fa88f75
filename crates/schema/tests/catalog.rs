//! Which kinds there are, and what is said of those that there are not.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use overlint_schema::{Catalog, Lookup, SchemaError, Version};

fn help(api_version: &str, kind: &str) -> (String, String) {
    match Catalog::newest().unwrap().lookup(api_version, kind) {
        Lookup::UnknownKind { message, help, .. } => (message, help),
        other => panic!("{api_version} {kind}: {other:?}"),
    }
}

#[test]
fn versions_without_schemas_are_refused() {
    let version = Version::new(1, 99);
    let error = Catalog::kubernetes(version).unwrap_err();
    assert_eq!(error, SchemaError::UnknownVersion { version, known: Catalog::versions() });
    assert!(error.to_string().contains("1.37"), "{error}");
}

#[test]
fn every_known_version_has_a_catalog() {
    for version in Catalog::versions() {
        let catalog = Catalog::kubernetes(version).unwrap();
        assert_eq!(catalog.version(), version);
        assert!(matches!(catalog.lookup("v1", "Pod"), Lookup::Schema(_)), "{version}");
    }
    assert_eq!(Some(Catalog::newest().unwrap().version()), Catalog::versions().last().copied());
}

fn said(kubernetes: Version, api_version: &str, kind: &str) -> (&'static str, String, String) {
    match Catalog::kubernetes(kubernetes).unwrap().lookup(api_version, kind) {
        Lookup::UnknownKind { rule, message, help, .. } => (rule, message, help),
        other => panic!("{api_version} {kind}: {other:?}"),
    }
}

#[test]
fn removed_versions_lead_to_their_successors() {
    let (rule, message, advice) = said(Version::new(1, 37), "extensions/v1beta1", "Ingress");
    assert_eq!(rule, "removed-api");
    assert_eq!(
        message,
        "`extensions/v1beta1` `Ingress` is gone since Kubernetes 1.22: use `networking.k8s.io/v1`"
    );
    assert_eq!(advice, "write `apiVersion: networking.k8s.io/v1`");
    assert_eq!(help("batch/v2alpha1", "CronJob").1, "write `apiVersion: batch/v1`");
    assert_eq!(help("resource.k8s.io/v1alpha2", "PodSchedulingContext").1, "remove the object");
    let (message, _) = help("policy/v1beta1", "PodSecurityPolicy");
    assert!(message.contains("since Kubernetes 1.25: use Pod Security Admission"), "{message}");
}

#[test]
fn what_is_published_but_not_served_is_gone() {
    for (minor, served) in [(15, true), (16, false), (17, false), (18, false)] {
        let catalog = Catalog::kubernetes(Version::new(1, minor)).unwrap();
        for (api_version, kind) in [("extensions/v1beta1", "Deployment"), ("apps/v1beta2", "DaemonSet")] {
            let lookup = catalog.lookup(api_version, kind);
            assert_eq!(matches!(lookup, Lookup::Schema(_)), served, "1.{minor}: {lookup:?}");
        }
    }
}

#[test]
fn what_is_still_to_come_says_when() {
    let policy = "ValidatingAdmissionPolicy";
    let (rule, message, advice) = said(Version::new(1, 29), "admissionregistration.k8s.io/v1", policy);
    assert_eq!(rule, "unknown-kind");
    assert_eq!(
        message,
        "`admissionregistration.k8s.io/v1` `ValidatingAdmissionPolicy` is there only from Kubernetes 1.30 on"
    );
    assert_eq!(advice, "use `admissionregistration.k8s.io/v1beta1`");
    let (_, _, advice) = said(Version::new(1, 20), "admissionregistration.k8s.io/v1", policy);
    assert_eq!(advice, "remove the object until the clusters run Kubernetes 1.30");
}

#[test]
fn deprecated_versions_lead_to_their_successors() {
    let deprecation = |minor, api_version, kind| {
        Catalog::kubernetes(Version::new(1, minor)).unwrap().deprecation(api_version, kind)
    };
    let found = deprecation(31, "flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema").unwrap();
    assert_eq!(
        found.message,
        "`flowcontrol.apiserver.k8s.io/v1beta3` `FlowSchema` is deprecated since Kubernetes 1.29 and gone from \
         1.32 on: use `flowcontrol.apiserver.k8s.io/v1`"
    );
    assert_eq!(found.help, "write `apiVersion: flowcontrol.apiserver.k8s.io/v1`");
    assert_eq!(deprecation(28, "flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema"), None);
    let ingress = deprecation(18, "extensions/v1beta1", "Ingress").unwrap();
    assert_eq!(ingress.help, "write `apiVersion: networking.k8s.io/v1beta1`");
    assert_eq!(deprecation(32, "v1", "Endpoints"), None);
    let endpoints = deprecation(33, "v1", "Endpoints").unwrap();
    assert_eq!(endpoints.help, "use `EndpointSlice` of `discovery.k8s.io/v1`");
    assert_eq!(deprecation(37, "apps/v1", "Deployment"), None);
}

#[test]
fn misspelt_kinds_and_groups_lead_to_what_was_meant() {
    assert_eq!(help("apps/v1", "Deploymnet").1, "did you mean `Deployment`?");
    assert_eq!(help("v1", "CronJbo").1, "did you mean `CronJob` of `batch/v1`?");
    assert_eq!(help("apps/v2", "Deployment").1, "use `apps/v1`");
    assert_eq!(help("v1", "Deployment").1, "use `apps/v1`");
    assert_eq!(help("rbac/v1", "Role").1, "use `rbac.authorization.k8s.io/v1`");
    assert_eq!(help("v1", "list").1, "did you mean `List`?");
}

#[test]
fn only_kubernetes_own_groups_are_judged() {
    let catalog = Catalog::newest().unwrap();
    for group in [
        "gateway.networking.k8s.io",
        "snapshot.storage.k8s.io",
        "metrics.k8s.io",
        "networking.example.com",
        "rbac.istio.io",
        "skaffold",
    ] {
        let lookup = catalog.lookup(&format!("{group}/v1"), "Anything");
        assert!(matches!(lookup, Lookup::Foreign), "{group}: {lookup:?}");
    }
    for group in ["extensions", "settings.k8s.io", "auditregistration.k8s.io", "rbac.authorization.k8s.io"] {
        let lookup = catalog.lookup(&format!("{group}/v1"), "Anything");
        assert!(matches!(lookup, Lookup::UnknownKind { .. }), "{group}: {lookup:?}");
    }
}

#[test]
fn what_the_machinery_uses_for_itself_is_no_kind() {
    for (api_version, kind) in [("v1", "Status"), ("v1", "Container"), ("apps/v1", "DeleteOptions")] {
        let lookup = Catalog::newest().unwrap().lookup(api_version, kind);
        assert!(matches!(lookup, Lookup::UnknownKind { .. }), "{kind}: {lookup:?}");
    }
    assert!(help("apps/v1", "DeleteOptions").1.starts_with("remove it: only the API server"));
}
