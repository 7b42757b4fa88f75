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

#[test]
fn removed_versions_lead_to_their_successors() {
    let (message, advice) = help("extensions/v1beta1", "Ingress");
    assert_eq!(message, "`extensions/v1beta1` has no `Ingress` in Kubernetes 1.37: it was removed in 1.22");
    assert_eq!(advice, "use `networking.k8s.io/v1`");
    assert_eq!(help("batch/v2alpha1", "CronJob").1, "use `batch/v1`");
    assert_eq!(
        help("policy/v1beta1", "PodSecurityPolicy").1,
        "remove the object: only Kubernetes up to 1.24 has this kind"
    );
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
}
