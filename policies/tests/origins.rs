//! Findings on built overlays: they point at the file that a person has to edit, once for all overlays.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use overlint_kustomize::Builder;
use overlint_policies::POLICIES;
use overlint_policy::{Config, Registry, Runner};
use overlint_source::read::{Limits, Place, read};
use overlint_source::tree::Memory;
use overlint_source::{Finding, Sources, finding};

const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: app
        image: registry.example.com/web:1
        envFrom:
        - configMapRef:
            name: web
        resources:
          requests:
            cpu: 50m
            memory: 64Mi
          limits:
            memory: 64Mi
";

const PATCH_HEAD: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: app
";

const BASE: &str = "\
resources: [deployment.yaml]
configMapGenerator:
- name: web
  envs: [web.env]
";

const CONFIG: &str = "\
missing-memory-limit: error
environment-variable-pattern:
  patterns:
  - {name: APP_ENV, value: production, overlays: '**/production'}
  - {name: APP_ENV, value: staging, overlays: '**/staging'}
";

/// A base whose `ConfigMap` says `production`, and two overlays.
fn repository(changes: &[(&str, &str)]) -> Memory {
    let files = [
        ("base/deployment.yaml", DEPLOYMENT),
        ("base/web.env", "LOG_LEVEL=info\nAPP_ENV=production\n"),
        ("base/kustomization.yaml", BASE),
        ("overlays/production/kustomization.yaml", "resources: [../../base]\n"),
        ("overlays/staging/kustomization.yaml", "resources: [../../base]\n"),
        ("overlays/staging/web.env", "APP_ENV=staging\n"),
    ];
    files.iter().chain(changes).map(|(path, text)| (*path, *text)).collect()
}

fn runner(sources: &Sources, config: &str) -> Runner {
    let place = Place::of(sources.add("overlint.yaml", config));
    let config = read(config, place, &Limits::default()).unwrap().remove(0).root.unwrap();
    Registry::new(POLICIES).runner(&Config::from_node(&config).unwrap()).unwrap()
}

/// What is found in both overlays: rule, place, and the overlays that it reaches.
fn found(tree: &Memory) -> Vec<String> {
    found_in(tree, CONFIG, &["overlays/production", "overlays/staging"])
}

/// The same for other overlays and another configuration.
fn found_in(tree: &Memory, config: &str, overlays: &[&str]) -> Vec<String> {
    let sources = Sources::default();
    let (builder, runner) = (Builder::new(tree, &sources), runner(&sources, config));
    let overlays: Vec<String> = overlays.iter().map(|path| (*path).to_owned()).collect();
    let graph = builder.graph(&overlays);
    let indices: Vec<usize> = overlays.iter().map(|path| graph.find(path).unwrap()).collect();
    let checked = builder.build_each(&graph, &indices, |index, built| {
        let resources = built.unwrap().resources;
        runner.check_overlay(graph.path(index), resources.iter().map(overlint_kustomize::Resource::node))
    });
    let (mut findings, mut summaries) = (Vec::new(), Vec::new());
    for one in checked {
        findings.extend(one.findings);
        summaries.push(one.summaries);
    }
    findings.extend(runner.check_repository(summaries));
    let merged = finding::merge(findings);
    let mut lines: Vec<_> = merged.iter().map(|finding| describe(finding, &sources)).collect();
    lines.sort();
    lines
}

fn describe(finding: &Finding, sources: &Sources) -> String {
    let (path, line) = (sources.path(finding.origin.source), finding.origin.line);
    format!("{} {path}:{line} in {}", finding.rule, finding.overlays.join(" and "))
}

#[test]
fn what_a_base_lacks_is_one_finding_for_all_overlays() {
    let unlimited = DEPLOYMENT.replace("          limits:\n            memory: 64Mi\n", "");
    let tree = repository(&[("base/deployment.yaml", &unlimited), ("base/web.env", "LOG_LEVEL=info\n")]);
    let wanted = "missing-memory-limit base/deployment.yaml:18 in overlays/production and overlays/staging";
    assert_eq!(found(&tree), [wanted]);
}

#[test]
fn what_a_strategic_merge_patch_removed_is_found_at_the_patch() {
    let patch = format!("{PATCH_HEAD}        resources:\n          limits:\n            memory: null\n");
    let kustomization = "resources: [../../base]\npatches: [{path: patch.yaml}]\n";
    let tree = repository(&[
        ("overlays/production/kustomization.yaml", kustomization),
        ("overlays/production/patch.yaml", &patch),
        ("base/web.env", "LOG_LEVEL=info\n"),
    ]);
    assert_eq!(
        found(&tree),
        ["missing-memory-limit overlays/production/patch.yaml:12 in overlays/production"]
    );
}

