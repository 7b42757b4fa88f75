//! The JSON format, version 1, which programs rely on.

use std::collections::BTreeSet;

use overlint::Exit;
use serde_json::Value;

use crate::support::{CONFIG_MAP, Checkout};

const SUMMARY: [&str; 12] = [
    "overlays",
    "unbuilt",
    "resources",
    "valid",
    "invalid",
    "skipped",
    "errors",
    "warnings",
    "infos",
    "suppressed",
    "files",
    "seconds",
];
const FINDING: [&str; 15] = [
    "rule",
    "severity",
    "message",
    "help",
    "file",
    "line",
    "column",
    "end_line",
    "end_column",
    "related",
    "overlays",
    "resources",
    "pointer",
    "fingerprint",
    "kubernetes",
];
const RELATED: [&str; 4] = ["file", "line", "column", "message"];
const RESOURCE: [&str; 4] = ["apiVersion", "kind", "namespace", "name"];

fn report(checkout: &Checkout, path: &str) -> Value {
    let run = checkout.run_on(path, &["check", "--format", "json"]);
    assert_eq!(run.err, "");
    serde_json::from_str(&run.out).unwrap()
}

fn findings(report: &Value) -> &[Value] {
    report["findings"].as_array().unwrap()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("`{key}` is a list: {value}"))
}

#[track_caller]
fn has_keys(value: &Value, keys: &[&str]) {
    let there: BTreeSet<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(there, keys.iter().copied().collect::<BTreeSet<_>>());
}

#[track_caller]
fn is_place(value: &Value) {
    let file = value["file"].as_str().unwrap();
    assert!(!file.is_empty() && !file.starts_with('/') && !file.contains(['\\', ':']), "{file}");
    assert!(!file.split('/').any(|segment| segment == "." || segment == ".."), "{file}");
    assert!(value["line"].as_u64().unwrap() >= 1 && value["column"].as_u64().unwrap() >= 1);
}

#[test]
fn every_key_is_there_and_no_other() {
    let report = report(&Checkout::shop(), "");
    has_keys(&report, &["version", "summary", "findings"]);
    assert_eq!(report["version"], 1);
    has_keys(&report["summary"], &SUMMARY);
    assert_eq!(findings(&report).len(), 5);
    for finding in findings(&report) {
        has_keys(finding, &[&FINDING[..], &["applications"]].concat());
        for related in list(finding, "related") {
            has_keys(related, &RELATED);
        }
        for resource in list(finding, "resources") {
            has_keys(resource, &RESOURCE);
        }
    }
}

