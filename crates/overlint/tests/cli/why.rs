//! `overlint why`: the places of values, and what made them.

use overlint::Exit;
use serde_json::Value;

use crate::process;
use crate::support::{CONFIG_MAP, Checkout, Run, overlint};

const PRODUCTION: &str = "services/cart/overlays/production";

fn why(checkout: &Checkout, directory: &str, arguments: &[&str]) -> Run {
    let directory = checkout.argument(directory);
    overlint(&[&["why", directory.as_str()], arguments].concat())
}

fn shop(arguments: &[&str]) -> String {
    why(&Checkout::shop(), PRODUCTION, arguments).ended(Exit::Clean).out
}

/// An overlay with something of everything that makes values.
fn derived() -> Checkout {
    Checkout::new()
        .file(
            "top/kustomization.yaml",
            "\
resources: [../base]
namePrefix: p-
secretGenerator:
- name: keys
  literals:
  - password=hunter2
configMapGenerator:
- name: settings
  literals: ['MODE=fast']
vars:
- name: NAME
  objref: {apiVersion: v1, kind: Service, name: web}
",
        )
        .file("base/kustomization.yaml", "resources:\n- web.yaml\n")
        .file(
            "base/web.yaml",
            "\
apiVersion: v1
kind: Service
metadata:
  name: web
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: &labels
    app: web
spec:
  template:
    metadata:
      labels: *labels
    spec:
      containers:
      - name: web
        args: [--name=$(NAME)]
        envFrom:
        - configMapRef:
            name: settings
",
        )
}

#[test]
fn every_value_of_an_object_has_a_line() {
    insta::assert_snapshot!(shop(&["Deployment/cart"]));
}

#[test]
fn a_patched_value_names_the_patch_and_what_it_replaces() {
    insta::assert_snapshot!(shop(&["Deployment/cart", "/spec/replicas"]));
}

#[test]
fn an_image_names_the_entry_and_the_base() {
    insta::assert_snapshot!(shop(&["Deployment/cart", "spec.template.spec.containers[0].image"]));
}

#[test]
fn a_reference_names_all_that_the_name_is_made_of() {
    let pointer = "/spec/template/spec/containers/0/envFrom/0/configMapRef/name";
    insta::assert_snapshot!(why(&derived(), "top", &["Deployment/web", pointer]).ended(Exit::Clean).out);
}

#[test]
fn a_variable_names_its_text_and_its_value() {
    let pointer = "spec.template.spec.containers.0.args.0";
    insta::assert_snapshot!(
        why(&derived(), "top", &["Deployment.apps/p-web", pointer]).ended(Exit::Clean).out
    );
}

#[test]
fn what_stands_below_an_alias_names_it() {
    let run = why(&derived(), "top", &["deployment/web", "spec.template.metadata.labels.app"]);
    run.ended(Exit::Clean).says(&[
        "set to `web`",
        "base/web.yaml:11:10",
        "which the alias `*labels` stands for",
    ]);
}

#[test]
fn no_value_of_a_secret_is_told() {
    let checkout = derived();
    for arguments in [&["Secret/keys"][..], &["Secret/keys", "/data/password"]] {
        for format in ["human", "json"] {
            let run = why(&checkout, "top", &[arguments, &["--format", format]].concat()).ended(Exit::Clean);
            run.does_not_say("hunter2").does_not_say("aHVudGVyMg");
        }
    }
    why(&checkout, "top", &["Secret/keys", "/data/password"]).ended(Exit::Clean).says(&[
        "/data/password: ***",
        "kustomization.yaml:6:14",
        "the Base64 of what stands here",
    ]);
}

