//! `overlint list`.

use overlint::Exit;

use crate::support::{Checkout, overlint};

#[test]
fn overlays_are_what_a_check_builds() {
    let checkout = Checkout::shop();
    let expected = "\
argocd
cluster/overlays/production
cluster/overlays/staging
services/cart/overlays/production
services/cart/overlays/staging
services/catalog/overlays/production
services/catalog/overlays/staging
services/checkout/overlays/production
services/checkout/overlays/staging
";
    assert_eq!(checkout.run(&["list", "overlays"]).ended(Exit::Clean).out, expected);
    checkout.run(&["check"]).says(&["; 9 overlays with"]);
}

#[test]
fn overlays_below_a_directory_have_the_same_names() {
    let run = Checkout::shop().run_on("services/cart", &["list", "overlays"]).ended(Exit::Clean);
    assert_eq!(run.out, "services/cart/overlays/production\nservices/cart/overlays/staging\n");
}

#[test]
fn every_policy_is_listed_once_and_by_id() {
    let run = overlint(&["list", "policies"]).ended(Exit::Clean);
    let ids: Vec<&str> = run.out.lines().skip(1).map(|line| line.split(' ').next().unwrap()).collect();
    assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    for policy in overlint::policies::POLICIES {
        assert!(ids.contains(&policy.rule().id));
    }
    let has_severity =
        |line: &str| ["error", "warning", "info"].contains(&line.split_whitespace().nth(1).unwrap());
    assert!(run.out.lines().skip(1).all(has_severity));
}

#[test]
fn policies_are_narrowed_down_by_theme_and_profile() {
    let listed = |more: &[&str]| overlint(&[&["list", "policies"], more].concat()).ended(Exit::Clean).out;
    insta::assert_snapshot!(listed(&["--theme", "probes"]));
    let (all, strict) =
        (listed(&["--theme", "probes"]), listed(&["--theme", "probes", "--profile", "recommended"]));
    assert!(strict.lines().all(|line| !line.contains("  strict  ")) && strict.len() < all.len());
    let build = listed(&["--theme", "build", "--profile", "security"]);
    assert!(build.lines().any(|line| line.starts_with("patch-without-target ")), "{build}");
    overlint(&["list", "policies", "--theme", "prober"])
        .refused(&["there is no theme `prober`", "placement, probes, rbac"]);
    overlint(&["list", "versions", "--theme", "probes"]).refused(&["only `list policies` takes"]);
}

#[test]
fn versions_are_those_that_the_configuration_takes() {
    let run = overlint(&["list", "versions"]).ended(Exit::Clean);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines.first(), Some(&"1.11"));
    assert!(lines.last().unwrap().ends_with(" (default)"), "{lines:?}");
    assert_eq!(lines.iter().filter(|line| line.contains("default")).count(), 1);
    for version in lines.iter().map(|line| line.split(' ').next().unwrap()) {
        let config = format!("kubernetes: \"{version}\"\n");
        let checkout = Checkout::with_overlays(&["a"]).file("overlint.yaml", &config);
        checkout.run(&["check"]).ended(Exit::Clean);
    }
}

#[test]
fn nothing_else_is_listed() {
    overlint(&["list", "bases"]).refused(&["'bases'", "overlays, policies, schema, versions"]);
    overlint(&["list"]).refused(&["<WHAT>"]);
    Checkout::new().run(&["list", "overlays"]).refused(&["there is no kustomization file there"]);
}
