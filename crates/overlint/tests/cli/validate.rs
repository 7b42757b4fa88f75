//! `overlint validate`: which files it reads, what it finds in them, and how it ends.

use std::io::{ErrorKind, Write as _};
use std::process::{Output, Stdio};

use overlint::Exit;
use serde_json::Value;

use crate::process::program;
use crate::support::{CONFIG_MAP, Checkout, KUSTOMIZATION, masked, overlint};

/// A ConfigMap with one fault, on its line 6.
const FAULTY: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: faulty\ndata:\n  a: 1\n";

/// An object that there is no schema for.
const WIDGET: &str = "apiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: w\n";

fn validate(checkout: &Checkout, arguments: &[&str]) -> Output {
    program().arg("validate").args(arguments).current_dir(checkout.path("")).output().unwrap()
}

/// Validates what is written to standard input.
fn piped(text: &str, arguments: &[&str]) -> Output {
    let mut command = program();
    command
        .arg("validate")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let written = child.stdin.take().unwrap().write_all(text.as_bytes());
    // A program that refuses its arguments ends before it reads.
    if let Err(error) = written {
        assert_eq!(error.kind(), ErrorKind::BrokenPipe);
    }
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The file and line of each finding, and its rule.
fn places(output: &Output) -> Vec<(String, u64, String)> {
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    findings.map(|f| (text(&f["file"]), f["line"].as_u64().unwrap(), text(&f["rule"]))).collect()
}

#[test]
fn files_are_called_as_they_were_typed() {
    let checkout =
        Checkout::new().file("out/a.yaml", FAULTY).file("out/deep/b.yml", FAULTY).file("c.txt", FAULTY);
    let absolute = checkout.argument("out/a.yaml");
    for (typed, shown) in [
        (&["out"][..], &["out/a.yaml", "out/deep/b.yml"][..]),
        (&["out/"], &["out/a.yaml", "out/deep/b.yml"]),
        (&["."], &["out/a.yaml", "out/deep/b.yml"]),
        (&["./out/deep"], &["out/deep/b.yml"]),
        (&["c.txt"], &["c.txt"]),
        (&["./out/deep/b.yml"], &["./out/deep/b.yml"]),
        (&[&absolute], &[&absolute]),
        (&["out", "out/a.yaml"], &["out/a.yaml", "out/deep/b.yml"]),
    ] {
        let output = validate(&checkout, &[&["--format", "json"], typed].concat());
        assert_eq!(output.status.code(), Some(1), "{typed:?}");
        let found = places(&output);
        assert!(found.iter().all(|(_, line, rule)| (*line, &rule[..]) == (6, "wrong-type")), "{found:?}");
        assert_eq!(found.iter().map(|(file, ..)| &file[..]).collect::<Vec<_>>(), shown, "{typed:?}");
    }
}

#[test]
fn a_directory_is_read_to_its_leaves_but_not_where_it_is_hidden() {
    let checkout = Checkout::new()
        .file("a.YAML", FAULTY)
        .file("b/c.Json", "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"dota\": {}}")
        .file("b/.hidden.yml", FAULTY)
        .file(".hidden/d.yaml", FAULTY)
        .file(".git/e.yaml", FAULTY)
        .file("notes.txt", FAULTY);
    let found = places(&validate(&checkout, &["--format", "json", "."]));
    let files: Vec<_> = found.iter().map(|(file, ..)| &file[..]).collect();
    assert_eq!(files, ["a.YAML", "b/.hidden.yml", "b/c.Json"]);
}

#[test]
fn what_is_sound_is_counted() {
    let checkout = Checkout::new().file("a.yaml", &format!("{CONFIG_MAP}---\n{WIDGET}---\n# nothing\n"));
    let output = validate(&checkout, &["a.yaml"]);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
    let closing = "0 errors, 0 warnings; 2 resources: 1 valid, 1 without a schema; 1 file in _ s\n";
    assert_eq!(masked(&text(&output.stdout)), closing);
}

#[test]
fn standard_input_is_read_with_a_dash_or_without_a_path() {
    for arguments in [&["--format", "json"][..], &["--format", "json", "-"], &["-", "-", "--format", "json"]]
    {
        let output = piped(FAULTY, arguments);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(places(&output), [("stdin".to_owned(), 6, "wrong-type".to_owned())]);
    }
    assert_eq!(piped(CONFIG_MAP, &[]).status.code(), Some(0));
}

#[test]
fn a_broken_document_leaves_the_others() {
    let stream = format!("{FAULTY}--- # two\r\nkind: [\r\n---  \n{FAULTY}---\nb: }}\n---\n{CONFIG_MAP}");
    let output = piped(&stream, &["--format", "json"]);
    let found: Vec<_> = places(&output).into_iter().map(|(_, line, rule)| (line, rule)).collect();
    let expected = [(6, "wrong-type"), (8, "invalid-yaml"), (15, "wrong-type"), (17, "invalid-yaml")];
    assert_eq!(found, expected.map(|(line, rule)| (line, rule.to_owned())));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["summary"]["resources"], &report["summary"]["valid"]), (&3.into(), &1.into()));
}

