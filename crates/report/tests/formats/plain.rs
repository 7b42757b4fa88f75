//! What a person reads, and JSON.

use overlint_report::{HumanOptions, JsonOptions, Report, Summary, human, json, sort};
use overlint_source::{Finding, Sources};

use proptest::prelude::*;

use crate::sample::{at, report, resource};

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
        Report { summary: Summary { overlays: 1, resources: 1, ..Summary::default() }, ..Report::default() };
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
            finding.resources = vec![resource("Secret", "s").into()];
        }
        let report = Report { findings: vec![finding], ..Report::default() };
        let options = HumanOptions { width, verbose, color: verbose, ..HumanOptions::default() };
        let mut out = Vec::new();
        human::write(&report, &sources, &options, &mut out).expect("a vector takes everything");
        json::write(&report, &sources, &JsonOptions::default(), &mut out).expect("a vector takes everything");
        prop_assert!(String::from_utf8_lossy(&out).contains("error[rule]"));
    }
}
