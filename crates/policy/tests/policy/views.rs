//! Views over objects, and the places that they give.

use std::fmt::Write as _;

use crate::common::{node, nodes};
use overlint_policy::{Object, Overlay, Place, Role, Workload};
use overlint_source::{Node, Origin, Removal, SourceId};

fn removal(key: &str, line: u32) -> Removal {
    Removal { key: key.into(), origin: Origin { source: SourceId::NOWHERE, line, column: 1, length: 1 } }
}

fn place(node: &Node) -> (u32, String) {
    let place = Place::missing(node, "/c", &["resources", "limits", "memory"]);
    (place.origin.line, place.pointer)
}

#[test]
fn what_is_missing_is_placed_at_the_nearest_key() {
    let pointer = || "/c/resources/limits/memory".to_owned();
    assert_eq!(place(&node("a: 1\n")), (1, pointer()));
    assert_eq!(place(&node("a: 1\nresources:\n  requests: {}\n")), (2, pointer()));
    assert_eq!(place(&node("a: 1\nresources:\n  limits:\n    cpu: 1\n")), (3, pointer()));
}

#[test]
fn what_a_patch_removed_is_placed_at_the_patch() {
    let mut container = node("a: 1\nresources:\n  limits:\n    cpu: 1\n");
    let limits = container.get_mut("resources").unwrap().get_mut("limits").unwrap();
    limits.as_mapping_mut().unwrap().removed.extend([removal("memory", 70), removal("memory", 80)]);
    assert_eq!(place(&container).0, 80);

    let mut container = node("a: 1\nresources: {}\n");
    container.get_mut("resources").unwrap().as_mapping_mut().unwrap().removed.push(removal("limits", 90));
    assert_eq!(place(&container).0, 90);

    let mut container = node("a: 1\n");
    container.as_mapping_mut().unwrap().removed.extend([removal("resources", 100), removal("ports", 110)]);
    assert_eq!(place(&container).0, 100);
}

#[test]
fn workloads_are_known_by_group_and_kind() {
    let spec =
        "spec: {jobTemplate: {spec: {template: {spec: {}}}}, template: {spec: {}}}\ntemplate: {spec: {}}\n";
    let pointer = |head: &str| {
        let node = node(&format!("{head}\n{spec}"));
        Workload::new(Object::new(&node)).map(|workload| workload.pod_pointer())
    };
    assert_eq!(pointer("apiVersion: batch/v1\nkind: CronJob"), Some("/spec/jobTemplate/spec/template/spec"));
    assert_eq!(pointer("apiVersion: v1\nkind: Pod"), Some("/spec"));
    assert_eq!(pointer("apiVersion: v1\nkind: PodTemplate"), Some("/template/spec"));
    assert_eq!(pointer("apiVersion: apps/v1\nkind: StatefulSet"), Some("/spec/template/spec"));
    assert_eq!(pointer("apiVersion: argoproj.io/v1alpha1\nkind: Rollout"), Some("/spec/template/spec"));
    assert_eq!(
        pointer("apiVersion: apps.openshift.io/v1\nkind: DeploymentConfig"),
        Some("/spec/template/spec")
    );
    assert_eq!(pointer("apiVersion: apps.example.com/v1\nkind: Deployment"), None);
    assert_eq!(pointer("apiVersion: v1\nkind: Service"), None);
}

#[test]
fn native_sidecars_run_as_long_as_the_pod() {
    let node = node(
        "apiVersion: v1
kind: Pod
spec:
  initContainers:
  - {name: first}
  - {name: proxy, restartPolicy: Always}
  containers:
  - {name: app}
  ephemeralContainers:
  - {name: debug}
",
    );
    let workload = Workload::new(Object::new(&node)).unwrap();
    let all: Vec<_> = workload.containers().map(|one| (one.name(), one.role, one.pointer())).collect();
    assert_eq!(
        all,
        [
            ("app", Role::Main, "/spec/containers/0".to_owned()),
            ("first", Role::Init, "/spec/initContainers/0".to_owned()),
            ("proxy", Role::Sidecar, "/spec/initContainers/1".to_owned()),
            ("debug", Role::Ephemeral, "/spec/ephemeralContainers/0".to_owned()),
        ]
    );
    let running: Vec<_> = workload.running_containers().map(|container| container.name()).collect();
    assert_eq!(running, ["app", "proxy"]);
}

#[test]
fn a_large_overlay_is_searched_like_a_small_one() {
    let mut text = String::new();
    for number in 0..200 {
        let (kind, namespace) = (["ConfigMap", "Secret", "Service"][number % 3], ["a", "b"][number % 2]);
        writeln!(text, "---\nkind: {kind}\nmetadata: {{name: n{}, namespace: {namespace}}}", number / 4)
            .unwrap();
    }
    let nodes = nodes(&text);
    let objects: Vec<_> = nodes.iter().map(Object::new).collect();
    let all = Overlay::new("all", &objects);
    assert_eq!(
        all.of_kind("Secret").count(),
        objects.iter().filter(|object| object.kind == "Secret").count()
    );
    assert_eq!(all.of_kind("Pod").count(), 0);
    for object in &objects {
        let found = all.find(object.kind, object.namespace, object.name).unwrap();
        assert_eq!((found.kind, found.namespace, found.name), (object.kind, object.namespace, object.name));
    }
    assert!(all.find("Secret", "c", "n1").is_none());
    assert!(all.find("Secret", "a", "n999").is_none());
}