#[test]
fn lists_are_walked_whatever_they_are_nested_in() {
    let list = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: List\n  items:\n  - apiVersion: v1\n    \
                kind: ConfigMap\n    metadata: {name: a, name: b}\n- apiVersion: apps/v1\n  kind: DeploymentList\n  \
                items:\n  - spec:\n      replicas: x\n- null\n";
    let output = piped(list, &["--format", "json"]);
    let found: Vec<_> = places(&output).into_iter().map(|(_, line, rule)| (line, rule)).collect();
    assert!(found.contains(&(9, "duplicate-key".to_owned())), "{found:?}");
    assert!(found.contains(&(14, "wrong-type".to_owned())), "{found:?}");
    assert!(found.contains(&(15, "wrong-type".to_owned())), "{found:?}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["summary"]["resources"], 3);
    assert_eq!(report["findings"][0]["resources"][0]["name"], "a", "{report}");
}

#[test]
fn a_merge_that_overrides_a_key_repeats_none() {
    let merge = "apiVersion: v1\nkind: ConfigMap\nmetadata: &m\n  name: a\n  labels: {a: b}\n---\napiVersion: v1\nkind: \
                 Service\nmetadata:\n  name: a\n  labels: &l {app: web, tier: a}\nspec:\n  ports: [{port: 80}]\n  \
                 selector:\n    <<: *l\n    tier: z\n";
    assert_eq!(text(&piped(merge, &[]).stdout).lines().count(), 1);
}

#[test]
fn values_mean_what_they_mean_to_the_server() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostNetwork: on\n  containers:\n  - name: a\n    image: a\n    \
               stdin: y\n    env:\n    - {name: A, value: no}\n";
    let output = piped(pod, &[]);
    assert!(
        text(&output.stdout).contains("must be a string, not `no`, which is the boolean `false` to YAML")
    );
    assert!(
        text(&output.stdout).contains("= help: quote it: `\"no\"`\n  = Pod `a`\n"),
        "{}",
        text(&output.stdout)
    );
    assert!(text(&output.stdout).contains("\n1 error, 0 warnings; 1 resource: 1 invalid; 1 file"));
}

#[test]
fn what_holds_nothing_is_no_success() {
    let checkout = Checkout::new().file("empty.yaml", "# nothing\n---\n").file("d/notes.txt", CONFIG_MAP);
    checkout.write("k/kustomization.yaml", KUSTOMIZATION);
    for (typed, said) in [
        ("empty.yaml", "there is no Kubernetes object in `empty.yaml`"),
        ("d", "there is no manifest in `d`"),
        ("k", "only kustomization files and charts; `overlint check` builds"),
        ("gone", "`gone` cannot be opened"),
    ] {
        let output = validate(&checkout, &[typed]);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), String::new()), "{typed}");
        assert!(text(&output.stderr).contains(said), "{}", text(&output.stderr));
    }
    let output = piped("", &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("there is no Kubernetes object in standard input"));
}

