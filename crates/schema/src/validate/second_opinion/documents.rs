//! The documents of the schema cases and what the real repositories build to, where they lie beside the workspace.

#![expect(clippy::disallowed_methods, reason = "the material lies beside the workspace")]
#![allow(clippy::print_stderr, reason = "what is left out is for people to read")]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use overlint_source::read::{Limits, Place, decode, read};
use overlint_source::resolve::{Dialect, Resolved, resolve_as};
use overlint_source::{Node, SourceId, Value};
use serde_json::{Map, Number, Value as Json};

use super::judge_of;
use crate::catalog::{Catalog, Lookup};
use crate::pack::Type;
use crate::validate::validate_as;

/// What the second judge cannot say, since it is no matter of the schema.
const BEYOND_THE_SCHEMA: [&str; 3] = ["duplicate-key", "malformed-value", "unknown-value"];

/// What is wrong by the schema alone.
const BY_THE_SCHEMA: [&str; 3] = ["unknown-field", "wrong-type", "missing-field"];

/// Both judges and their agreement.
struct Comparison {
    catalog: Catalog,
    judges: HashMap<(String, String), Validator>,
    valid: usize,
    invalid: usize,
}

#[test]
fn both_judges_agree_on_real_documents() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let (cases, corpora) = (shared.join("schema-cases/cases"), shared.join("corpora"));
    if !cases.is_dir() || !corpora.is_dir() {
        eprintln!("skipped: {} is not there", shared.display());
        return;
    }
    let mut files = files_of(&cases);
    files.extend(files_of(&corpora).iter().flat_map(|repository| files_of(&repository.join("expected"))));
    let catalog = Catalog::newest().unwrap();
    let mut comparison = Comparison { catalog, judges: HashMap::new(), valid: 0, invalid: 0 };
    for file in &files {
        comparison.file(file);
    }
    let Comparison { valid, invalid, .. } = comparison;
    assert!(valid > 4_500 && invalid > 400, "{valid} valid, {invalid} invalid");
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

impl Comparison {
    fn file(&mut self, file: &Path) {
        let bytes = fs::read(file).unwrap();
        let Ok(text) = decode(&bytes) else { return };
        let Ok(documents) = read(&text, Place::of(SourceId::NOWHERE), &Limits::default()) else { return };
        for root in documents.into_iter().filter_map(|document| document.root) {
            self.document(&root, file);
        }
    }

    fn document(&mut self, root: &Node, file: &Path) {
        let header = |key| root.get(key).and_then(Node::as_str).map(str::to_owned);
        let (Some(api_version), Some(kind)) = (header("apiVersion"), header("kind")) else { return };
        let Lookup::Schema(schema) = self.catalog.lookup(&api_version, &kind) else { return };
        let Type::Object(object) = schema.root else { return };
        let mut findings = Vec::new();
        validate_as(&self.catalog, root, Dialect::Yaml11, &mut findings);
        let (beyond, Some(json)) =
            (findings.iter().any(|finding| BEYOND_THE_SCHEMA.contains(&&*finding.rule)), to_json(root))
        else {
            return;
        };
        if beyond {
            return;
        }
        let catalog = &self.catalog;
        let judge = self.judges.entry((api_version, kind)).or_insert_with(|| judge_of(catalog, object));
        let faulty = findings.iter().any(|finding| BY_THE_SCHEMA.contains(&&*finding.rule));
        assert_eq!(!faulty, judge.is_valid(&json), "{}: {findings:?}", file.display());
        *if faulty { &mut self.invalid } else { &mut self.valid } += 1;
    }
}

/// The JSON that reaches the server; nothing where there is none, as for `.inf`.
fn to_json(node: &Node) -> Option<Json> {
    Some(match &node.value {
        Value::Scalar(scalar) => match resolve_as(scalar, Dialect::Yaml11) {
            Resolved::Null => Json::Null,
            Resolved::Bool(value) => value.into(),
            Resolved::Int(number) => number.into(),
            Resolved::Uint(number) => number.into(),
            Resolved::Float(number) => Json::Number(Number::from_f64(number)?),
            Resolved::Str(text) => text.into(),
            Resolved::Timestamp(_) | Resolved::Invalid(_) => return None,
        },
        Value::Sequence(sequence) => Json::Array(sequence.items.iter().map(to_json).collect::<Option<_>>()?),
        Value::Mapping(mapping) => {
            let entry =
                |entry: &overlint_source::Entry| Some((entry.key.text().to_owned(), to_json(&entry.value)?));
            Json::Object(mapping.entries.iter().map(entry).collect::<Option<Map<_, _>>>()?)
        }
    })
}
