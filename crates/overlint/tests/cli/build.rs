//! `overlint build`: the bytes of `kustomize build`, or why there are none.

use overlint::Exit;

use crate::support::{CONFIG_MAP, Checkout, overlint};

const SERVICE: &str = "\
kind: Service
apiVersion: v1
metadata:
  name: web   # what others call
spec:
  ports: [{port: 80, name: \"http\"}]
";

const OVERLAY: &str = "\
namespace: production
namePrefix: eu-
resources:
- ../base
configMapGenerator:
- name: web
  literals: [DEBUG=no]
";

const BUILT: &str = "\
apiVersion: v1
data:
  DEBUG: \"no\"
kind: ConfigMap
metadata:
  name: eu-web-88b98bg96d
  namespace: production
---
apiVersion: v1
kind: Service
metadata:
  name: eu-web
  namespace: production
spec:
  ports:
  - name: http
    port: 80
";

fn checkout() -> Checkout {
    Checkout::new().overlay("base", SERVICE).file("top/kustomization.yaml", OVERLAY)
}

#[test]
fn the_bytes_are_those_of_kustomize() {
    let run = checkout().run_on("top", &["build"]).ended(Exit::Clean);
    assert_eq!((run.out.as_str(), run.err.as_str()), (BUILT, ""));
}

#[test]
fn every_overlay_of_the_shop_builds() {
    let checkout = Checkout::shop();
    for overlay in checkout.run(&["list", "overlays"]).ended(Exit::Clean).out.lines() {
        let run = checkout.run_on(overlay, &["build"]).ended(Exit::Clean).says(&["apiVersion: ", "kind: "]);
        assert!(run.out.ends_with('\n') && !run.out.contains("\n\n---"));
    }
}

#[test]
fn a_fault_goes_to_standard_error_with_its_place() {
    let checkout = Checkout::new().overlay("a", "kind: {\n");
    let run = checkout.run_on("a", &["build"]).ended(Exit::Findings);
    assert_eq!(run.out, "");
    assert!(run.err.starts_with("error[invalid-yaml]: "), "{}", run.err);
    assert!(
        run.err.contains("--> object.yaml:1:") || run.err.contains("--> a/object.yaml:1:"),
        "{}",
        run.err
    );
}

#[test]
fn a_key_given_twice_is_not_printed() {
    let checkout = Checkout::new().overlay("a", &format!("{CONFIG_MAP}kind: ConfigMap\n"));
    let run = checkout.run_on("a", &["build"]).ended(Exit::Findings);
    assert_eq!(run.out, "");
    assert!(run.err.contains("error[duplicate-key]"), "{}", run.err);
    assert!(run.err.contains("object.yaml:5:1"), "{}", run.err);
}

#[test]
fn a_field_that_is_none_is_named() {
    let checkout =
        Checkout::new().overlay("a", CONFIG_MAP).file("a/kustomization.yaml", "resource: [object.yaml]\n");
    let run = checkout.run_on("a", &["build"]).ended(Exit::Findings);
    assert!(run.err.contains("error[invalid-kustomization]"), "{}", run.err);
    assert!(run.err.contains("`resource`") && run.err.contains("kustomization.yaml:1:1"), "{}", run.err);
}

#[test]
fn files_above_the_kustomization_need_the_load_restrictor() {
    let checkout = Checkout::new()
        .file("shared.yaml", CONFIG_MAP)
        .file("a/kustomization.yaml", "resources: [../shared.yaml]\n");
    let run = checkout.run_on("a", &["build"]).ended(Exit::Findings);
    assert!(run.err.contains("error[file-outside-root]"), "{}", run.err);
    assert!(run.err.contains("--load-restrictor LoadRestrictionsNone"), "{}", run.err);
    let free = ["--load-restrictor", "LoadRestrictionsNone"];
    let run = checkout.run_on("a", &[&["build"], &free[..]].concat()).ended(Exit::Clean);
    assert_eq!(run.out, CONFIG_MAP);
    checkout.run_on("a", &[&["check"], &free[..]].concat()).ended(Exit::Clean);
    checkout.run_on("a", &["check"]).ended(Exit::Findings).says(&["error[file-outside-root]"]);
}

#[test]
fn a_directory_without_a_kustomization_is_refused() {
    let checkout = Checkout::new().file("a/object.yaml", CONFIG_MAP);
    let run = checkout.run_on("a", &["build"]).ended(Exit::Findings);
    assert!(run.err.contains("there is no `kustomization.yaml`"), "{}", run.err);
    assert_eq!(run.out, "");
}

#[test]
fn nothing_above_the_root_is_read() {
    let checkout = checkout();
    let (root, base) = (checkout.argument("top"), checkout.argument("base"));
    let run = checkout.run_on("top", &["build", "--root", &root]).ended(Exit::Findings);
    assert!(run.err.contains("error[file-outside-root]") && run.err.contains("`--root`"), "{}", run.err);
    overlint(&["build", "--root", &root, &base]).refused(&["lies outside"]);
}
