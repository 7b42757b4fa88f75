//! One slip is one finding: what a misspelt or badly indented field leaves out is not missed as well.

use overlint::Exit;

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
    let checkout = Checkout::new().overlay("web", &format!("{START}{lines}{END}"));
    let out = checkout.file("overlint.yaml", configuration).run(&["check"]).out;
    let rule = |line: &str| Some(line.split_once("]: ")?.0.split_once('[')?.1.to_owned());
    out.lines().filter_map(rule).collect()
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
