//! The rules that know the whole run: what has no effect anywhere, what nothing uses, what is deprecated.

use overlint::repository_rules::RULES;
use serde_json::Value;

use crate::support::{CONFIG_MAP, Checkout};

/// A Deployment of one replica.
const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: example.org/web:1
        resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 1Gi}}
";

/// A patch that sets the replicas of that Deployment.
const SCALE: &str =
    "patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 3}}'";

fn findings_on(checkout: &Checkout, path: &str, rule: &str) -> Vec<Value> {
    let run = checkout.run_on(path, &["check", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("no report: {}", run.err));
    let is_broken = checkout.path("a/broken").exists();
    assert_eq!(report["summary"]["unbuilt"], usize::from(is_broken), "{}", run.out);
    let all = report["findings"].as_array().unwrap().iter();
    all.filter(|finding| finding["rule"] == rule).cloned().collect()
}

fn findings(checkout: &Checkout, rule: &str) -> Vec<Value> {
    findings_on(checkout, "", rule)
}

/// A checkout of one overlay with the Deployment and further lines in its kustomization.
fn overlay_with(lines: &str) -> Checkout {
    Checkout::new()
        .overlay("a", DEPLOYMENT)
        .file("a/kustomization.yaml", &format!("resources:\n- object.yaml\n{lines}"))
}

#[track_caller]
fn is_silent(lines: &str) {
    let checkout = overlay_with(lines);
    for rule in ["patch-without-effect", "image-without-effect", "replacement-without-effect"] {
        let found = findings(&checkout, rule);
        assert!(found.is_empty(), "{lines}: {found:#?}");
    }
}

/// The one finding, as severity, place and help.
#[track_caller]
fn one(lines: &str, rule: &str) -> (String, String, String) {
    let found = findings(&overlay_with(lines), rule);
    assert_eq!(found.len(), 1, "{lines}: {found:#?}");
    let text = |key: &str| found[0][key].as_str().unwrap().to_owned();
    assert_eq!(found[0]["overlays"], serde_json::json!(["a"]));
    (text("severity"), format!("{}:{}", text("file"), found[0]["line"]), text("help"))
}

#[test]
fn every_example_is_run() {
    for rule in RULES {
        let example = |heading: &str| {
            let (_, section) = rule.documentation.split_once(heading).unwrap();
            let (_, block) = section.split_once("```yaml\n").unwrap();
            let block = block.split_once("```").unwrap().0;
            let files = block.split("# file: ").skip(1).map(|file| file.split_once('\n').unwrap());
            files.fold(Checkout::new(), |checkout, (name, text)| checkout.file(name, text))
        };
        assert_eq!(findings(&example("## Example (bad)"), rule.id).len(), 1, "{}: the bad example", rule.id);
        let good = findings(&example("## Example (good)"), rule.id);
        assert!(good.is_empty(), "{}: the good example: {good:#?}", rule.id);
    }
}

#[test]
fn rules_are_sorted_and_documented_alike() {
    assert!(RULES.windows(2).all(|pair| pair[0].id < pair[1].id));
    for rule in RULES {
        let headings: Vec<&str> =
            rule.documentation.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        let wanted = [
            "What it does",
            "Why it matters",
            "Example (bad)",
            "Example (good)",
            "Configuration",
            "References",
        ];
        assert_eq!(headings, wanted, "{}", rule.id);
    }
}

#[test]
fn a_target_that_selects_nothing_is_a_warning_with_the_name_that_was_meant() {
    let lines = "patches:\n- target: {kind: Deployment, name: wbe}\n  patch: '- {op: remove, path: /spec/replicas}'\n";
    let (severity, place, help) = one(lines, "patch-without-effect");
    assert_eq!((severity.as_str(), place.as_str()), ("warning", "a/kustomization.yaml:4"));
    assert_eq!(help, "did you mean `name: web`?");
}

#[test]
fn values_that_are_there_already_are_worth_knowing() {
    let strategic = SCALE.replace("replicas: 3", "replicas: 1");
    for patch in [
        strategic.as_str(),
        "target: {kind: Deployment}\n  patch: '- {op: replace, path: /spec/replicas, value: 1}'",
        // kustomize forgets what such a patch makes.
        "patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, $patch: replace}'",
        // A sidecar that is not there.
        "patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {spec: {containers: \
         [{name: wbe, $patch: delete}]}}}}'",
    ] {
        let (severity, _, help) = one(&format!("patches:\n- {patch}\n"), "patch-without-effect");
        assert_eq!(severity, "info", "{patch}");
        assert!(help.starts_with("take it out"), "{help}");
    }
}

#[test]
fn a_patch_file_is_shown_where_the_patch_stands() {
    let checkout = overlay_with("patchesStrategicMerge:\n- same.yaml\n").file(
        "a/same.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1\n",
    );
    let found = findings(&checkout, "patch-without-effect");
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0]["file"], &found[0]["line"]), (&"a/same.yaml".into(), &4.into()));
}

