//! What differs between versions of Kubernetes.

use overlint_report::{HumanOptions, JsonOptions, Report, Summary, human, json, sort};
use overlint_source::{Finding, Sources};

use crate::sample::{DEPLOYMENT, at, names};

/// Two versions of Kubernetes, of which the newer drops one thing and refuses another at two places.
fn comparison(sources: &Sources) -> Report {
    let base = sources.add("tree/pay/base/deployment.yaml", DEPLOYMENT);
    let with = |mut finding: Finding, versions: &[&str]| {
        finding.kubernetes = names(versions);
        finding
    };
    let gone = "`extensions/v1beta1` `Ingress` is gone since Kubernetes 1.22: use `networking.k8s.io/v1`";
    let mut findings = vec![
        with(Finding::error("removed-api", at(base, 1, 13, 7), gone), &["1.34"]),
        with(Finding::error("removed-api", at(base, 3, 1, 8), gone), &["1.34"]),
        with(Finding::warning("deprecated-api", at(base, 2, 7, 10), "it is going to go"), &["1.21"]),
        with(
            Finding::error("unknown-field", at(base, 6, 3, 22), "in every version"),
            &["1.21", "1.34", "1.37"],
        ),
        with(Finding::error("unknown-field", at(base, 7, 3, 8), "in the later two"), &["1.34", "1.37"]),
        Finding::warning("missing-memory-limit", at(base, 10, 7, 10), "whatever the version"),
    ];
    sort(&mut findings, sources);
    let mut summary = Summary { overlays: 1, resources: 1, invalid: 1, files: 1, ..Summary::default() };
    summary.count(&findings);
    Report { summary, findings }
}

#[test]
fn versions_of_kubernetes_are_compared() {
    let sources = Sources::default();
    let report = comparison(&sources);
    let kubernetes: Vec<String> = ["1.21", "1.34", "1.37"].map(str::to_owned).to_vec();
    let options =
        HumanOptions { prefix: "tree".to_owned(), kubernetes: kubernetes.clone(), ..HumanOptions::default() };
    let mut out = Vec::new();
    human::write(&report, &sources, &options, &mut out).expect("a vector takes everything");
    insta::assert_snapshot!(String::from_utf8(out).expect("UTF-8"));
    let mut out = Vec::new();
    json::write(&report, &sources, &JsonOptions { prefix: String::new(), kubernetes }, &mut out)
        .expect("a vector takes everything");
    let value: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
    let versions = |line: u64| {
        let findings = value["findings"].as_array().expect("a list");
        findings.iter().find(|finding| finding["line"] == line).expect("a finding")["kubernetes"].clone()
    };
    assert_eq!(versions(7), serde_json::json!(["1.34", "1.37"]));
    assert_eq!(versions(10), serde_json::json!(["1.21", "1.34", "1.37"]));
}
