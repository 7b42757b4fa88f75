//! Very many, very long.

use std::fmt::Write as _;

use overlint::kustomize::Fault;

use crate::support::{Repository, build, check, config_map, listing, memory, refused};

#[test]
fn very_long_lines_and_values_are_read() {
    let long = "x".repeat(4 << 20);
    for text in [
        format!("{}  b: {long}\n", config_map("a")),
        format!("{}  b: \"{long}\"\n", config_map("a")),
        format!("{}  b: |\n    {long}\n", config_map("a")),
        format!("{}# {long}\n", config_map("a")),
        format!("{}  ? {long}\n  : b\n", config_map("a")),
        format!("{}{}\n", config_map("a"), " ".repeat(4 << 20)),
        format!("{}{}\n", config_map("a"), "\n".repeat(4 << 20)),
        format!("{}  {}: a\n", config_map("a"), "&a ".repeat(1 << 20)),
    ] {
        let _ = build(&[("kustomization.yaml", listing(&["a.yaml"])), ("a.yaml", text)]);
    }
}

#[test]
fn errors_on_very_long_lines_are_short() {
    let long = "x".repeat(1 << 20);
    for text in [
        format!("{long}: 1\n"),
        format!("apiVersion: v1\nkind: {long}\nmetadata: {{name: {long}}}\n{long}: {long}\n"),
        format!("a: [{long}\n"),
    ] {
        let repository = Repository::new(&[
            ("kustomization.yaml", &text),
            ("o/kustomization.yaml", "resources: [a.yaml]\n"),
            ("o/a.yaml", &text),
        ]);
        let run = repository.run_limited("check", &["--format", "human"]);
        assert_eq!(run.code, 1);
        assert!(run.out.len() < 100_000, "{}", run.out.len());
    }
}

#[test]
fn huge_numbers_are_no_numbers_of_replicas() {
    for count in [
        "9223372036854775807",
        "9223372036854775808",
        "-1",
        "1e400",
        "0x7fffffffffffffff",
        "99999999999999999999999999",
    ] {
        let kustomization = format!("resources: [a.yaml]\nreplicas: [{{name: a, count: {count}}}]\n");
        let deployment = format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: a}}\nspec: {{replicas: {count}}}\n"
        );
        let (report, _) = check(memory(&[("kustomization.yaml", kustomization), ("a.yaml", deployment)]));
        assert!(report.summary.errors > 0, "{count}");
    }
}

#[test]
fn regular_expressions_that_explode_are_refused_or_quick() {
    for pattern in [
        "(a+)+$",
        "(a|a)*b",
        "a{1000}{1000}",
        "((a{100}){100}){100}",
        "(?:){4294967295}",
        "\\\\pL{500}",
        "(.*)(.*)(.*)(.*)(.*)(.*)x",
        "[",
        "\\\\Q",
        "(?P<x",
        "\\\\",
    ] {
        let kustomization = format!(
            "resources: [a.yaml]\nimages: [{{name: \"{pattern}\", newTag: x}}]\npatches:\n- target: {{name: \"{pattern}\", kind: \"{pattern}\", labelSelector: 'a={}'}}\n  patch: '[{{op: add, path: /x, value: 1}}]'\n",
            "b"
        );
        let map = config_map(&"a".repeat(50_000));
        let _ = build(&[("kustomization.yaml", kustomization), ("a.yaml", map)]);
    }
}

#[test]
fn many_large_regular_expressions_are_refused() {
    let entries = (0..3_000).fold(String::new(), |mut text, index| {
        let _ = writeln!(text, "- target: {{name: '(a{{900}}){{2}}{index}', kind: '(b{{900}}){{2}}'}}\n  patch: '[{{\"op\": \"add\", \"path\": \"/x\", \"value\": 1}}]'");
        text
    });
    let repository = Repository::new(&[
        ("kustomization.yaml", &format!("resources: [a.yaml]\npatches:\n{entries}")),
        ("a.yaml", &config_map("a")),
    ]);
    let run = repository.run_limited("check", &[]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("limit-exceeded"), "{}", run.out);
}

