//! Both formats on one report that has every part: several files, cut lines, hostile bytes, a Secret.

use std::sync::Arc;

use overlint_report::{HumanOptions, JsonOptions, Report, Summary, human, json, sort};
use overlint_source::{Finding, Origin, ResourceId, SourceId, Sources};
use proptest::prelude::*;

const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: pay\nspec:\n  \
                          progresDeadlineSeconds: 600\n  replicas: 2\n  template:\n    spec:\n      containers:\n";
const PATCH: &str = "kind: Deployment\nspec:\n\treplicas: \"3\"\n  名前: 値\n";

fn at(source: SourceId, line: u32, column: u32, length: u32) -> Origin {
    Origin { source, line, column, length }
}

fn overlays(names: &[&str]) -> Vec<Arc<str>> {
    names.iter().map(|name| Arc::from(*name)).collect()
}

fn resource(kind: &str, name: &str) -> ResourceId {
    let (api_version, namespace) = ("v1".to_owned(), "production".to_owned());
    ResourceId { api_version, kind: kind.to_owned(), namespace, name: name.to_owned() }
}

fn misspelt(base: SourceId, patch: SourceId) -> Finding {
    let message = "unknown field `progresDeadlineSeconds` in a Deployment's `spec`";
    let mut finding = Finding::error("unknown-field", at(base, 6, 3, 22), message)
        .help("did you mean `progressDeadlineSeconds`?")
        .related(at(patch, 3, 2, 8), "patched here")
        .related(at(base, 8, 3, 8), "beside this")
        .pointer("/spec/progresDeadlineSeconds");
    finding.overlays =
        overlays(&["tree/pay/overlays/production", "tree/pay/overlays/staging", "tree/pay/overlays/dev1"]);
    finding.resources = vec![resource("Deployment", "pay")];
    finding
}

fn report(sources: &Sources) -> Report {
    let base = sources.add("tree/pay/base/deployment.yaml", DEPLOYMENT);
    let patch = sources.add("tree/pay/overlays/production/patch.yaml", PATCH);
    let secret =
        sources.add("tree/pay/base/secret.yaml", "stringData:\n  first: hunter1\n  second: hunter2\n");
    let long =
        sources.add("tree/long.yaml", format!("{{{}wrong: [1]{}}}", "a: 1, ".repeat(1700), " ".repeat(900)));
    let hostile = sources.add("tree/\u{1b}]0;evil\u{7}.yaml", "key: \u{1b}[2J\u{202e}desrever\u{202c}\n");
    let mut concealed = Finding::error("wrong-type", at(secret, 3, 11, 7), "a string is wanted")
        .pointer("/stringData/second");
    concealed.resources = vec![resource("Secret", "pay")];
    let mut findings = vec![
        misspelt(base, patch),
        concealed,
        Finding::warning("wide", at(patch, 4, 7, 1), "wide characters keep the underline in place"),
        Finding::error("wrong-type", at(long, 1, 10_209, 3), "a line of ten thousand columns is cut"),
        Finding::error("hostile", at(hostile, 1, 6, 14), "a \u{9b}31mname\u{2066} that\nbreaks out")
            .help("\u{1b}c"),
        Finding::warning("no-place", Origin::NOWHERE, "nothing holds this"),
        Finding::error("behind-the-end", at(patch, 99, 1, 1), "the file is shorter"),
    ];
    let mut info = Finding::warning("deprecated-field", at(base, 1, 1, 10), "worth knowing");
    info.severity = overlint_source::Severity::Info;
    findings.push(info);
    sort(&mut findings, sources);
    let mut summary =
        Summary { overlays: 12, unbuilt: 1, resources: 96, valid: 90, invalid: 2, ..Summary::default() };
    summary = Summary { skipped: 4, suppressed: 1, files: 41, seconds: 0.051_234, ..summary };
    summary.count(&findings);
    Report { summary, findings }
}

