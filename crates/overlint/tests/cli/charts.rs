//! Helm charts through a program that stands for Helm and writes down what it was asked.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use overlint::Exit;

use crate::support::Checkout;

/// Writes its arguments, its homes and its values beside itself, and prints what stands in `output`.
const HELM: &str = r#"#!/bin/sh
here=$(dirname "$0")
[ "$1" = version ] && { cat "$here/version"; exit; }
echo "$@" >> "$here/asked"
echo "$HELM_CONFIG_HOME $HELM_CACHE_HOME $HELM_DATA_HOME" >> "$here/homes"
find "$3" -type f | sed "s,^$3/,," | sort > "$here/chart"
for word in "$@"; do [ "$last" = -f ] && cat "$word" >> "$here/values"; last=$word; done
cat "$here/output"
[ ! -f "$here/error" ] || { cat "$here/error" >&2; exit 1; }
"#;

/// What Helm 3 prints of the template `kind: ConfigMap` and its like.
const OUTPUT: &str = "\
---
# Source: web/templates/settings.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: shop-web
  namespace: release
data:
  replicas: \"3\"
";

/// What kustomize made of it with Helm itself.
const BUILT: &str = "\
apiVersion: v1
data:
  replicas: \"3\"
kind: ConfigMap
metadata:
  name: p-shop-web
  namespace: release
";

const KUSTOMIZATION: &str = "\
namespace: moved
namePrefix: p-
helmCharts:
- name: web
  releaseName: shop
  valuesInline: {replicas: 3}
";

fn checkout() -> Checkout {
    let checkout = Checkout::new()
        .file("helm", HELM)
        .file("version", "v3.19.0+g0000000\n")
        .file("output", OUTPUT)
        .file("a/kustomization.yaml", KUSTOMIZATION)
        .file("a/charts/web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 0.1.0\n")
        .file("a/charts/web/values.yaml", "replicas: 1\nimage: nginx\n")
        .file("a/charts/web/templates/settings.yaml", "kind: ConfigMap\n");
    fs::set_permissions(checkout.path("helm"), fs::Permissions::from_mode(0o755)).unwrap();
    checkout
}

fn build(checkout: &Checkout, more: &[&str]) -> crate::support::Run {
    let helm = checkout.argument("helm");
    checkout.run_on("a", &[&["build", "--enable-helm", "--helm-command", &helm], more].concat())
}

#[test]
fn a_chart_is_built_with_the_program_that_was_named() {
    let checkout = checkout();
    let run =
        build(&checkout, &["--helm-api-versions", "x/v1", "--helm-kube-version", "1.30", "--helm-debug"]);
    assert_eq!(run.ended(Exit::Clean).out, BUILT);
    let read = |file| fs::read_to_string(checkout.path(file)).unwrap();
    let asked = read("asked");
    let words: Vec<&str> = asked.split_whitespace().collect();
    assert_eq!(words[..2], ["template", "shop"]);
    assert!(words[2].ends_with("/charts/web"), "{asked}");
    assert_eq!(words[3..6], ["--namespace", "moved", "-f"]);
    assert_eq!(words[7..], ["--api-versions", "x/v1", "--kube-version", "1.30", "--debug"]);
    assert_eq!(read("values"), "image: nginx\nreplicas: 3\n");
    assert_eq!(read("chart"), "Chart.yaml\ntemplates/settings.yaml\nvalues.yaml\n");
}

#[test]
fn helm_works_on_copies_that_are_gone_afterwards() {
    let checkout = checkout();
    build(&checkout, &[]).ended(Exit::Clean);
    let homes = fs::read_to_string(checkout.path("homes")).unwrap();
    let homes: Vec<&str> = homes.split_whitespace().collect();
    assert_eq!(homes[1..], [format!("{}/.cache", homes[0]), format!("{}/.data", homes[0])]);
    assert!(!homes[0].starts_with(&checkout.argument("")), "{homes:?}");
    assert!(!std::path::Path::new(homes[0]).parent().unwrap().exists(), "{homes:?}");
}

#[test]
fn no_program_is_run_unless_that_is_allowed() {
    let checkout = checkout();
    let helm = checkout.argument("helm");
    let run = checkout.run_on("a", &["build", "--helm-command", &helm]).ended(Exit::Findings);
    assert!(run.err.contains("error[helm-not-allowed]") && run.err.contains("--enable-helm"), "{}", run.err);
    assert!(run.err.contains("kustomization.yaml:4:3"), "{}", run.err);
    assert!(!checkout.path("asked").exists());
    checkout.run(&["check"]).ended(Exit::Findings).says(&["error[helm-not-allowed]"]);
    checkout.run(&["check", "--enable-helm", "--helm-command", &helm]).ended(Exit::Clean);
}

#[test]
fn what_helm_says_is_shown_at_the_entry() {
    let checkout = checkout().file("error", "Error: no such template\n");
    let run = build(&checkout, &[]).ended(Exit::Findings);
    assert!(run.err.contains("error[invalid-chart]") && run.err.contains("no such template"), "{}", run.err);
    assert!(run.err.contains("kustomization.yaml:4:3"), "{}", run.err);
    checkout.write("version", "v2.17.0\n");
    let run = build(&checkout, &[]).ended(Exit::Findings);
    assert!(run.err.contains("Helm 3 or 4 is needed"), "{}", run.err);
    let run = checkout.run_on("a", &["build", "--enable-helm", "--helm-command", "/no/such/helm"]);
    assert!(run.ended(Exit::Findings).err.contains("cannot be run"));
}

#[test]
fn a_chart_that_leads_out_of_the_repository_is_not_read() {
    let checkout = checkout();
    std::os::unix::fs::symlink("/etc", checkout.path("a/charts/web/files")).unwrap();
    let run = build(&checkout, &[]).ended(Exit::Findings);
    assert!(run.err.contains("lies outside the repository"), "{}", run.err);
    assert!(!checkout.path("asked").exists());
}