#[test]
fn globs_that_explode_are_refused_or_quick() {
    for glob in [
        "{a,b}".repeat(200),
        "*".repeat(5_000),
        "**/".repeat(2_000),
        "[a-".to_owned(),
        "{".repeat(10_000),
        "{a,{b,{c,{d,".repeat(50),
    ] {
        let repository = Repository::new(&[
            ("overlint.yaml", &format!("overlays: {{exclude: ['{glob}']}}\n")),
            ("o/kustomization.yaml", "resources: [a.yaml]\n"),
            ("o/a.yaml", &config_map("a")),
        ]);
        let run = repository.run_limited("check", &[]);
        assert!((0..=2).contains(&run.code), "{run:?}");
    }
}

#[test]
fn files_over_the_limit_are_refused() {
    let repository = Repository::new(&[
        ("o/kustomization.yaml", "resources: [a.yaml]\n"),
        ("p/kustomization.yaml", "configMapGenerator: [{name: a, files: [b]}]\n"),
        ("q/a", ""),
    ]);
    let large = vec![b'\n'; 17 << 20];
    for path in ["o/a.yaml", "p/b", "q/kustomization.yaml"] {
        repository.write(path, &large);
    }
    let run = repository.run_limited("check", &[]);
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(run.out.matches("limit-exceeded").count(), 3, "{}", run.out);
}

#[test]
fn a_configuration_over_the_limit_is_refused() {
    let repository = Repository::new(&[("o/kustomization.yaml", "resources: []\n")]);
    repository.write("overlint.yaml", &vec![b'\n'; 17 << 20]);
    assert_eq!(repository.run_limited("check", &[]).code, 2);
}

#[test]
fn one_file_named_again_and_again_is_refused() {
    let text = format!("{}  b: {}\n", config_map("a"), "x".repeat(15 << 20));
    for entry in ["patches:\n", "patchesStrategicMerge:\n", "configMapGenerator:\n"] {
        let mut kustomization = format!("resources: [a.yaml]\n{entry}");
        for index in 0..200 {
            let _ = match entry {
                "patches:\n" => writeln!(kustomization, "- path: b.yaml"),
                "patchesStrategicMerge:\n" => writeln!(kustomization, "- b.yaml"),
                _ => writeln!(kustomization, "- {{name: g{index}, files: [b.yaml]}}"),
            };
        }
        let repository = Repository::new(&[
            ("kustomization.yaml", &kustomization),
            ("a.yaml", &config_map("a")),
            ("b.yaml", &text),
        ]);
        let run = repository.run_limited("check", &[]);
        assert_eq!(run.code, 1, "{} {}", run.code, run.err);
        assert!(run.out.contains("limit-exceeded"), "{}", run.out);
    }
}

#[test]
fn ten_thousand_files_and_documents_are_checked() {
    let mut files = Vec::new();
    for index in 0..5_000 {
        files.push((format!("o{index}/kustomization.yaml"), listing(&["a.yaml"])));
        files.push((format!("o{index}/a.yaml"), config_map("a")));
    }
    let (report, _) = check(memory(&files));
    assert_eq!((report.summary.overlays, report.summary.errors), (5_000, 0));
    let documents: Vec<String> = (0..20_000).map(|index| config_map(&format!("a{index}"))).collect();
    let (report, _) = check(memory(&[
        ("kustomization.yaml", "resources: [a.yaml]\nnamePrefix: x-\n"),
        ("a.yaml", &documents.join("---\n")),
    ]));
    assert_eq!((report.summary.resources, report.summary.errors), (20_000, 0));
}