#[test]
fn kustomizations_and_charts_are_counted_and_not_judged() {
    let checkout = Checkout::new()
        .file("a/object.yaml", CONFIG_MAP)
        .file("a/kustomization.yaml", KUSTOMIZATION)
        .file("a/part.yaml", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n")
        .file("chart/Chart.yaml", "name: x\n")
        .file("chart/values-production.yaml", "replicas: 1\n")
        .file("chart/templates/deep/a.yaml", "{{ if }}\n")
        .file("chart/crds/a.yaml", CONFIG_MAP)
        .file("overlint.yaml", "kubernetes: \"1.37\"\n");
    let run = checkout.run(&["validate", "--missing-schemas", "error", "-v"]).ended(Exit::Clean);
    run.says(&[
        "  3 × file of a Helm chart, first in ",
        "  1 × kustomization file, first in ",
        ": 2 valid, 5 without",
    ]);
}

#[test]
fn kinds_without_a_schema_are_what_is_asked_for() {
    let checkout = Checkout::new().file("a.yaml", WIDGET).file("b.yaml", WIDGET).file("c.yaml", CONFIG_MAP);
    checkout.run(&["validate"]).ended(Exit::Clean).does_not_say("Widget");
    checkout
        .run(&["validate", "-v"])
        .ended(Exit::Clean)
        .says(&["not validated:\n  2 × Widget of example.com/v1, first in "]);
    let warned = checkout.run(&["validate", "--missing-schemas", "warn"]).ended(Exit::Clean);
    assert_eq!(warned.out.matches("warning[missing-schema]: there is no schema for `Widget`").count(), 2);
    checkout.run(&["validate", "--missing-schemas", "error"]).ended(Exit::Findings).says(&["a.yaml:2:7"]);
    let checkout = checkout.file("overlint.yaml", "missing-schemas: error\n");
    checkout.run(&["validate"]).ended(Exit::Findings);
    checkout.run(&["validate", "--missing-schemas", "ignore"]).ended(Exit::Clean);
    let checkout = checkout.file("overlint.yaml", "missing-schemas: maybe\n");
    checkout.run(&["validate"]).refused(&["write `ignore`, `warn` or `error`", "overlint.yaml:1:18"]);
}

#[test]
fn check_knows_missing_schemas_too() {
    let checkout = Checkout::new().overlay("a", WIDGET).overlay("b", WIDGET);
    checkout.run(&["check"]).ended(Exit::Clean).says(&["2 without a schema"]);
    checkout
        .run(&["check", "-v"])
        .ended(Exit::Clean)
        .says(&["  2 × Widget of example.com/v1, first in a/object.yaml:2\n"]);
    checkout.run(&["check", "--missing-schemas", "error"]).ended(Exit::Findings).says(&[
        "error[missing-schema]",
        "--> a/object.yaml:2:7",
        "= Widget `w` in a",
    ]);
}

#[test]
fn custom_resources_are_judged_by_the_definitions_beside_them() {
    let definition = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: \
                      widgets.example.com}\nspec:\n  group: example.com\n  scope: Namespaced\n  names: {kind: Widget, \
                      plural: widgets}\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema:\n      \
                      openAPIV3Schema:\n        type: object\n        properties:\n          spec:\n            type: \
                      object\n            properties: {size: {type: integer}}\n";
    let good = format!("{WIDGET}spec:\n  size: 1\n");
    let bad = format!("{WIDGET}spec:\n  size: x\n");
    let checkout =
        Checkout::new().file("z/crd.yaml", definition).file("a/bad.yaml", &bad).file("a/good.yaml", &good);
    let run = checkout.run(&["validate", "--missing-schemas", "error"]).ended(Exit::Findings);
    run.says(&["a/bad.yaml:6:9", "1 error, 0 warnings; 3 resources: 2 valid, 1 invalid;"]);
    checkout.run_on("a", &["validate"]).ended(Exit::Clean).says(&["2 resources: 2 without a schema"]);
    let crd = checkout.argument("z");
    checkout
        .run_on("a", &["validate", "--schemas", &crd])
        .ended(Exit::Findings)
        .says(&["1 valid, 1 invalid"]);
    let stream = format!(
        "{bad}---\napiVersion: v1\nkind: List\nitems:\n- {}\n",
        definition.trim_end().replace('\n', "\n  ")
    );
    assert!(text(&piped(&stream, &[]).stdout).contains("2 resources: 1 valid, 1 invalid"));
}

#[test]
fn foreign_groups_are_matched_whole() {
    let kinds = [
        ("apps.example.io/v1", "Deployment", 0),
        ("rbac.istio.io/v1", "Role", 0),
        ("apps/v1", "Deploymnet", 1),
        ("apps/v1beta9", "Deployment", 1),
        ("v1", "Container", 1),
        ("v1", "DeleteOptions", 1),
    ];
    for (api_version, kind, code) in kinds {
        let output = piped(&format!("apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: a}}\n"), &[]);
        assert_eq!(output.status.code(), Some(code), "{api_version} {kind}: {}", text(&output.stdout));
    }
}