#[test]
fn what_changes_anything_is_not_told_of() {
    is_silent(&format!("patches:\n- {SCALE}\n"));
    is_silent(
        "patches:\n- target: {kind: Deployment}\n  patch: '- {op: add, path: /metadata/labels, value: {a: b}}'\n",
    );
    is_silent("images:\n- name: example.org/web\n  newTag: '2'\n");
    // The second takes back what the first did: each changed something.
    is_silent(&format!("patches:\n- {SCALE}\n- {}\n", SCALE.replace("replicas: 3", "replicas: 1")));
    is_silent(
        "patches:\n- patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, $patch: delete}'\n",
    );
    is_silent(
        "patches:\n- target: {kind: Deployment}\n  patch: '- {op: test, path: /spec/replicas, value: 1}'\n\
         - target: {kind: Service}\n  patch: '- {op: test, path: /spec/replicas, value: 1}'\n",
    );
}

#[test]
fn a_new_order_of_a_list_is_a_change() {
    let args = DEPLOYMENT.replace("web:1\n", "web:1\n        args: [a, b]\n");
    let checkout = Checkout::new().overlay("a", &args).file(
        "a/kustomization.yaml",
        "resources: [object.yaml]\npatches:\n- target: {kind: Deployment}\n  patch: '- {op: replace, path: \
         /spec/template/spec/containers/0/args, value: [b, a]}'\n",
    );
    assert!(findings(&checkout, "patch-without-effect").is_empty());
}

#[test]
fn an_image_that_nothing_has_is_told_with_the_one_that_was_meant() {
    let rule = "image-without-effect";
    let (severity, place, help) = one("images:\n- name: example.org/wbe\n  newTag: '2'\n", rule);
    assert_eq!((severity.as_str(), place.as_str()), ("warning", "a/kustomization.yaml:4"));
    assert_eq!(help, "did you mean `example.org/web`?");
    assert_eq!(one("images:\n- name: web\n  newTag: '2'\n", rule).2, "did you mean `example.org/web`?");
    assert_eq!(
        one("images:\n- name: quite/else\n  newTag: '2'\n", rule).2,
        "correct the name, or take the entry out"
    );
    assert_eq!(one("images:\n- name: example.org/web\n  newTag: '1'\n", rule).0, "info");
}

#[test]
fn validators_are_meant_to_change_nothing() {
    let checkout = overlay_with("validators:\n- check.yaml\n").file(
        "a/check.yaml",
        "apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: x}\ntarget: {kind: Service}\npatch: '- {op: remove, \
         path: /x}'\n",
    );
    assert!(findings(&checkout, "patch-without-effect").is_empty());
}

#[test]
fn a_transformer_is_judged_as_the_fields_are() {
    let checkout = overlay_with("transformers:\n- patch.yaml\n").file(
        "a/patch.yaml",
        "apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: x}\ntarget: {kind: Service}\npatch: '- {op: remove, \
         path: /x}'\n",
    );
    let found = findings(&checkout, "patch-without-effect");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["file"], "a/patch.yaml");
}

/// Two overlays that include one Component, whose patch is for an object of the first.
fn component() -> Checkout {
    Checkout::new()
        .overlay("a", DEPLOYMENT)
        .overlay("b", CONFIG_MAP)
        .file("a/kustomization.yaml", "resources: [object.yaml]\ncomponents: [../component]\n")
        .file("b/kustomization.yaml", "resources: [object.yaml]\ncomponents: [../component]\n")
        .file(
            "component/kustomization.yaml",
            "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n- target: {kind: Deployment}\n  \
             patch: '- {op: replace, path: /spec/replicas, value: 3}'\n",
        )
}

#[test]
fn a_component_needs_an_effect_in_one_overlay_only() {
    let rule = "patch-without-effect";
    assert!(findings(&component(), rule).is_empty());
    let checkout = component().file("a/object.yaml", CONFIG_MAP);
    let found = findings(&checkout, rule);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["overlays"], serde_json::json!(["a", "b"]));
}

