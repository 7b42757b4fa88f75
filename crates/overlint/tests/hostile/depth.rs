//! Lists and maps inside each other, deeper than a stack.

use std::fmt::Write as _;

use overlint::kustomize::Fault;

use crate::support::{Repository, build, check, config_map, listing, memory, rules};

const FAR: usize = 100_000;

/// As deep as the reader lets pass.
const ALLOWED: usize = 250;

fn block(depth: usize) -> String {
    (0..depth).fold(String::new(), |mut text, level| {
        let _ = writeln!(text, "{}a:", " ".repeat(level));
        text
    })
}

fn deep(depth: usize) -> Vec<String> {
    vec![
        format!("x: {}1{}\n", "[".repeat(depth), "]".repeat(depth)),
        format!("x: {}1{}\n", "{a: ".repeat(depth), "}".repeat(depth)),
        format!("x: {}\n", "[".repeat(depth)),
        format!("x: {}\n", "{".repeat(depth)),
        format!("x:\n  {}1\n", "- ".repeat(depth)),
        format!("x: {}\n", "- ? ".repeat(depth)),
        format!("{}\n", "? ".repeat(depth)),
        format!("x: {}\n", "!!seq ".repeat(depth)),
    ]
}

fn attacks() -> Vec<String> {
    let mut attacks = deep(FAR);
    attacks.push(block(3_000));
    attacks
}

#[test]
fn deep_resources_are_refused() {
    for text in attacks() {
        let text = format!("{}{text}", config_map("a"));
        let failure =
            build(&[("kustomization.yaml", listing(&["a.yaml"])), ("a.yaml", text)]).expect_err("too deep");
        assert!(matches!(failure.fault, Fault::Limit | Fault::Syntax), "{failure:?}");
        assert_eq!(failure.file, "a.yaml");
        assert!(failure.line > 0);
    }
}

#[test]
fn deep_kustomization_files_are_refused() {
    for text in attacks() {
        let failure = build(&[("kustomization.yaml", text)]).expect_err("too deep");
        assert!(matches!(failure.fault, Fault::Limit | Fault::Syntax), "{failure:?}");
        assert_eq!(failure.file, "kustomization.yaml");
    }
}

#[test]
fn deep_patches_are_refused() {
    for text in attacks() {
        for patch in [
            format!("{}{text}", config_map("a")),
            text.replace("x: ", ""),
            format!("- op: add\n  path: /a\n  {text}"),
        ] {
            let kustomization = "resources: [a.yaml]\npatches: [{path: p.yaml, target: {kind: ConfigMap}}]\n";
            let files =
                [("kustomization.yaml", kustomization), ("a.yaml", &config_map("a")), ("p.yaml", &patch)];
            build(&files).expect_err("too deep");
            build(&files.map(|(path, content)| {
                (path, content.replace("patches: [{path", "patchesJson6902: [{path"))
            }))
            .expect_err("too deep");
            let strategic = "resources: [a.yaml]\npatchesStrategicMerge: [p.yaml]\n";
            build(&[("kustomization.yaml", strategic), files[1], files[2]]).expect_err("too deep");
        }
    }
}

#[test]
fn what_is_just_not_too_deep_is_built_and_judged_on_a_small_stack() {
    let crd = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\nspec:\n  versions:\n  - schema:\n      openAPIV3Schema: ";
    let schema = format!(
        "{}{{type: string}}{}",
        "{properties: {a: ".repeat(ALLOWED / 2 - 8),
        "}}".repeat(ALLOWED / 2 - 8)
    );
    for text in &deep(ALLOWED)[..2] {
        let map = format!("{}{text}", config_map("a"));
        let pod = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n  containers:\n  - name: a\n    {text}"
        );
        let tree = memory(&[
            (
                "kustomization.yaml",
                "resources: [a.yaml]\ncommonLabels: {a: b}\nimages: [{name: a, newTag: b}]\nnamePrefix: x-\npatches:\n- {path: p.yaml, target: {kind: ConfigMap}}\n- path: q.yaml\n",
            ),
            ("a.yaml", &format!("{map}---\n{pod}---\n{crd}{schema}\n")),
            (
                "p.yaml",
                "[{op: add, path: /y, value: 1}, {op: copy, from: /x, path: /z}, {op: test, path: /x, value: 1}]",
            ),
            ("q.yaml", &map),
        ]);
        let (report, _) = check(tree);
        assert_eq!(report.summary.overlays, 1);
        let tree = memory(&[
            (
                "kustomization.yaml",
                "resources: [a.yaml]\ncommonLabels: {a: b}\nimages: [{name: a, newTag: b}]\nnamePrefix: x-\npatches:\n- path: q.yaml\n",
            ),
            ("a.yaml", &format!("{map}---\n{pod}---\n{crd}{schema}\n")),
            ("q.yaml", &map),
        ]);
        let (report, _) = check(tree);
        assert_eq!((report.summary.unbuilt, report.summary.resources), (0, 3), "{:?}", report.findings);
        assert!(rules(&report).contains(&"unknown-field"));
    }
}

#[test]
fn deep_selectors_labels_and_paths_are_refused() {
    let path = vec!["a"; FAR].join("/");
    let labels = format!(
        "resources: [a.yaml]\nlabels:\n- pairs: {{a: b}}\n  fields:\n  - path: {path}\n    create: true\n"
    );
    let failure =
        build(&[("kustomization.yaml", &labels), ("a.yaml", &config_map("a"))]).expect_err("too deep");
    assert_eq!((failure.fault, failure.line), (Fault::Limit, 5), "{failure:?}");
    let selector = format!("{}a{}", "(".repeat(FAR), ")".repeat(FAR));
    let patch = format!(
        "resources: [a.yaml]\npatches:\n- patch: '[{{op: add, path: /a, value: b}}]'\n  target:\n    name: {selector}\n"
    );
    let failure =
        build(&[("kustomization.yaml", &patch), ("a.yaml", &config_map("a"))]).expect_err("too deep");
    assert!(failure.message.len() < 1100, "{}", failure.message.len());
    let image = format!("resources: [a.yaml]\nimages: [{{name: '{selector}', newTag: b}}]\n");
    let _ = build(&[("kustomization.yaml", &image), ("a.yaml", &config_map("a"))]);
}

#[test]
fn a_deep_configuration_is_refused() {
    for text in attacks() {
        let repository =
            Repository::new(&[("overlint.yaml", &text), ("kustomization.yaml", "resources: []\n")]);
        let run = repository.run_limited("check", &[]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.contains("overlint.yaml"), "{}", run.err);
    }
}

#[test]
fn small_stacks_are_enough_for_the_whole_program() {
    let repository = Repository::new(&[("kustomization.yaml", "resources: [a.yaml]\n")]);
    repository.write("a.yaml", format!("{}{}", config_map("a"), deep(ALLOWED)[1]).as_bytes());
    let run = repository.run_limited("check", &["--jobs", "1"]);
    assert_eq!(run.code, 1, "{run:?}");
}
