//! Objects as the types of Kubernetes.

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{ResourceQuota, Service};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use overlint::prelude::*;

fn repository() -> Repository {
    Repository::open(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/repos/shop"))
        .expect("the repository opens")
}

#[test]
fn ports_are_reached_by_name() {
    repository().test_each("services/*/overlays/*", |overlay, expect| {
        for (object, service) in expect.typed::<Service>(overlay) {
            let ports = service.spec.and_then(|spec| spec.ports).unwrap_or_default();
            let by_name = ports.iter().all(|port| matches!(port.target_port, Some(IntOrString::String(_))));
            expect.that(
                !ports.is_empty() && by_name,
                &object.at("/spec/ports"),
                "a port is reached by number",
            );
        }
    });
}

#[test]
fn the_line_that_does_not_fit_is_shown() {
    let verdict = repository().verify("typed", |expect| {
        for overlay in expect.overlays("services/cart/overlays/*") {
            for (_, deployment) in expect.typed::<Deployment>(&overlay) {
                assert_eq!(deployment.metadata.name.as_deref(), Some("cart"));
            }
        }
    });
    let report = verdict.expect_err("a number of replicas is a string").to_string();
    assert!(report.contains("services/cart/overlays/production/scale.yaml:6:13"), "{report}");
    assert!(report.ends_with("1 failure"), "{report}");
}

#[test]
fn a_number_is_a_quantity() {
    let repository = Repository::of([
        ("a/kustomization.yaml", "resources: [quota.yaml]"),
        (
            "a/quota.yaml",
            "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q}\nspec: {hard: {pods: 4, cpu: 0.5}}\n",
        ),
    ])
    .expect("a repository");
    repository.test_each("a", |overlay, expect| {
        let (_, quota) = expect.typed::<ResourceQuota>(overlay).remove(0);
        let hard = quota.spec.and_then(|spec| spec.hard).expect("it is given");
        assert_eq!((&*hard["pods"].0, &*hard["cpu"].0), ("4", "0.5"));
    });
}
