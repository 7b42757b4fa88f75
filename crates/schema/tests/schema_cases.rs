//! Agreement with the API server's own verdicts, where the cases lie beside the workspace.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stderr, reason = "the agreement is for people to read")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use overlint_schema::{Catalog, validate_as};
use overlint_source::finding::settle;
use overlint_source::read::{Limits, Place, read};
use overlint_source::resolve::Dialect;
use overlint_source::{Finding, Severity, SourceId};
use serde_json::Value;

/// Agreement by tier that must not be lost again, in cases.
const FLOOR: [(&str, usize); 4] = [("beat", 40), ("core", 647), (OTHER_VERSIONS, 79), ("server-only", 76)];

/// The version of the server that judged the cases.
const ORACLE: &str = "1.31";

/// The tier of what another version says of a case: there kubeconform is asked, which passes over what a version does
/// not have, and knows no more than the schemas.
const OTHER_VERSIONS: &str = "other versions";

#[derive(Default)]
struct Score {
    cases: usize,
    agreed: usize,
    hints_wanted: usize,
    hints_given: usize,
    misses: Vec<String>,
}

#[test]
fn the_servers_verdicts_are_ours() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/schema-cases");
    let Ok(verdicts) = fs::read_to_string(folder.join("verdicts.jsonl")) else {
        eprintln!("skipped: {} is not there", folder.display());
        return;
    };
    let mut scores = BTreeMap::<String, Score>::new();
    for line in verdicts.lines() {
        let row: Value = serde_json::from_str(line).expect("each line is JSON");
        judge(&row, &folder, &mut scores);
    }
    for (tier, score) in &scores {
        let Score { cases, agreed, hints_wanted, hints_given, misses } = score;
        eprintln!(
            "{tier}: {agreed} of {cases} agree; the right word named in {hints_given} of {hints_wanted}"
        );
        for miss in misses {
            eprintln!("  {miss}");
        }
    }
    for (tier, floor) in FLOOR {
        assert!(scores[tier].agreed >= floor, "{tier}: {} of at least {floor}", scores[tier].agreed);
    }
}

fn judge(row: &Value, folder: &Path, scores: &mut BTreeMap<String, Score>) {
    let Some(refuse) = wanted(row["want"].as_str().unwrap()) else { return };
    let file: PathBuf = folder.join("cases").join(row["name"].as_str().unwrap());
    let text = fs::read(&file).expect("each verdict has its case");
    let text = String::from_utf8_lossy(&text);
    for version in row["kubernetes"].as_array().unwrap().iter().filter_map(Value::as_str) {
        let (tier, refuse) = match version {
            ORACLE => (row["tier"].as_str().unwrap(), refuse),
            _ => (OTHER_VERSIONS, row["kubeconform"][version] != "valid"),
        };
        let catalog = Catalog::kubernetes(version.parse().unwrap()).unwrap();
        let score = scores.entry(tier.to_owned()).or_default();
        compare(row, refuse, findings(&text, &catalog), score);
    }
}

/// Counts what was found in a file by one version.
fn compare(row: &Value, refuse: bool, findings: Option<Vec<Finding>>, score: &mut Score) {
    score.cases += 1;
    if refuse == findings.as_ref().is_none_or(|findings| findings.iter().any(is_error)) {
        score.agreed += 1;
    } else {
        let said =
            findings.iter().flatten().map(|finding| finding.message.as_str()).next().unwrap_or("nothing");
        score.misses.push(format!(
            "{}: {} {} said {said}; server {}",
            row["name"], row["want"], row["note"], row["api_server"]
        ));
    }
    if let (true, Some(word), Some(findings)) = (refuse, meant(row), findings.filter(|all| !all.is_empty())) {
        score.hints_wanted += 1;
        if findings.iter().any(|finding| names(finding, &word)) {
            score.hints_given += 1;
        } else {
            score
                .misses
                .push(format!("{}: {} no `{word}` in {:?}", row["name"], row["note"], findings[0].message));
        }
    }
}

fn is_error(finding: &Finding) -> bool {
    finding.severity == Severity::Error
}

fn wanted(want: &str) -> Option<bool> {
    match want {
        "accept" | "accept-empty" | "skip" => Some(false),
        "reject" | "reject-unserved" | "server-only" => Some(true),
        _ => None,
    }
}

/// The key or parent that a good message names.
fn meant(row: &Value) -> Option<String> {
    let note = row["note"].as_str()?;
    let word = |text: &str| text.split(' ').next().map(str::to_owned);
    match row["mutation"].as_str()? {
        "typo-key" | "case-key" => note.split(" -> ").next().map(str::to_owned),
        "indent-up" => word(note.split_once("moved out of ")?.1),
        "indent-down" => {
            let steps = row["pointer"].as_str()?.split('/').filter(|step| step.parse::<u32>().is_err());
            steps.skip(1).collect::<Vec<_>>().iter().rev().nth(2).map(|step| (*step).to_owned())
        }
        _ => None,
    }
}

fn names(finding: &Finding, word: &str) -> bool {
    let text = format!("{} {}", finding.message, finding.help.as_deref().unwrap_or_default());
    text.split(|character: char| !(character.is_alphanumeric() || "_-$".contains(character)))
        .any(|part| part == word)
}

/// What is found in a file; `None` where it cannot be read.
fn findings(text: &str, catalog: &Catalog) -> Option<Vec<Finding>> {
    let documents = read(text, Place::of(SourceId::NOWHERE), &Limits::default()).ok()?;
    let mut findings = Vec::new();
    for root in documents.iter().filter_map(|document| document.root.as_ref()) {
        let mut own = Vec::new();
        validate_as(catalog, root, Dialect::Yaml11, &mut own);
        settle(&mut own);
        findings.extend(own);
    }
    Some(findings)
}