#[test]
fn a_file_of_nothing_but_separators_ends() {
    for text in [
        "---\n".repeat(300_000),
        "--- # x\n".repeat(100_000),
        "...\n".repeat(300_000),
        "- \n".repeat(300_000),
        "? \n".repeat(100_000),
        ":\n".repeat(100_000),
        "[".repeat(10) + &",".repeat(300_000),
        "'".repeat(300_001),
        "%A\n".repeat(100_000),
    ] {
        let _ = build(&[("kustomization.yaml", listing(&["a.yaml"])), ("a.yaml", text.clone())]);
        let _ = build(&[("kustomization.yaml", text)]);
    }
}

#[test]
fn many_keys_end_in_time() {
    let keys = (0..200_000).fold(String::new(), |mut text, index| {
        let _ = writeln!(text, "  k{index}: v");
        text
    });
    let map = format!("{}{keys}", config_map("a"));
    let files = [
        ("kustomization.yaml", "resources: [a.yaml]\ncommonAnnotations: {a: b}\n"),
        ("a.yaml", map.as_str()),
    ];
    let run = Repository::new(&files).run_limited("check", &[]);
    assert_eq!(run.code, 0, "{}", run.out);
    for field in ["commonLabels", "commonAnnotations"] {
        let _ = refused(
            &[
                ("kustomization.yaml", format!("resources: [a.yaml]\n{field}:\n{keys}")),
                ("a.yaml", config_map("a")),
            ],
            Fault::Limit,
        );
    }
}

#[test]
fn fields_in_every_spelling_end_in_time() {
    let spell = |bits: u32| {
        "patchesstrategicmerge"
            .char_indices()
            .map(|(at, c)| if bits >> at & 1 == 1 { c.to_ascii_uppercase() } else { c })
            .collect::<String>()
    };
    let text = (0..100_000).fold(String::new(), |mut text, bits| {
        let _ = writeln!(text, "{}: []", spell(bits));
        text
    });
    let _ = build(&[("kustomization.yaml", text)]);
}

#[test]
fn a_fault_on_every_line_is_a_report_of_bounded_length() {
    let keys = (0..100_000).fold(config_map("a"), |mut text, index| {
        let _ = writeln!(text, "k{index}: v");
        text
    });
    let pod = (0..100_000).fold(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n".to_owned(),
        |mut text, index| {
            let _ = writeln!(text, "  contaners{index}: [{{image: 1}}]");
            text
        },
    );
    let repeated = "  a: b\n".repeat(300_000);
    for text in [keys, pod, format!("{}{repeated}", config_map("a"))] {
        let repository =
            Repository::new(&[("kustomization.yaml", "resources: [a.yaml]\n"), ("a.yaml", &text)]);
        let run = repository.run_limited("check", &["--format", "json"]);
        assert_eq!(run.code, 1, "{}", run.err);
        assert!(run.out.len() < 20 << 20, "{}", run.out.len());
    }
}

#[test]
fn deep_and_wide_trees_cost_little_memory() {
    let depth = 220;
    let wide = vec!["{a: }"; 400_000].join(",");
    let text = format!("{}x: {}{wide}{}\n", config_map("a"), "[".repeat(depth), "]".repeat(depth));
    let repository = Repository::new(&[("kustomization.yaml", "resources: [a.yaml]\n"), ("a.yaml", &text)]);
    let run = repository.run_limited("check", &[]);
    assert!(run.code < 2, "{}", run.err);
    let run = repository.run_limited("build", &[]);
    assert!(run.code < 2, "{}", run.err);
}

#[test]
fn many_names_that_follow_each_other_end_in_time() {
    let documents: Vec<String> = (0..6_000).map(|index| format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: p{index}}}\nspec:\n  serviceAccountName: s{index}\n  containers: [{{name: a, image: a:1, envFrom: [{{configMapRef: {{name: a{index}}}}}]}}]\n---\n{}", config_map(&format!("a{index}")))).collect();
    let repository = Repository::new(&[
        ("kustomization.yaml", "resources: [a.yaml]\nnamePrefix: x-\n"),
        ("a.yaml", &documents.join("---\n")),
    ]);
    let run = repository.run_limited("build", &[]);
    assert!(run.code < 2, "{}", run.err);
}
