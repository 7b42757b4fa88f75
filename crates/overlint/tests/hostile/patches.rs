//! Patches that grow what they patch.

use std::fmt::Write as _;

use overlint::kustomize::Fault;

use crate::support::{Repository, build, config_map, refused};

fn with_json_patch(operations: &str) -> [(&'static str, String); 3] {
    [
        (
            "kustomization.yaml",
            "resources: [a.yaml]\npatches: [{path: p.yaml, target: {kind: ConfigMap}}]\n".to_owned(),
        ),
        ("a.yaml", config_map("a")),
        ("p.yaml", operations.to_owned()),
    ]
}

fn repeated(count: usize, operation: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, index| {
        let _ = writeln!(text, "- {}", operation(index));
        text
    })
}

#[test]
fn copies_that_double_a_tree_are_refused_at_the_operation() {
    let doubling = "- {op: add, path: /data/a, value: {x: 1}}\n".to_owned()
        + &repeated(40, |index| format!("{{op: copy, from: /data/a, path: /data/a/c{index}}}"));
    let failure = refused(&with_json_patch(&doubling), Fault::Limit);
    assert_eq!(failure.file, "p.yaml");
    assert!(failure.line > 10, "{failure:?}");
    assert!(failure.message.contains("limit"), "{failure:?}");
}

#[test]
fn copies_into_a_list_are_refused() {
    let doubling = "- {op: add, path: /l, value: [[1, 2, 3]]}\n".to_owned()
        + &repeated(60, |_| "{op: copy, from: /l, path: /l/-}".to_owned());
    refused(&with_json_patch(&doubling), Fault::Limit);
}

#[test]
fn a_large_value_added_again_and_again_is_refused() {
    let value = vec!["1"; 1_000].join(",");
    let adding = format!("- {{op: add, path: /v, value: [{value}]}}\n")
        + &repeated(20_000, |index| format!("{{op: copy, from: /v, path: /w{index}}}"));
    refused(&with_json_patch(&adding), Fault::Limit);
}

#[test]
fn operations_that_dig_are_refused() {
    let mut path = String::from("/data/a");
    let digging = "- {op: add, path: /data/a, value: {}}\n".to_owned()
        + &(0..2_000).fold(String::new(), |mut text, _| {
            path.push_str("/a");
            let _ = writeln!(text, "- {{op: add, path: {path}, value: {{}}}}");
            text
        });
    let failure = refused(&with_json_patch(&digging), Fault::Limit);
    assert!(failure.message.contains("deep"), "{failure:?}");
}

#[test]
fn moves_that_dig_are_refused() {
    let moving = "- {op: add, path: /data/a, value: {}}\n".to_owned()
        + &repeated(5_000, |index| {
            if index % 2 == 0 {
                "{op: add, path: /data/b, value: {}}".to_owned()
            } else {
                "{op: move, from: /data/a, path: /data/b/a}\n- {op: move, from: /data/b, path: /data/a}"
                    .to_owned()
            }
        });
    refused(&with_json_patch(&moving), Fault::Limit);
}

#[test]
fn moves_into_themselves_are_refused() {
    for operation in [
        "{op: move, from: /data, path: /data/a}",
        "{op: copy, from: '', path: /data/a}",
        "{op: move, from: '', path: /data/a}",
        "{op: replace, path: '', value: 1}",
        "{op: replace, path: '', value: [1]}",
        "{op: remove, path: ''}",
        "{op: remove, path: /metadata}",
        "{op: add, path: /metadata, value: [1]}",
        "{op: add, path: /kind, value: {}}",
        "{op: add, path: '', value: null}",
        "{op: test, path: '/', value: 1}",
    ] {
        let _ = build(&with_json_patch(&format!("- {operation}\n")));
    }
}

#[test]
fn indices_out_of_every_range_are_refused() {
    for index in [
        "-2",
        "9999999999999999999999",
        "-9223372036854775808",
        "9223372036854775807",
        "1e3",
        "0x1",
        "",
        "-",
        "--1",
        "٣",
    ] {
        for operation in ["add", "remove", "replace", "test", "move", "copy"] {
            let text = format!(
                "- {{op: add, path: /l, value: [1]}}\n- {{op: {operation}, path: '/l/{index}', from: '/l/{index}', value: 2}}\n"
            );
            let _ = build(&with_json_patch(&text));
        }
    }
}

#[test]
fn a_patch_that_reaches_much_many_times_is_refused() {
    let entries = (0..3_000).fold(String::new(), |mut text, index| {
        let _ = writeln!(text, "- target: {{kind: ConfigMap}}\n  patch: '[{{\"op\": \"add\", \"path\": \"/x{index}\", \"value\": 1}}]'");
        text
    });
    let documents: Vec<String> = (0..3_000).map(|index| config_map(&format!("a{index}"))).collect();
    refused(
        &[
            ("kustomization.yaml", format!("resources: [a.yaml]\npatches:\n{entries}")),
            ("a.yaml", documents.join("---\n")),
        ],
        Fault::Limit,
    );
}

#[test]
fn a_strategic_patch_of_everything_is_refused() {
    let data = (0..20_000).fold(String::new(), |mut text, index| {
        let _ = writeln!(text, "  k{index}: v");
        text
    });
    let documents: Vec<String> = (0..3_000).map(|index| config_map(&format!("a{index}"))).collect();
    refused(
        &[
            (
                "kustomization.yaml",
                "resources: [a.yaml]\npatches: [{path: p.yaml, target: {kind: ConfigMap}}]\n".to_owned(),
            ),
            ("a.yaml", documents.join("---\n")),
            ("p.yaml", format!("{}{data}", config_map("x"))),
        ],
        Fault::Limit,
    );
}

#[test]
fn merged_lists_and_maps_of_many_keys_end_in_time() {
    let list = |from: usize| {
        (from..from + 60_000).fold(String::new(), |mut text, index| {
            let _ = writeln!(text, "      - {{name: c{index}}}");
            text
        })
    };
    let deployment = |from| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: a}}\nspec:\n  template:\n    spec:\n      containers:\n{}",
            list(from)
        )
    };
    let map = |from: usize| {
        (from..from + 100_000).fold(config_map("m"), |mut text, index| {
            let _ = writeln!(text, "  k{index}: v");
            text
        })
    };
    for (base, patch) in [(deployment(0), deployment(30_000)), (map(0), map(50_000))] {
        let files = [
            ("kustomization.yaml", "resources: [a.yaml]\npatches: [{path: p.yaml}]\n"),
            ("a.yaml", base.as_str()),
            ("p.yaml", patch.as_str()),
        ];
        let repository = Repository::new(&files);
        let run = repository.run_limited("build", &[]);
        assert!(run.code < 2, "{}", run.err);
    }
}
