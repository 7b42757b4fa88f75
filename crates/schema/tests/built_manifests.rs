//! What is refused of the manifests of real repositories, where they lie beside the workspace: people use them, so
//! each of these was looked up in the rules of the server, and no more may come.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stderr, reason = "what is refused is for people to read")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use overlint_schema::{Catalog, validate};
use overlint_source::read::{Limits, Place, read};
use overlint_source::{Node, SourceId};

/// How many distinct faults there are by rule: labels with a slash, unexpanded variables in names, files as keys of
/// Secrets, the empty namespaces of ServiceAccounts in bases, and a container whose image an overlay brings.
const REFUSED: [(&str, usize); 12] = [
    ("conflicting-fields", 0),
    ("duplicate-name", 0),
    ("invalid-label", 1),
    ("invalid-name", 3),
    ("invalid-path", 0),
    ("invalid-port", 0),
    ("invalid-schedule", 0),
    ("invalid-selector", 0),
    ("out-of-range", 0),
    ("too-large", 0),
    ("unknown-reference", 0),
    ("unsupported-value", 0),
];

#[test]
fn no_more_is_refused_than_the_server_refuses() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
    let Ok(repositories) = fs::read_dir(&folder) else {
        eprintln!("skipped: {} is not there", folder.display());
        return;
    };
    let mut refused = BTreeMap::<String, BTreeSet<String>>::new();
    for repository in repositories {
        for file in files(&repository.unwrap().path().join("expected")) {
            judge(&fs::read_to_string(&file).unwrap(), &mut refused);
        }
    }
    for (rule, most) in REFUSED {
        let found = refused.remove(rule).unwrap_or_default();
        eprintln!("{rule}: {found:#?}");
        assert!(found.len() <= most, "{rule}: {} refused, at most {most} known", found.len());
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
}

fn judge(text: &str, refused: &mut BTreeMap<String, BTreeSet<String>>) {
    let catalog = Catalog::newest().unwrap();
    let documents = read(text, Place::of(SourceId::NOWHERE), &Limits::default()).unwrap();
    for root in documents.iter().filter_map(|document| document.root.as_ref()) {
        let mut findings = Vec::new();
        validate(&catalog, root, &mut findings);
        let kind = root.get("kind").and_then(Node::text).unwrap_or_default();
        for finding in findings {
            let fault = format!("{kind} {} {}", finding.pointer, finding.message);
            refused.entry(finding.rule.into_owned()).or_default().insert(fault);
        }
    }
}
