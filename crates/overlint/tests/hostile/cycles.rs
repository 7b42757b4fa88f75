//! Kustomizations that include themselves.

use overlint::kustomize::Fault;

use crate::support::{check, config_map, memory, refused, rules};

const COMPONENT: &str = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n";

#[test]
fn a_kustomization_that_is_its_own_base_is_refused() {
    for entry in ["'.'", "./", "../x", "a/..", "./a/../."] {
        let files = [
            ("x/kustomization.yaml", format!("resources: [{entry}]\n")),
            ("x/a/b.yaml", config_map("a")),
            ("kustomization.yaml", "resources: [x]\n".to_owned()),
        ];
        refused(&files, Fault::Cycle);
    }
}

#[test]
fn two_that_include_each_other_are_refused() {
    let files = [
        ("kustomization.yaml", "resources: [a]\n"),
        ("a/kustomization.yaml", "resources: [../b]\n"),
        ("b/kustomization.yaml", "resources: [../a]\n"),
    ];
    refused(&files, Fault::Cycle);
}

#[test]
fn the_parent_and_the_root_are_refused() {
    let files = [("kustomization.yaml", "resources: [a]\n"), ("a/kustomization.yaml", "resources: ['..']\n")];
    refused(&files, Fault::Cycle);
    let files = [
        ("kustomization.yaml", "resources: [a/b/c]\n"),
        ("a/b/c/kustomization.yaml", "resources: [../../..]\n"),
    ];
    refused(&files, Fault::Cycle);
}

#[test]
fn components_in_a_circle_are_refused() {
    for (inner, text) in [
        ("c", format!("{COMPONENT}components: ['.']\n")),
        ("c", format!("{COMPONENT}components: [../d]\n")),
        ("c", format!("{COMPONENT}resources: ['..']\n")),
        ("c", format!("{COMPONENT}resources: [../d]\n")),
    ] {
        let files = [
            ("kustomization.yaml", "components: [c]\n".to_owned()),
            ("c/kustomization.yaml", text),
            ("d/kustomization.yaml", format!("{COMPONENT}components: [../{inner}]\n")),
        ];
        let failure = refused(&files, Fault::Cycle);
        assert!(failure.file.ends_with("kustomization.yaml"));
    }
}

#[test]
fn circles_only_are_still_reported() {
    let (report, _) = check(memory(&[
        ("x/kustomization.yaml", "resources: [../y]\n"),
        ("y/kustomization.yaml", "resources: [../x]\n"),
        ("fine/kustomization.yaml", "resources: [missing.yaml]\n"),
    ]));
    assert!(rules(&report).contains(&"kustomization-cycle"), "{:?}", rules(&report));
    assert!(rules(&report).contains(&"missing-file"), "{:?}", rules(&report));
}

#[test]
fn a_circle_of_thousands_ends() {
    let files: Vec<(String, String)> = (0..3_000)
        .map(|index| {
            (format!("k{index}/kustomization.yaml"), format!("resources: [../k{}]\n", (index + 1) % 3_000))
        })
        .chain([("kustomization.yaml".to_owned(), "resources: [k0]\n".to_owned())])
        .collect();
    refused(&files, Fault::Cycle);
}