#[test]
fn the_json_of_one_value_has_its_links() {
    let run = why(&Checkout::shop(), PRODUCTION, &["Deployment/cart", "/spec/replicas", "--format", "json"]);
    let answer: Value = serde_json::from_str(&run.ended(Exit::Clean).out).unwrap();
    assert_eq!(answer["version"], 1);
    assert_eq!(answer["object"]["name"], "cart");
    assert_eq!((&answer["pointer"], &answer["value"]), (&"/spec/replicas".into(), &"\"3\"".into()));
    let links = answer["links"].as_array().unwrap();
    let told: Vec<_> =
        links.iter().map(|link| (link["relation"].as_str().unwrap(), link["line"].as_u64())).collect();
    let wanted = [("value", 6), ("included", 17), ("before", 8), ("included", 4), ("included", 5)];
    assert_eq!(told, wanted.map(|(relation, line)| (relation, Some(line))));
    assert_eq!(links[2]["value"], "1");
}

#[test]
fn the_json_of_several_values_has_their_places() {
    let run = why(
        &Checkout::shop(),
        PRODUCTION,
        &["Deployment/cart", "spec.template.spec.containers.0.resources", "--format=json"],
    );
    let answer: Value = serde_json::from_str(&run.ended(Exit::Clean).out).unwrap();
    let values = answer["values"].as_array().unwrap();
    let memory =
        values.iter().find(|value| value["pointer"].as_str().unwrap().ends_with("limits/memory")).unwrap();
    assert_eq!((&memory["value"], &memory["made"]), (&"512Mi".into(), &"patch".into()));
    assert_eq!(memory["was"]["line"], 35);
}

#[test]
fn an_object_that_is_not_there_has_neighbours() {
    let checkout = Checkout::shop();
    why(&checkout, PRODUCTION, &["Deployment/carts"])
        .refused(&["there is no `Deployment/carts`", "did you mean `Deployment/cart`?"]);
    why(&checkout, PRODUCTION, &["Deployment/other"]).refused(&["did you mean", "`Deployment/cart`"]);
    why(&checkout, PRODUCTION, &["Deployment"]).refused(&["write `KIND/NAME`"]);
    why(&checkout, PRODUCTION, &["shop-production/Deployment/cart", "/kind"]).ended(Exit::Clean);
    why(&checkout, PRODUCTION, &["Deployment/shop-production/cart", "/kind"]).ended(Exit::Clean);
}

#[test]
fn two_objects_of_one_name_are_told_apart() {
    let checkout = Checkout::new()
        .overlay("a", &format!("{CONFIG_MAP}  namespace: one\n---\n{CONFIG_MAP}  namespace: two\n"));
    why(&checkout, "a", &["ConfigMap/settings"])
        .refused(&["`one/ConfigMap/settings`", "`two/ConfigMap/settings`"]);
    why(&checkout, "a", &["two/ConfigMap/settings"]).ended(Exit::Clean).says(&["/metadata/namespace  two"]);
}

#[test]
fn a_value_that_is_not_there_has_neighbours() {
    let run = why(&Checkout::shop(), PRODUCTION, &["Deployment/cart", "/spec/replica"]);
    run.refused(&["nothing is at `/spec/replica`: `/spec` has ", "did you mean `replicas`?"]);
}

#[test]
fn a_build_that_fails_says_why() {
    let checkout = Checkout::new().overlay("a", "kind: {\n");
    let run = why(&checkout, "a", &["ConfigMap/settings"]).ended(Exit::Findings);
    assert!(run.out.is_empty() && run.err.starts_with("error[invalid-yaml]: "), "{}", run.err);
}

#[test]
fn the_exit_status_says_how_it_went() {
    let checkout = Checkout::shop();
    let status =
        |arguments: &[&str]| process::program().arg("why").args(arguments).output().unwrap().status.code();
    let directory = checkout.argument(PRODUCTION);
    assert_eq!(status(&[&directory, "Deployment/cart"]), Some(0));
    assert_eq!(status(&[&directory, "Deployment/none"]), Some(2));
    assert_eq!(status(&[&checkout.argument(""), "Deployment/none"]), Some(1));
    assert_eq!(status(&[&directory]), Some(2));
}
