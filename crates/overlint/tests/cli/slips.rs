//! One slip is one finding: what a misspelt or badly indented field leaves out is not missed as well.

use overlint::Exit;

use crate::process::program;
use crate::support::Checkout;

/// A Deployment up to the keys of its container, and what follows it.
const START: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: app
        image: example.org/web:1
        ports:
        - {name: http, containerPort: 8080}
";
const END: &str = "\
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: {app: web}
  ports:
  - {port: 80, targetPort: http}
";

const RESOURCES: &str = "        resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 1Gi}}\n";
const PROBE: &str = "        readinessProbe: {httpGet: {path: /, port: http}}\n";

/// The rules that are broken with these lines in the container, in the order of the report.
fn broken(lines: &str, configuration: &str) -> Vec<String> {
    rules(&written(&format!("{START}{lines}{END}"), configuration).run(&["check"]).out)
}

fn written(objects: &str, configuration: &str) -> Checkout {
    Checkout::new().overlay("web", objects).file("overlint.yaml", configuration)
}

/// The rules of the findings of a report.
fn rules(out: &str) -> Vec<String> {
    let rule = |line: &str| Some(line.split_once("]: ")?.0.split_once('[')?.1.to_owned());
    out.lines().filter_map(rule).collect()
}

/// The rules that are broken in a file, in the order of the report of `validate`.
fn broken_in_file(objects: &str, configuration: &str) -> Vec<String> {
    let checkout = written(objects, configuration);
    let mut command = program();
    command.args(["validate", "web/object.yaml"]).current_dir(checkout.path(""));
    rules(&String::from_utf8(command.output().unwrap().stdout).unwrap())
}

#[test]
fn a_slip_is_told_alone() {
    let resources = RESOURCES;
    assert_eq!(broken(&format!("{RESOURCES}{PROBE}"), ""), [""; 0]);
    for (lines, rule) in [
        (resources.replace("resources", "resorces"), "unknown-field"),
        (resources.replace("limits", "limts"), "unknown-field"),
        (resources.replace("{memory: 1Gi}}", "{memroy: 1Gi}}"), "unsupported-value"),
        (resources.replace("limits: {memory: 1Gi}", "memory: 1Gi"), "unknown-field"),
        (resources.replace(", limits: {memory: 1Gi}", "") + "        memory: 1Gi\n", "unknown-field"),
        (
            format!("{}        limits: {{memory: 1Gi}}\n", resources.replace(", limits: {memory: 1Gi}", "")),
            "unknown-field",
        ),
    ] {
        assert_eq!(broken(&format!("{PROBE}{lines}"), ""), [rule], "{lines}");
    }
    for (lines, rule) in [
        (PROBE.replace("readinessProbe", "readynessProbe"), "unknown-field"),
        (PROBE.replacen("        ", "      ", 1), "unknown-field"),
        ("        readinessProbe:\n        httpGet: {path: /, port: http}\n".to_owned(), "unknown-field"),
    ] {
        assert_eq!(broken(&format!("{RESOURCES}{lines}"), ""), [rule], "{lines}");
    }
    let inside = resources.replace("{memory: 1Gi}}", &format!("{{memory: 1Gi, {}}}}}", PROBE.trim()));
    assert_eq!(broken(&inside, ""), ["wrong-type"], "{inside}");
}

#[test]
fn what_is_missing_elsewhere_is_told_all_the_same() {
    let lines = RESOURCES.replace("limits", "limts");
    assert_eq!(broken(&lines, ""), ["missing-readiness-probe", "unknown-field"]);
    let other = format!(
        "{lines}{PROBE}      - {{name: b, image: 'example.org/b:1', resources: {{requests: {{cpu: 1, memory: 1Gi}}}}}}\n"
    );
    assert_eq!(broken(&other, ""), ["unknown-field", "missing-memory-limit"]);
}

#[test]
fn a_slip_that_is_allowed_explains_nothing() {
    let lines = format!("{PROBE}{}", RESOURCES.replace("limits", "limts"));
    let configuration = "exceptions: [{rule: unknown-field}]\n";
    assert_eq!(broken(&lines, configuration), ["missing-memory-limit"]);
    assert_eq!(broken(&lines, "policies: {unknown-field: off}\n"), ["missing-memory-limit"]);
}