fn human_text(options: &HumanOptions) -> String {
    let sources = Sources::default();
    let report = report(&sources);
    let mut out = Vec::new();
    human::write(&report, &sources, options, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("the report is text")
}

fn json_text() -> String {
    let sources = Sources::default();
    let report = report(&sources);
    let options = JsonOptions { prefix: "tree".to_owned(), kubernetes: vec!["1.37".to_owned()] };
    let mut out = Vec::new();
    json::write(&report, &sources, &options, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("the report is text")
}

#[test]
fn human_without_colour() {
    insta::assert_snapshot!(human_text(&HumanOptions {
        prefix: "tree".to_owned(),
        ..HumanOptions::default()
    }));
}

#[test]
fn human_in_full() {
    let options =
        HumanOptions { prefix: "tree".to_owned(), verbose: true, width: 60, ..HumanOptions::default() };
    insta::assert_snapshot!(human_text(&options));
}

#[test]
fn human_with_colour() {
    let options = HumanOptions { prefix: "tree".to_owned(), color: true, ..HumanOptions::default() };
    insta::assert_snapshot!(human_text(&options).replace('\u{1b}', "␛"));
}

#[test]
fn json_version_1() {
    insta::assert_snapshot!(json_text());
}

#[test]
fn nothing_found_is_one_line() {
    let mut out = Vec::new();
    let report =
        Report { summary: Summary { overlays: 1, resources: 1, ..Summary::default() }, findings: vec![] };
    human::write(&report, &Sources::default(), &HumanOptions::default(), &mut out)
        .expect("a vector takes everything");
    assert_eq!(
        String::from_utf8_lossy(&out),
        "0 errors, 0 warnings; 1 overlay with 1 resource; 0 files in 0.00 s\n"
    );
    out.clear();
    json::write(&report, &Sources::default(), &JsonOptions::default(), &mut out)
        .expect("a vector takes everything");
    let parsed: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
    assert_eq!((&parsed["version"], &parsed["findings"]), (&1.into(), &serde_json::json!([])));
}

#[test]
fn no_byte_of_a_source_acts_on_the_terminal() {
    for text in [human_text(&HumanOptions::default()), json_text()] {
        let acts = |c: &char| c.is_control() && !"\n\t".contains(*c) || ('\u{202a}'..='\u{2069}').contains(c);
        assert_eq!(text.chars().find(acts), None);
    }
}

#[test]
fn json_gives_hostile_text_back_unchanged() {
    let parsed: serde_json::Value = serde_json::from_str(&json_text()).expect("JSON");
    let findings = parsed["findings"].as_array().expect("a list");
    let hostile = findings.iter().find(|finding| finding["rule"] == "hostile").expect("it is there");
    assert_eq!(hostile["message"], "a \u{9b}31mname\u{2066} that\nbreaks out");
    assert_eq!(hostile["file"], "\u{1b}]0;evil\u{7}.yaml");
}

#[test]
fn a_secrets_value_is_never_shown() {
    let text = human_text(&HumanOptions { verbose: true, ..HumanOptions::default() });
    assert!(text.contains("second: ***") && !text.contains("hunter"), "{text}");
}

/// Ten thousand findings in files of ten thousand lines stay far from being felt, even unoptimized.
#[test]
fn many_findings_are_drawn_quickly() {
    let sources = Sources::default();
    let files: Vec<_> =
        (0..100).map(|n| sources.add(format!("{n}.yaml"), "key: value\n".repeat(10_000))).collect();
    let finding =
        |n: u32| Finding::error("rule", at(files[n as usize % 100], n + 1, 6, 5), "wrong").help("mend it");
    let mut findings: Vec<_> = (0..10_000).rev().map(finding).collect();
    let start = std::time::Instant::now();
    sort(&mut findings, &sources);
    let report = Report { findings, ..Report::default() };
    human::write(&report, &sources, &HumanOptions::default(), &mut Vec::new())
        .expect("a vector takes everything");
    json::write(&report, &sources, &JsonOptions::default(), &mut Vec::new())
        .expect("a vector takes everything");
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

fn any_origin() -> impl Strategy<Value = (u32, u32, u32)> {
    (0_u32..6, prop_oneof![0_u32..40, any::<u32>()], prop_oneof![0_u32..40, any::<u32>()])
}

proptest! {
    #[test]
    fn no_text_and_no_place_breaks_a_report(
        text in "([ -~\n\t\r\u{1b}\u{202e}é名]|: ){0,60}",
        places in proptest::collection::vec(any_origin(), 1..5),
        (width, verbose, secret) in (0_usize..90, any::<bool>(), any::<bool>()),
    ) {
        let sources = Sources::default();
        let source = sources.add("a.yaml", text);
        let mut places = places.into_iter().map(|(line, column, length)| at(source, line, column, length));
        let mut finding = Finding::error("rule", places.next().expect("one at least"), "message");
        finding.related = places.map(|origin| overlint_source::Related { origin, message: "here".into() }).collect();
        if secret {
            finding.resources = vec![resource("Secret", "s")];
        }
        let report = Report { findings: vec![finding], ..Report::default() };
        let options = HumanOptions { width, verbose, color: verbose, ..HumanOptions::default() };
        let mut out = Vec::new();
        human::write(&report, &sources, &options, &mut out).expect("a vector takes everything");
        json::write(&report, &sources, &JsonOptions::default(), &mut out).expect("a vector takes everything");
        prop_assert!(String::from_utf8_lossy(&out).contains("error[rule]"));
    }
}

/// Two versions of Kubernetes, of which the newer drops one thing and refuses another at two places.
fn comparison(sources: &Sources) -> Report {
    let base = sources.add("tree/pay/base/deployment.yaml", DEPLOYMENT);
    let with = |mut finding: Finding, versions: &[&str]| {
        finding.kubernetes = overlays(versions);
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
