//! Bases and components that include each other twice, level after level.

use overlint::kustomize::Fault;

use crate::support::{Repository, build_in, check, config_map, listing, memory, refused, rules};

/// Levels that each build the next one twice, under two prefixes.
fn diamond(levels: usize, leaf: &str) -> Vec<(String, String)> {
    let mut files = vec![
        ("kustomization.yaml".to_owned(), "resources: [l0]\n".to_owned()),
        (format!("l{levels}/kustomization.yaml"), listing(&["a.yaml"])),
        (format!("l{levels}/a.yaml"), leaf.to_owned()),
    ];
    for level in 0..levels {
        let next = level + 1;
        for side in ["a", "b"] {
            let text = format!("namePrefix: {side}-\nresources: [../../l{next}]\n");
            files.push((format!("l{level}/{side}/kustomization.yaml"), text));
        }
        files.push((format!("l{level}/kustomization.yaml"), listing(&["a", "b"])));
    }
    files
}

#[test]
fn an_exponential_overlay_is_refused() {
    let failure = refused(&diamond(24, &config_map("x")), Fault::Limit);
    assert!(failure.message.contains("limit"), "{failure:?}");
}

#[test]
fn few_large_objects_are_refused_as_many_small_ones_are() {
    let large = format!("{}  big: {}\n", config_map("x"), "x".repeat(1 << 20));
    refused(&diamond(9, &large), Fault::Limit);
    let wide = format!("{}l: [{}]\n", config_map("x"), vec!["1"; 100_000].join(","));
    refused(&diamond(9, &wide), Fault::Limit);
}

#[test]
fn a_small_diamond_is_built() {
    let printed = build_in(memory(&diamond(5, &config_map("x"))), "").expect("32 objects");
    assert_eq!(printed.matches("kind: ConfigMap").count(), 32);
}

#[test]
fn an_exponential_overlay_costs_little_and_hides_nothing() {
    let mut files = diamond(24, &config_map("x"));
    files.push(("other/kustomization.yaml".to_owned(), listing(&["missing.yaml"])));
    let (report, _) = check(memory(&files));
    assert!(
        rules(&report).contains(&"limit-exceeded") && rules(&report).contains(&"missing-file"),
        "{:?}",
        rules(&report)
    );
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let run = Repository::new(&files).run_limited("check", &[]);
    assert_eq!(run.code, 1, "{run:?}");
}

#[test]
fn components_that_include_each_other_twice_are_refused() {
    let mut files = vec![
        ("kustomization.yaml".to_owned(), "resources: [a.yaml]\ncomponents: [c0]\n".to_owned()),
        ("a.yaml".to_owned(), config_map("x")),
    ];
    let head = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n";
    for level in 0..40 {
        let next = level + 1;
        let text = format!("{head}components: [../c{next}, ../c{next}]\n");
        files.push((format!("c{level}/kustomization.yaml"), text));
    }
    files.push(("c40/kustomization.yaml".to_owned(), format!("{head}namePrefix: x\n")));
    refused(&files, Fault::Limit);
}

#[test]
fn long_chains_of_bases_and_components_end() {
    let head = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n";
    let mut bases = vec![("kustomization.yaml".to_owned(), "resources: [b0]\n".to_owned())];
    let mut components = vec![
        ("kustomization.yaml".to_owned(), "resources: [a.yaml]\ncomponents: [b0]\n".to_owned()),
        ("a.yaml".to_owned(), config_map("x")),
    ];
    for level in 0..4_000 {
        let next = level + 1;
        bases.push((format!("b{level}/kustomization.yaml"), format!("resources: [../b{next}]\n")));
        components
            .push((format!("b{level}/kustomization.yaml"), format!("{head}components: [../b{next}]\n")));
    }
    bases.push(("b4000/kustomization.yaml".to_owned(), listing(&["a.yaml"])));
    bases.push(("b4000/a.yaml".to_owned(), config_map("x")));
    build_in(memory(&bases), "").expect("a chain of bases is long, not large");
    components.push(("b4000/kustomization.yaml".to_owned(), format!("{head}nameSuffix: x\n")));
    refused(&components, Fault::Limit);
}

#[test]
fn a_fault_below_a_diamond_is_told_once() {
    let (report, _) = check(memory(&diamond(24, "apiVersion: v1\nkind: ConfigMap\n")));
    assert_eq!(report.findings.len(), 1, "{:?}", rules(&report));
}
