//! Manifests that are validated as they are.

use crate::support::{Repository, assert_safe, config_map, limited};

/// Validates one file in a child with little memory and time; the rules that are named, without repetition.
fn validated(text: &str) -> (i32, Vec<String>) {
    let repository = Repository::new(&[("m.yaml", text)]);
    let run = limited(&repository.path(), &["validate", "m.yaml"]);
    assert_safe(&run.out);
    assert_safe(&run.err);
    let rule = |line: &str| Some(line.strip_prefix("error[")?.split_once(']')?.0.to_owned());
    let mut rules: Vec<String> = run.out.lines().filter_map(rule).collect();
    rules.sort();
    rules.dedup();
    (run.code, rules)
}

#[test]
fn lists_in_lists_end() {
    for levels in [100, 120, 2_000] {
        let open = "{apiVersion: v1, kind: List, items: [".repeat(levels);
        let (code, rules) = validated(&format!("{open}{}", "]}".repeat(levels)));
        let expected = if levels > 120 { (1, vec!["limit-exceeded".to_owned()]) } else { (2, vec![]) };
        assert_eq!((code, rules), expected, "{levels} levels");
    }
}

#[test]
fn aliases_are_bounded_in_each_document_and_in_all() {
    let bomb = |levels: usize| {
        let levels = (1..levels).map(|level| {
            format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 9].join(","))
        });
        format!("a0: &a0 [x]\n{}", levels.collect::<String>())
    };
    assert_eq!(validated(&bomb(12)).1, ["limit-exceeded"]);
    let many: Vec<String> = (0..300).map(|_| format!("{}{}", config_map("a"), bomb(3))).collect();
    let (code, rules) = validated(&format!("{}\n---\nb: [\n", many.join("---\n")));
    assert_eq!(code, 1);
    assert!(
        rules.contains(&"invalid-yaml".to_owned()) && rules.contains(&"unknown-field".to_owned()),
        "{rules:?}"
    );
}

#[test]
fn faults_without_end_are_cut_short() {
    let documents = "b: [\n---\n".repeat(20_000);
    let (code, rules) = validated(&documents);
    assert_eq!((code, rules), (1, vec!["invalid-yaml".to_owned(), "limit-exceeded".to_owned()]));
    let entry = "- {apiVersion: v1, kind: ConfigMap, bogus: 1}\n";
    let list = format!("apiVersion: v1\nkind: List\nitems:\n- &x\n  a: 1\n{}", entry.repeat(15_000));
    assert_eq!(validated(&list).0, 1);
}

#[test]
fn texts_that_only_look_like_json_end() {
    for text in
        ["{".repeat(100_000), "{}\n".repeat(20_000), "{\"a\": \"\\".repeat(1_000), "}\n{".repeat(2_000)]
    {
        assert_eq!(validated(&text).0, 1);
    }
}

#[test]
fn names_of_files_are_safe_to_print() {
    let repository = Repository::new(&[("a\u{1b}[2J\u{202e}.yaml", "b: [\n")]);
    let run = limited(&repository.path(), &["validate", "."]);
    assert_eq!(run.code, 1);
    assert_safe(&run.out);
}