#[test]
fn a_slip_that_is_off_does_not_hide_what_the_server_refuses() {
    let objects = START.replace("containers:", "conatiners:");
    let off = "policies: {unknown-field: off}\n";
    for (configuration, rule) in [("", "unknown-field"), (off, "missing-field")] {
        assert_eq!(rules(&written(&objects, configuration).run(&["check"]).out), [rule]);
        assert_eq!(broken_in_file(&objects, configuration), [rule]);
    }
    let allowed = objects.replace("conatiners:", "conatiners: # overlint: allow(unknown-field) a test");
    assert_eq!(broken_in_file(&allowed, ""), ["missing-field"]);
}

#[test]
fn a_slip_in_one_document_explains_nothing_in_another_of_the_same_name() {
    let slip = START.replace("containers:", "conatiners:");
    let gap = START.split("      containers:").next().unwrap();
    assert_eq!(broken_in_file(&format!("{slip}---\n{gap}"), ""), ["unknown-field", "missing-field"]);
}

#[test]
fn a_slip_beside_the_field_that_it_resembles_explains_nothing_in_it() {
    let objects = START.replace("{name: http, containerPort: 8080}", "{name: http}");
    let objects = format!(
        "{objects}{RESOURCES}{}        port: [{{containerPort: 8080}}]\n",
        PROBE.replace("http}", "8080}")
    );
    assert_eq!(rules(&written(&objects, "").run(&["check"]).out), ["missing-field", "unknown-field"]);
}

#[test]
fn a_probe_beside_the_containers_explains_only_those_that_have_none() {
    let second = "      - {name: b, image: 'example.org/b:1', resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 1Gi}}}\n";
    let probe = PROBE.replacen("        ", "      ", 1);
    let objects = format!("{START}{RESOURCES}{PROBE}{second}{probe}{END}");
    assert_eq!(rules(&written(&objects, "").run(&["check"]).out), ["unknown-field"]);
    let broken = objects.replace("{path: /, port: http}}\n      - ", "{path: /}}\n      - ");
    assert_eq!(rules(&written(&broken, "").run(&["check"]).out), ["missing-field", "unknown-field"]);
}

#[test]
fn a_label_that_stands_too_far_left_is_told_once() {
    let objects = START.replacen("  name: web\n", "  name: web\n  example.com/owner: a\n", 1);
    let objects = format!("{objects}{RESOURCES}{PROBE}{END}");
    let configuration =
        "policies: {missing-label: {required: [{key: example.com/owner, kinds: [Deployment]}]}}\n";
    assert_eq!(rules(&written(&objects, configuration).run(&["check"]).out), ["unknown-field"]);
    let other = objects.replace("example.com/owner", "example.com/other");
    let rules = rules(&written(&other, configuration).run(&["check"]).out);
    assert_eq!(rules, ["missing-label", "unknown-field"]);
}

#[test]
fn a_slip_in_one_request_does_not_hide_that_the_other_is_missing() {
    let cpu = RESOURCES.replace("cpu: 1", "cpuu: 1");
    assert_eq!(broken(&format!("{PROBE}{cpu}"), ""), ["unsupported-value"]);
    let both = cpu.replace(", memory: 1Gi}, limits: {memory: 1Gi}", "}");
    let found = broken(&format!("{PROBE}{both}"), "");
    assert_eq!(found, ["missing-memory-limit", "missing-resource-requests", "unsupported-value"]);
}

#[test]
fn fields_of_custom_resources_are_settled_too() {
    let definition = "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: rollouts.argoproj.io}
spec:
  group: argoproj.io
  names: {kind: Rollout, plural: rollouts, singular: rollout, listKind: RolloutList}
  scope: Namespaced
  versions:
  - name: v1alpha1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
              replicas: {type: integer}
              selector: {type: object, x-kubernetes-preserve-unknown-fields: true}
              template:
                type: object
                properties:
                  metadata: {type: object, x-kubernetes-preserve-unknown-fields: true}
                  spec:
                    type: object
                    properties:
                      containers:
                        type: array
                        items:
                          type: object
                          properties:
                            name: {type: string}
                            image: {type: string}
                            ports: {type: array, items: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                            resources: {type: object, x-kubernetes-preserve-unknown-fields: true}
";
    let rollout = START.replace("apps/v1\nkind: Deployment", "argoproj.io/v1alpha1\nkind: Rollout");
    let rollout = format!("{rollout}{}", RESOURCES.replace("resources", "resorces"));
    let checkout = Checkout::new().overlay("web", &format!("{rollout}---\n{definition}"));
    let run = checkout.run(&["check"]).ended(Exit::Findings);
    run.says(&["did you mean `resources`?", "1 error, 0 warnings"]).does_not_say("missing-memory-limit");
}
