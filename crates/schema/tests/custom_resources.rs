//! Custom resources against their definitions: the cases of `testdata/schema/custom`, and agreement with the API server's
//! own verdicts where those lie beside the workspace.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stderr, reason = "the agreement is for people to read")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use overlint_schema::{Catalog, CustomResources, Definition, Verdict};
use overlint_schema::{check_definition, validate, validate_with};
use overlint_source::read::{Limits, Place, read};
use overlint_source::resolve::Dialect;
use overlint_source::{Finding, Node, Severity, SourceId};
use serde_json::Value;

/// Agreement that must not be lost again, in cases.
const FLOOR: usize = 57;

fn documents(text: &str) -> Vec<Node> {
    let documents = read(text, Place::of(SourceId::NOWHERE), &Limits::default()).unwrap();
    documents.into_iter().filter_map(|document| document.root).collect()
}

fn definitions(nodes: &[Node], dialect: Dialect) -> CustomResources {
    CustomResources::new(nodes.iter().filter_map(|node| Definition::read(node, dialect)).map(Arc::new))
}

#[test]
fn findings_stand_where_they_are_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/schema/custom");
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
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
    let nodes = documents(text);
    let custom = definitions(&nodes, Dialect::Resource);
    let catalog = Catalog::newest().unwrap();
    let mut findings = Vec::new();
    for node in &nodes {
        findings.extend(check_definition(node, Dialect::Resource));
        validate_with(&catalog, &custom, &[], node, Dialect::Resource, &mut findings);
    }
    for finding in &findings {
        assert!(finding.help.is_some(), "no help: {finding:?}");
        assert!(!finding.message.ends_with('.'), "a full stop: {finding:?}");
    }
    findings.into_iter().map(|finding| (finding.origin.line, finding.rule.into_owned())).collect()
}

#[test]
fn the_servers_verdicts_are_ours() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/schema-cases/custom-resources");
    let Ok(verdicts) = fs::read_to_string(folder.join("verdicts.jsonl")) else {
        eprintln!("skipped: {} is not there", folder.display());
        return;
    };
    let definition = documents(&fs::read_to_string(folder.join("crds/gadgets.yaml")).unwrap());
    assert_eq!(check_definition(&definition[0], Dialect::Yaml11), []);
    let custom = definitions(&definition, Dialect::Yaml11);
    let (mut agreed, mut all) = (0, 0);
    for line in verdicts.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let text = fs::read_to_string(folder.join(row["name"].as_str().unwrap())).unwrap();
        let errors = errors(&text, &custom);
        all += 1;
        if errors.is_empty() == (row["api_server"] == "valid") {
            agreed += 1;
        } else {
            let said: Vec<_> = errors.iter().map(|error| &error.message).collect();
            eprintln!("{}: said {said:?}; server {}", row["name"], row["messages"]);
        }
    }
    eprintln!("{agreed} of {all} agree");
    assert!(agreed >= FLOOR, "{agreed} of at least {FLOOR}");
}

fn errors(text: &str, custom: &CustomResources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for node in documents(text) {
        let verdict =
            validate_with(&Catalog::newest().unwrap(), custom, &[], &node, Dialect::Yaml11, &mut findings);
        assert_ne!(verdict, Verdict::Skipped, "{text}");
    }
    findings.retain(|finding| finding.severity == Severity::Error);
    findings
}

/// Real repositories as kustomize builds them: nothing in them is refused whose definition lies in the same repository.
#[test]
#[ignore = "reads tens of megabytes; run it with --ignored"]
fn nothing_of_real_repositories_is_refused() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
    let Ok(repositories) = fs::read_dir(&corpora) else {
        eprintln!("skipped: {} is not there", corpora.display());
        return;
    };
    let catalog = Catalog::newest().unwrap();
    let mut refused = Vec::new();
    for repository in repositories.filter_map(Result::ok) {
        let nodes = built(&repository.path().join("expected"));
        let custom = definitions(&nodes, Dialect::Yaml11);
        let (mut judged, mut found) = (0, Vec::new());
        for node in &nodes {
            found.extend(check_definition(node, Dialect::Yaml11));
            let mut known = Vec::new();
            if validate(&catalog, node, &mut known) == Verdict::Skipped {
                let verdict = validate_with(&catalog, &custom, &[], node, Dialect::Yaml11, &mut found);
                judged += usize::from(verdict != Verdict::Skipped);
            }
        }
        eprintln!(
            "{}: {judged} custom resources judged, {} findings",
            repository.path().display(),
            found.len()
        );
        refused.extend(found.into_iter().filter(|finding| finding.severity != Severity::Warning));
    }
    let told: BTreeSet<_> =
        refused.iter().map(|f| format!("{} {}: {}", f.rule, f.pointer, f.message)).collect();
    assert!(told.is_empty(), "{told:#?}");
}

/// Every document of the files in a folder.
fn built(folder: &Path) -> Vec<Node> {
    let files = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    files.flat_map(|file| documents(&fs::read_to_string(file.path()).unwrap())).collect()
}

#[test]
fn what_was_meant_is_a_place_where_nothing_stands() {
    let definition = "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ws.a.b}
spec:
  group: a.b
  scope: Namespaced
  names: {kind: W, plural: ws, singular: w}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          size: {type: integer}
          tags: {type: object, properties: {a.b/c: {type: string}}}
";
    let custom = definitions(&documents(definition), Dialect::Resource);
    for (line, meant) in [
        ("siez: 1", &["/size"][..]),
        ("size: 2\nsiez: 1", &[]),
        ("a.b/c: x", &["/tags/a.b~1c"]),
        ("tags: {}\na.b/c: x", &["/tags/a.b~1c"]),
        ("tags: {a.b/c: y}\na.b/c: x", &[]),
    ] {
        let node = &documents(&format!("apiVersion: a.b/v1\nkind: W\nmetadata: {{name: w}}\n{line}\n"))[0];
        let mut found = Vec::new();
        validate_with(&Catalog::newest().unwrap(), &custom, &[], node, Dialect::Resource, &mut found);
        assert_eq!(found.len(), 1, "{line}: {found:?}");
        assert_eq!(found[0].meant, meant, "{line}");
    }
}