#[test]
fn every_value_has_its_type() {
    let report = report(&Checkout::shop(), "");
    for key in SUMMARY {
        let value = &report["summary"][key];
        assert!(if key == "seconds" { value.is_f64() } else { value.is_u64() }, "{key}: {value}");
    }
    for finding in findings(&report) {
        for key in ["rule", "message", "fingerprint"] {
            assert!(finding[key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {finding}");
        }
        assert!(["error", "warning", "info"].contains(&finding["severity"].as_str().unwrap()));
        assert!(finding["help"].is_string() || finding["help"].is_null());
        assert!(finding["pointer"].as_str().is_some_and(|pointer| pointer.starts_with('/')), "{finding}");
        assert_eq!(list(finding, "kubernetes").len(), 1);
    }
}

#[test]
fn every_place_is_a_place_of_the_repository() {
    let checkout = Checkout::shop();
    for finding in findings(&report(&checkout, "")) {
        is_place(finding);
        list(finding, "related").iter().for_each(is_place);
        assert!(checkout.path(finding["file"].as_str().unwrap()).is_file());
        assert!(finding["end_line"] == finding["line"]);
        assert!(finding["end_column"].as_u64() > finding["column"].as_u64());
        assert!(!list(finding, "overlays").is_empty());
        for overlay in list(finding, "overlays") {
            assert!(checkout.path(overlay.as_str().unwrap()).join("kustomization.yaml").is_file());
        }
    }
}

#[test]
fn the_findings_are_those_of_the_shop() {
    let report = report(&Checkout::shop(), "");
    let places: Vec<_> = findings(&report)
        .iter()
        .map(|finding| {
            let text = |key: &str| finding[key].as_str().unwrap().to_owned();
            (text("rule"), text("file"), finding["line"].as_u64().unwrap(), list(finding, "overlays").len())
        })
        .collect();
    let expected = [
        ("wrong-type", "services/cart/overlays/production/scale.yaml", 6, 1),
        ("unknown-field", "services/catalog/base/deployment.yaml", 9, 2),
        ("environment-variable-pattern", "services/catalog/overlays/production/environment.yaml", 14, 1),
        ("missing-memory-limit", "services/catalog/overlays/production/import.yaml", 15, 1),
        ("missing-readiness-probe", "services/checkout/base/deployment.yaml", 17, 2),
    ];
    assert_eq!(places, expected.map(|(rule, file, line, n)| (rule.to_owned(), file.to_owned(), line, n)));
    let summary = &report["summary"];
    assert_eq!((summary["errors"].as_u64(), summary["warnings"].as_u64()), (Some(3), Some(2)));
    assert_eq!(summary["overlays"], 9);
    let judged = ["valid", "invalid", "skipped"].map(|key| summary[key].as_u64().unwrap());
    assert_eq!(judged.iter().sum::<u64>(), summary["resources"].as_u64().unwrap());
}

#[test]
fn columns_count_code_points() {
    let object = CONFIG_MAP.replace("  name: settings", "  {name: größenübersicht-🐳, größe: 1}");
    let report = report(&Checkout::new().overlay("a", &object), "");
    let unknown = findings(&report).iter().find(|finding| finding["rule"] == "unknown-field").unwrap();
    assert_eq!((unknown["line"].as_u64(), unknown["column"].as_u64()), (Some(4), Some(29)));
    assert_eq!(unknown["end_column"], 34);
    assert_eq!(unknown["pointer"], "/metadata/größe");
}

#[test]
fn paths_are_relative_to_the_configuration_wherever_the_check_begins() {
    let checkout = Checkout::shop();
    let whole = report(&checkout, "");
    let part = report(&checkout, "services/cart");
    let cart = |report: &Value| {
        let mut of_cart = findings(report).iter().filter(|finding| finding["rule"] == "wrong-type").cloned();
        of_cart.next().unwrap()
    };
    assert_eq!(findings(&part).len(), 1);
    assert_eq!(cart(&whole), cart(&part));
}

#[test]
fn a_fingerprint_outlives_a_moved_line() {
    let checkout = Checkout::shop();
    let file = "services/catalog/base/deployment.yaml";
    let text = std::fs::read_to_string(checkout.path(file)).unwrap();
    let unknown = |checkout: &Checkout| {
        let report = report(checkout, "");
        findings(&report).iter().find(|finding| finding["rule"] == "unknown-field").cloned().unwrap()
    };
    let before = unknown(&checkout);
    checkout.write(file, &format!("# a line more\n{text}"));
    let after = unknown(&checkout);
    assert_eq!(before["fingerprint"], after["fingerprint"]);
    assert_eq!(after["line"].as_u64(), before["line"].as_u64().map(|line| line + 1));
}

#[test]
fn a_clean_report_is_json_too() {
    let checkout = Checkout::with_overlays(&["a"]);
    let run = checkout.run(&["check", "--format", "json"]).ended(Exit::Clean);
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert!(findings(&report).is_empty());
    assert!(run.out.ends_with("}\n"));
}

#[test]
fn an_overlay_that_cannot_be_built_has_a_finding_with_a_place() {
    let report = report(&Checkout::new().overlay("a", "a: [\n"), "");
    assert_eq!(report["summary"]["unbuilt"], 1);
    let [finding] = findings(&report) else { panic!("one finding: {report}") };
    is_place(finding);
    assert_eq!(
        (finding["rule"].as_str(), finding["overlays"].to_string()),
        (Some("invalid-yaml"), "[\"a\"]".to_owned())
    );
}

#[test]
fn every_other_format_is_written_beside_the_first() {
    let checkout = Checkout::shop();
    let file = |name: &str| checkout.argument(name);
    let (sarif, junit) = (file("report.sarif"), file("report.xml"));
    let formats = [format!("--format=sarif={sarif}"), format!("--format=junit={junit}")];
    let run = checkout.run(&["check", "--format=github", &formats[0], &formats[1]]).ended(Exit::Findings);
    run.says(&[
        "::error file=services/catalog/base/deployment.yaml,line=9,col=3,endLine=9,endColumn=25,title=unknown-field::",
        "3 errors, 2 warnings; 9 overlays",
    ]);
    let log: Value = serde_json::from_str(&std::fs::read_to_string(sarif).unwrap()).unwrap();
    let run = &log["runs"][0];
    assert_eq!(list(run, "results").len(), 5);
    for result in list(run, "results") {
        let rule =
            &run["tool"]["driver"]["rules"][usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
    }
    let junit = std::fs::read_to_string(junit).unwrap();
    assert!(junit.starts_with("<?xml"), "{junit}");
    assert_eq!(junit.matches("<failure").count(), 3);
}

#[test]
fn a_format_that_is_not_known_names_those_that_are() {
    Checkout::shop()
        .run(&["check", "--format", "xml"])
        .refused(&["there is no format `xml`", "`github`, `human`, `json`, `junit`, `sarif`"]);
}
