//! Few bytes that stand for many: aliases, merge keys, documents of them.

use std::fmt::Write as _;

use crate::support::{Repository, bounded, build, check, config_map, listing, memory, rules};

/// Nine levels of lists, each nine times the one before.
fn laughs(levels: usize) -> String {
    let mut text = "a0: &a0 [lol,lol,lol,lol,lol,lol,lol,lol,lol]\n".to_owned();
    for level in 1..levels {
        let alias = format!("*a{}", level - 1);
        let _ = writeln!(text, "a{level}: &a{level} [{}]", vec![alias; 9].join(","));
    }
    text
}

/// One long list, named many times.
fn quadratic(width: usize) -> String {
    let list = vec!["x"; width].join(",");
    let aliases = vec!["*l"; width].join(",");
    format!("l: &l [{list}]\nm: [{aliases}]\n")
}

fn in_config_map(bomb: &str) -> String {
    format!("{}{bomb}", config_map("bomb"))
}

fn bombs() -> [String; 3] {
    let merged = (0..40).fold("m0: &m0 {a: 1, b: 2}\n".to_owned(), |mut text, level| {
        let _ = writeln!(text, "m{}: &m{} {{<<: *m{level}, x{level}: *m{level}}}", level + 1, level + 1);
        text
    });
    [laughs(12), quadratic(20_000), merged]
}

#[test]
fn a_resource_full_of_aliases_is_bounded() {
    for bomb in bombs() {
        bounded(&[("kustomization.yaml", listing(&["a.yaml"])), ("a.yaml", in_config_map(&bomb))]);
    }
}

#[test]
fn a_kustomization_file_full_of_aliases_is_bounded() {
    for bomb in bombs() {
        bounded(&[("kustomization.yaml", format!("resources: [a.yaml]\n{bomb}"))]);
    }
}

#[test]
fn patches_full_of_aliases_are_bounded() {
    for bomb in bombs() {
        let json = format!("  {}\n", bomb.trim_end().replace('\n', "\n  "));
        for patch in [in_config_map(&bomb), format!("- op: add\n  path: /data/x\n{json}")] {
            let kustomization =
                "resources: [a.yaml]\npatches:\n- path: p.yaml\n  target: {kind: ConfigMap}\n";
            bounded(&[
                ("kustomization.yaml", kustomization),
                ("a.yaml", &config_map("a")),
                ("p.yaml", &patch),
            ]);
        }
    }
}

#[test]
fn many_documents_that_each_keep_the_limit_are_refused_together() {
    let bomb = laughs(6);
    let documents: Vec<String> =
        (0..2_000).map(|i| format!("{}{bomb}", config_map(&format!("a{i}")))).collect();
    let failure =
        bounded(&[("kustomization.yaml", listing(&["a.yaml"])), ("a.yaml", documents.join("---\n"))]);
    assert!(failure.message.contains("limit"), "{failure:?}");
}

#[test]
fn a_list_of_bombs_is_refused_before_it_is_taken_apart() {
    let items = vec!["*b"; 30_000].join(",");
    let text = format!(
        "apiVersion: v1\nkind: List\nmetadata: &b {{name: x, y: [{}]}}\nitems: [{items}]\n",
        vec!["1"; 1_000].join(",")
    );
    let text = text.replace("{name: x", "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, name: x");
    bounded(&[("kustomization.yaml", listing(&["a.yaml"])), ("a.yaml", text)]);
}

#[test]
fn an_anchor_within_what_it_names_is_bounded() {
    for text in ["a: &a [*a]\n", "a: &a {b: *a}\n", "a: &a {<<: *a}\n", "a: &a\n  b: &b {c: *a, d: *b}\n"] {
        let failure = build(&[("kustomization.yaml", listing(&["a.yaml"])), ("a.yaml", in_config_map(text))])
            .expect_err("it never ends");
        assert_eq!(failure.file, "a.yaml");
        build(&[("kustomization.yaml", text)]).expect_err("it never ends");
    }
}

#[test]
fn a_bomb_hides_nothing_of_its_neighbours() {
    let tree = memory(&[
        ("bomb/kustomization.yaml", listing(&["a.yaml"])),
        ("bomb/a.yaml", in_config_map(&laughs(12))),
        ("fine/kustomization.yaml", listing(&["a.yaml"])),
        ("fine/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndta: {}\n".to_owned()),
    ]);
    let (report, _) = check(tree);
    assert_eq!((report.summary.overlays, report.summary.unbuilt), (2, 1));
    assert!(rules(&report).iter().any(|rule| ["limit-exceeded", "invalid-yaml"].contains(rule)));
    assert!(rules(&report).contains(&"unknown-field"), "{:?}", rules(&report));
}

#[test]
fn a_configuration_full_of_aliases_is_bounded() {
    for bomb in bombs() {
        let repository = Repository::new(&[
            ("overlint.yaml", &bomb),
            ("kustomization.yaml", "resources: [a.yaml]\n"),
            ("a.yaml", &config_map("a")),
        ]);
        let run = repository.run_limited("check", &[]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.contains("overlint.yaml"), "{}", run.err);
    }
}

#[test]
fn a_configuration_of_nothing_but_faults_is_refused() {
    let unknown =
        (0..30_000).map(|number| format!("  missing-thing-{number}:")).collect::<Vec<_>>().join("\n");
    let options = format!("  missing-memory-limit: {{other: [{}0]}}\n", "0, ".repeat(150_000));
    let endless = format!("  missing-memory-limit: {{other: [{}0]}}\n", "0, ".repeat(300_000));
    for (policies, words) in [
        (unknown, "only 100 are told at once"),
        (options, "unknown field `other`"),
        (endless, "more than 200000 values"),
    ] {
        let repository = Repository::new(&[
            ("overlint.yaml", &format!("policies:\n{policies}")),
            ("kustomization.yaml", "resources: [a.yaml]\n"),
            ("a.yaml", &config_map("a")),
        ]);
        let run = repository.run_limited("check", &[]);
        assert_eq!(run.code, 2, "{}", run.err.len());
        assert!(run.err.contains(words), "{}", run.err.chars().take(2000).collect::<String>());
    }
}

#[test]
fn bombs_cost_little_memory() {
    for bomb in [laughs(6), quadratic(900), laughs(12), quadratic(20_000)] {
        let repository = Repository::new(&[
            (
                "kustomization.yaml",
                "resources: [a.yaml]\npatches:\n- path: p.yaml\n  target: {kind: ConfigMap}\n",
            ),
            ("a.yaml", &in_config_map(&bomb)),
            ("p.yaml", "[{\"op\": \"add\", \"path\": \"/x\", \"value\": 1}]"),
        ]);
        let run = repository.run_limited("check", &["--format", "json"]);
        assert_eq!(run.code, 1, "{} {}", run.code, run.err);
    }
}

#[test]
fn a_definition_of_a_custom_resource_full_of_aliases_is_bounded() {
    let text = format!(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: a.b.c}}\n{}",
        laughs(12)
    );
    bounded(&[("kustomization.yaml", listing(&["a.yaml"])), ("a.yaml", text)]);
}