#[test]
fn a_component_is_not_judged_where_not_all_its_overlays_are_built() {
    let rule = "patch-without-effect";
    assert!(findings_on(&component(), "b", rule).is_empty(), "`a` is not looked at");
    let excluded = component().file("overlint.yaml", "overlays:\n  exclude: [a]\n");
    assert!(findings(&excluded, rule).is_empty(), "`a` is left out");
    let broken = component().file("a/object.yaml", "kind: [\n").file("a/broken", "");
    assert!(findings(&broken, rule).is_empty(), "`a` cannot be built");
}

#[test]
fn levels_are_those_of_any_rule() {
    let lines = "images:\n- name: wbe\n  newTag: '2'\n";
    let at = |level: &str| {
        let checkout = overlay_with(lines)
            .file("overlint.yaml", &format!("policies:\n  image-without-effect: {level}\n"));
        findings(&checkout, "image-without-effect")
            .iter()
            .map(|f| f["severity"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(at("error"), ["error"]);
    assert!(at("off").is_empty());
    assert!(at("\n    level: off\n    overlays: a").is_empty());
}

/// The files that are told to be unused.
fn unused(checkout: &Checkout, path: &str) -> Vec<String> {
    let found = findings_on(checkout, path, "unused-file");
    found.iter().map(|finding| finding["file"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_forgotten_manifest_is_told_of_at_its_first_line() {
    let checkout = Checkout::with_overlays(&["a"]).file("a/more.yaml", DEPLOYMENT);
    assert_eq!(unused(&checkout, ""), ["a/more.yaml"]);
    assert_eq!(findings(&checkout, "unused-file")[0]["line"], 1);
    assert_eq!(unused(&checkout, "a"), ["more.yaml"]);
}

#[test]
fn what_is_used_spoken_of_or_no_manifest_is_passed_over() {
    let checkout = Checkout::with_overlays(&["a", "b"])
        .file("a/kustomization.yaml", "resources:\n- object.yaml\n# - later.yaml\n")
        .file("a/later.yaml", CONFIG_MAP)
        .file("a/by-hand.yaml", CONFIG_MAP)
        .file("a/README.md", "kubectl apply -f by-hand.yaml\n")
        .file("a/from-above.yaml", CONFIG_MAP)
        .file("Makefile", "apply:\n\tkubectl apply -f a/from-above.yaml\n")
        .file("a/values.yaml", "replicas: 1\n")
        .file("a/chart/Chart.yaml", "name: x\n")
        .file("a/chart/templates/x.yaml", CONFIG_MAP)
        .file("a/apart/x.yaml", CONFIG_MAP)
        .file("a/root.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\n")
        .file("a/kind.yaml", "apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\n")
        .file("plain/x.yaml", CONFIG_MAP);
    assert_eq!(unused(&checkout, ""), [""; 0]);
}

#[test]
fn a_folder_is_looked_at_where_the_kustomization_uses_it() {
    let checkout = Checkout::new()
        .file("a/kustomization.yaml", "resources: [manifests/one.yaml]\n")
        .file("a/manifests/one.yaml", CONFIG_MAP)
        .file("a/manifests/two.yaml", CONFIG_MAP);
    assert_eq!(unused(&checkout, ""), ["a/manifests/two.yaml"]);
}

#[test]
fn a_kustomization_above_what_is_checked_may_use_a_file() {
    let checkout = Checkout::with_overlays(&["a"])
        .file("kustomization.yaml", "resources: [a, a/more.yaml]\n")
        .file("a/more.yaml", CONFIG_MAP.replace("settings", "more").as_str());
    assert_eq!(unused(&checkout, ""), [""; 0]);
    assert_eq!(unused(&checkout, "a"), [""; 0]);
}

#[test]
fn deprecated_fields_are_one_info_with_a_count_for_each() {
    let generator = "configMapGenerator:\n- name: x\n  env: x.env\n";
    let checkout = Checkout::with_overlays(&["base"])
        .file("a/kustomization.yaml", &format!("bases: [../base]\ncommonLabels: {{a: b}}\n{generator}"))
        .file("a/x.env", "A=b\n")
        .file("b/kustomization.yaml", "bases: [../base]\n");
    let found = findings(&checkout, "deprecated-field");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["severity"], "info");
    assert_eq!(found[0]["message"], "deprecated fields: `bases` (2), `commonLabels` (1), `env` (1)");
    assert_eq!((&found[0]["file"], &found[0]["line"]), (&"a/kustomization.yaml".into(), &1.into()));
    assert_eq!(found[0]["related"].as_array().unwrap().len(), 3);
    let help = found[0]["help"].as_str().unwrap();
    assert!(help.contains("`bases` by `resources`") && help.contains("kustomize edit fix"), "{help}");
}