#[test]
fn kinds_can_be_left_out_and_refused() {
    let stream = format!("{FAULTY}---\n{WIDGET}");
    assert_eq!(piped(&stream, &["--skip", "Secret,v1/ConfigMap"]).status.code(), Some(0));
    assert_eq!(piped(&stream, &["--skip", "v2/ConfigMap"]).status.code(), Some(1));
    let output = piped(WIDGET, &["--reject", "example.com/v1/Widget"]);
    assert!(
        text(&output.stdout).contains("error[rejected-kind]: `Widget` of `example.com/v1` is rejected here")
    );
    let output = piped(WIDGET, &["--skip", "apps/Deployment"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("such as `apps/v1/Deployment`"));
}

#[test]
fn files_can_be_left_out_by_their_paths() {
    let checkout = Checkout::new().file("a/good.yaml", CONFIG_MAP).file("a/values.yaml", "a: b\n");
    let run = checkout.run(&["validate"]).ended(Exit::Findings);
    run.says(&["error[missing-field]: the object has neither `apiVersion` nor `kind`"]);
    checkout.run(&["validate", "--ignore-filename-pattern", "/values[^/]*$"]).ended(Exit::Clean);
    checkout.run(&["validate", "--ignore-filename-pattern", "("]).refused(&["unclosed group"]);
}

#[test]
fn rules_can_be_switched_off_and_fail_later() {
    let checkout =
        Checkout::new().file("a.yaml", FAULTY).file("overlint.yaml", "policies:\n  wrong-type: warning\n");
    checkout.run(&["validate"]).ended(Exit::Clean).says(&["warning[wrong-type]"]);
    checkout.run(&["validate", "--fail-on", "warning"]).ended(Exit::Findings);
    checkout.file("overlint.yaml", "policies:\n  wrong-type: off\n").run(&["validate"]).ended(Exit::Clean);
}

#[test]
fn a_version_that_is_not_there_is_refused() {
    for known in ["1.37", "v1.37", "1.37.x", "v1.37.4"] {
        assert_eq!(piped(CONFIG_MAP, &["--kubernetes-version", known]).status.code(), Some(0), "{known}");
    }
    for unknown in ["1.99", "master", "1"] {
        let output = piped(CONFIG_MAP, &["--kubernetes-version", unknown]);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), String::new()), "{unknown}");
    }
}

#[test]
fn the_flags_of_others_are_led_to_ours() {
    let run = overlint(&["validate", "-strict", "a.yaml"]).ended(Exit::CouldNotRun);
    assert!(run.err.contains("note: `-strict` is a flag of kubeconform or kubeval"), "{}", run.err);
}

#[test]
#[cfg(unix)]
fn links_lead_only_to_where_the_repository_is() {
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret.yaml"), "canary: [\n").unwrap();
    let checkout = Checkout::new().file("a/good.yaml", CONFIG_MAP).file("b/faulty.yaml", FAULTY);
    let link = |to: &str, at: &str| std::os::unix::fs::symlink(to, checkout.path(at)).unwrap();
    link(outside.path().join("secret.yaml").to_str().unwrap(), "a/out.yaml");
    link("../b/faulty.yaml", "a/in.yaml");
    link("nowhere.yaml", "a/broken.yaml");
    let output = validate(&checkout, &["a", "--format", "json"]);
    let found: Vec<_> = places(&output).into_iter().map(|(file, _, rule)| (file, rule)).collect();
    let expected =
        [("a/broken.yaml", "missing-file"), ("a/in.yaml", "wrong-type"), ("a/out.yaml", "file-outside-root")];
    assert_eq!(found, expected.map(|(file, rule)| (file.to_owned(), rule.to_owned())));
    assert!(!text(&output.stdout).contains("canary"));
    let output = validate(&checkout, &["a/out.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!text(&output.stderr).contains("canary"));
}

#[test]
fn any_number_of_threads_writes_the_same_bytes() {
    let checkout = Checkout::new();
    for file in 0..40 {
        checkout.write(&format!("{file}.yaml"), &format!("{FAULTY}---\n{WIDGET}---\nb: [\n"));
    }
    let with = |jobs: &str| masked(&text(&validate(&checkout, &["-v", "--jobs", jobs, "."]).stdout));
    let alone = with("1");
    assert!(alone.contains("40 × Widget of example.com/v1, first in 0.yaml:9"), "{alone}");
    assert!((0..4).all(|_| with("8") == alone));
}

#[test]
fn what_the_repository_allows_is_allowed_in_manifests_too() {
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  annotations: {}\ndatas: {}\n";
    let commented = map.replace("datas: {}", "datas: {} # overlint: allow(unknown-field) of another tool");
    let annotated = map.replace("{}\ndatas", "{overlint.dev/allow.unknown-field: of another tool}\ndatas");
    let configured = "exceptions: [{rule: unknown-field, resource: ConfigMap/a}]\n";
    for (text, config) in [(commented.as_str(), ""), (&annotated, ""), (map, configured)] {
        let checkout = Checkout::new().file("m/map.yaml", text).file("overlint.yaml", config);
        let run = checkout.run_on("m/map.yaml", &["validate"]).ended(Exit::Clean);
        run.says(&["0 errors, 0 warnings, 1 suppressed; 1 resource"]);
    }
    let checkout = Checkout::new().file("m/map.yaml", &commented.replace("unknown-field", "unknown-fields"));
    checkout
        .run_on("m", &["validate"])
        .ended(Exit::Findings)
        .says(&["warning[unknown-exception]", "1 error"]);
}