#[test]
fn what_a_json_patch_removed_is_found_at_the_patch() {
    let kustomization = "\
resources: [../../base]
patches:
- target: {kind: Deployment}
  patch: |-
    - op: remove
      path: /spec/template/spec/containers/0/resources/limits
";
    let tree = repository(&[
        ("overlays/staging/kustomization.yaml", kustomization),
        ("base/web.env", "LOG_LEVEL=info\n"),
    ]);
    let found = found(&tree);
    let at = "missing-memory-limit overlays/staging/kustomization.yaml:";
    assert!(found.len() == 1 && found[0].starts_with(at), "{found:?}");
}

#[test]
fn a_value_of_an_env_file_is_found_in_that_file() {
    let wrong = "environment-variable-pattern base/web.env:2 in overlays/staging";
    assert_eq!(found(&repository(&[])), [wrong]);
    let kustomization = "\
resources: [../../base]
configMapGenerator:
- name: web
  behavior: merge
  envs: [web.env]
";
    let merged = [("overlays/staging/kustomization.yaml", kustomization)];
    assert_eq!(found(&repository(&merged)), [""; 0]);
    let misspelt = [merged[0], ("overlays/staging/web.env", "# the environment\nAPP_ENV=stagin\n")];
    let wrong = "environment-variable-pattern overlays/staging/web.env:2 in overlays/staging";
    assert_eq!(found(&repository(&misspelt)), [wrong]);
}

#[test]
fn a_value_of_a_patch_is_found_in_the_patch() {
    let patch = format!("{PATCH_HEAD}        env:\n        - name: APP_ENV\n          value: prod\n");
    let tree = repository(&[
        (
            "overlays/production/kustomization.yaml",
            "resources: [../../base]\npatches: [{path: patch.yaml}]\n",
        ),
        ("overlays/production/patch.yaml", &patch),
        ("base/web.env", "LOG_LEVEL=info\n"),
    ]);
    let wrong = "environment-variable-pattern overlays/production/patch.yaml:12 in overlays/production";
    assert_eq!(found(&tree), [wrong]);
}

/// A variable that each of three overlays sets by a patch, but for one.
#[test]
fn a_variable_that_one_overlay_forgot_is_found_at_its_patch() {
    let kustomization = "resources: [../../base]\npatches: [{path: patch.yaml}]\n";
    let patch = |env: &str| format!("{PATCH_HEAD}        env:\n{env}");
    let host = |stage: &str| format!("        - {{name: HOST, value: {stage}}}\n");
    let level = "        - {name: LEVEL, value: info}\n";
    let files = [
        ("overlays/dev/kustomization.yaml", kustomization.to_owned()),
        ("overlays/dev/patch.yaml", patch(&host("dev"))),
        ("overlays/staging/kustomization.yaml", kustomization.to_owned()),
        ("overlays/staging/patch.yaml", patch(&host("staging"))),
        ("overlays/production/kustomization.yaml", kustomization.to_owned()),
        ("overlays/production/patch.yaml", patch(level)),
    ];
    let changes: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let overlays = ["overlays/dev", "overlays/production", "overlays/staging"];
    let config = "variable-missing-in-one-overlay: warning\n";
    let wanted = "variable-missing-in-one-overlay overlays/production/patch.yaml:11 in overlays/production";
    assert_eq!(found_in(&repository(&changes), config, &overlays), [wanted]);
}

#[test]
fn a_secret_that_a_generator_made_is_read() {
    let kustomization = "\
resources: [../../base]
secretGenerator:
- name: login
  literals: [user=root]
patches: [{path: patch.yaml}]
";
    let entry = |key: &str| {
        let reference = format!("valueFrom: {{secretKeyRef: {{name: login, key: {key}}}}}");
        format!("{PATCH_HEAD}        env:\n        - name: APP_ENV\n          {reference}\n")
    };
    let found = |key| {
        let patch = entry(key);
        let changes = [
            ("overlays/production/kustomization.yaml", kustomization),
            ("overlays/production/patch.yaml", patch.as_str()),
            ("base/web.env", "LOG_LEVEL=info\n"),
        ];
        found_in(&repository(&changes), CONFIG, &["overlays/production"])
    };
    let wrong =
        "environment-variable-pattern overlays/production/kustomization.yaml:4 in overlays/production";
    assert_eq!(found("user"), [wrong]);
    let missing = "missing-config-key overlays/production/patch.yaml:12 in overlays/production";
    assert_eq!(found("password"), [missing]);
}
