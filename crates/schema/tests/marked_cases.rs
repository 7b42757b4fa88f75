//! The cases of `testdata/schema`: each faulty line carries `# expect: rule`, and nothing else may be found.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use overlint_schema::{Catalog, validate};
use overlint_source::SourceId;
use overlint_source::finding::settle;
use overlint_source::read::{Limits, Place, read};

#[test]
fn findings_stand_where_they_are_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/schema");
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.is_file());
    files.sort();
    assert!(!files.is_empty(), "{} holds no cases", folder.display());
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        assert_eq!(found(&text), expected(&text), "{}", file.display());
    }
}

fn expected(text: &str) -> BTreeSet<(u32, String)> {
    let lines = (1..).zip(text.lines());
    let marked = lines.filter_map(|(number, line)| Some((number, line.split_once("# expect: ")?.1)));
    marked.flat_map(|(number, rules)| rules.split(", ").map(move |rule| (number, rule.to_owned()))).collect()
}

fn found(text: &str) -> BTreeSet<(u32, String)> {
    let catalog = Catalog::newest().unwrap();
    let documents = read(text, Place::of(SourceId::NOWHERE), &Limits::default()).unwrap();
    let mut findings = Vec::new();
    for root in documents.into_iter().filter_map(|document| document.root) {
        let mut own = Vec::new();
        validate(&catalog, &root, &mut own);
        settle(&mut own);
        findings.extend(own);
    }
    for finding in &findings {
        assert!(finding.help.is_some(), "no help: {finding:?}");
        assert!(!finding.message.ends_with('.'), "a full stop: {finding:?}");
    }
    findings.into_iter().map(|finding| (finding.origin.line, finding.rule.into_owned())).collect()
}
