//! What overlays and objects answer.

use overlint::policy::Role;
use overlint::prelude::*;
use serde::Deserialize;

use crate::shop;

#[test]
fn overlays_are_found_by_glob_and_bases_only_as_kustomizations() {
    let repository = shop();
    assert_eq!(repository.paths(), ["web/overlays/production", "web/overlays/staging"]);
    let names = |glob: &str| repository.overlays(glob).map(|overlay| overlay.name().to_owned()).collect();
    let names: [Vec<String>; 2] = [names("**/production"), names("web/*/*")];
    assert_eq!(names, [vec!["production"], vec!["production", "staging"]]);
    let all: Vec<String> = repository.kustomizations("**").map(|one| one.path().to_owned()).collect();
    assert_eq!(all, ["web/base", "web/overlays/production", "web/overlays/staging"]);
}

#[test]
fn objects_are_narrowed_down() {
    let repository = shop();
    let overlay = repository.overlay("web/overlays/staging");
    assert_eq!(overlay.objects().len(), 3);
    assert_eq!(overlay.kind("Deployment").names(), ["web"]);
    assert_eq!(overlay.namespace("staging").len(), 3);
    assert_eq!(overlay.select("app=web,tier in (front,back)").len(), 1);
    assert_eq!(overlay.select("app=web,!tier").kind("Service").names(), ["web"]);
    assert_eq!(overlay.objects().group("apps").names(), ["web"]);
    assert!(overlay.find("Deployment", "other").is_none());
    assert!(overlay.find("ConfigMap", "settings").is_some());
}

#[test]
#[should_panic(expected = "`app in web` is no label selector")]
fn what_is_no_selector_fails_the_test() {
    let _ = shop().overlay("web/overlays/staging").select("app in web");
}

#[test]
#[should_panic(expected = "`web/overlays/prodution` matches no kustomization; did you mean")]
fn a_path_that_is_not_there_fails_the_test() {
    shop().overlay("web/overlays/prodution");
}

#[test]
fn fields_have_values_of_their_types() {
    let repository = shop();
    let overlay = repository.overlay("web/overlays/production");
    let deployment = overlay.find("Deployment", "web").unwrap();
    assert_eq!(deployment.at("/spec/replicas").as_i64(), Some(1));
    assert_eq!(deployment.at("/spec/replicas").as_str(), None);
    assert_eq!(deployment.at("/spec/paused").as_bool(), None);
    assert_eq!(deployment.label("tier").as_str(), Some("front"));
    assert!(deployment.annotation("example.com/owner").is_none());
    let container = deployment.at("/spec/template/spec/containers/0");
    assert_eq!(container.get("image").as_str(), Some("example.com/web:1.2"));
    assert_eq!(container.at("/args").texts(), ["serve", "--verbose"]);
    assert_eq!(container.at("/args").items()[1].pointer(), "/spec/template/spec/containers/0/args/1");
    let keys: Vec<&str> = container.get("resources").get("limits").entries().iter().map(|e| e.0).collect();
    assert_eq!(keys, ["cpu"]);
}

#[test]
fn workloads_know_their_containers_and_these_their_variables() {
    let repository = shop();
    let overlay = repository.overlay("web/overlays/staging");
    let names: Vec<(&str, Role)> = overlay.containers().iter().map(|c| (c.name(), c.role())).collect();
    assert_eq!(names, [("web", Role::Main), ("prepare", Role::Init)]);
    let web = overlay.containers()[0];
    assert_eq!(web.limits("memory").as_str(), Some("1Gi"));
    assert!(web.requests("memory").is_none());
    let value = |name: &str| web.variable(name).map(|variable| variable.value);
    assert_eq!(value("REGION").as_deref(), Some("eu"));
    assert_eq!(value("MODE").as_deref(), Some("development"));
    assert!(web.workload().pod("/containers/1").is_none());
}

#[derive(Debug, Deserialize)]
struct Service {
    spec: ServiceSpec,
}

#[derive(Debug, Deserialize)]
struct ServiceSpec {
    ports: Vec<Port>,
}

#[derive(Debug, Deserialize)]
struct Port {
    port: u16,
}

#[test]
fn objects_are_read_into_types() {
    let repository = shop();
    let overlay = repository.overlay("web/overlays/staging");
    let service: Service = overlay.find("Service", "web").unwrap().decode().unwrap();
    assert_eq!(service.spec.ports[0].port, 80);
    let error = overlay.find("ConfigMap", "settings").unwrap().decode::<Service>().unwrap_err();
    assert_eq!(error.to_string(), "web/base/settings.yaml:1:1: missing field `spec`");
}

#[test]
fn selectors_are_read_from_fields() {
    let repository = shop();
    let overlay = repository.overlay("web/overlays/staging");
    let service = overlay.find("Service", "web").unwrap();
    let selector = LabelSelector::of_labels(&service.at("/spec/selector")).unwrap();
    let selected = |workload: &Workload<'_>| selector.matches(|key| workload.pod_label(key));
    assert!(overlay.workloads().iter().any(selected));
    let deployment = overlay.find("Deployment", "web").unwrap();
    let selector = LabelSelector::of(&deployment.at("/spec/selector")).unwrap();
    assert_eq!(overlay.objects().matching(&selector).names(), ["web", "web"]);
    let nothing = LabelSelector::of(&deployment.at("/spec/podSelector")).unwrap();
    assert!(overlay.objects().matching(&nothing).is_empty());
    let none = LabelSelector::of_labels(&deployment.at("/spec/nothing")).unwrap();
    assert!(!none.matches(|_| Some("web")));
}

#[test]
fn an_overlay_is_rendered_as_kustomize_prints_it() {
    insta::assert_snapshot!(shop().overlay("web/overlays/production").rendered());
}
