//! Tests of policies: for the built-in ones, and for those of library users.
//!
//! [`check_name`] and [`check_documentation`] hold what every policy has to have, and run the examples of its
//! documentation; [`check_fixtures`] runs files whose faulty lines carry a mark:
//! ```yaml
//! # overlay: apps/web/overlays/production
//! # configuration:
//! #   registry: registry.example.com
//! apiVersion: v1
//! kind: Pod
//! metadata:
//!   name: web
//! spec:
//!   containers:
//!   - name: app
//!     image: elsewhere.example.com/web:1.2.3 # expect: foreign-registry
//! ```
//! A finding without a mark fails, and so does a mark without a finding. The comment at the top may be left out. A line
//! `# overlay: PATH` further down says that the objects below it belong to another overlay.

mod case;
mod documentation;
mod failure;
mod markers;

use std::path::Path;

use overlint_source::FileTree;

use crate::policy::Policy;

pub use documentation::check_documentation;
pub use failure::Failure;

/// Beginnings of names that state a cure where they should state the fault.
const CURES: [&str; 8] = ["no-", "require-", "check-", "prefer-", "ensure-", "must-", "use-", "disallow-"];

/// Fails unless the id is in kebab case and states the fault, not the cure.
pub fn check_name(policy: &dyn Policy) -> Result<(), Failure> {
    let id = policy.rule().id;
    let is_kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let mut failure = Failure::default();
    failure.require(id.chars().all(is_kebab), || format!("{id}: is not in kebab case"));
    for cure in CURES.iter().filter(|cure| id.starts_with(**cure)) {
        failure.add(format!("{id}: begins with `{cure}`, which states a cure and not the fault"));
    }
    failure.into_result()
}

/// Runs every `*.yaml` below a directory of the tree, see [`check_fixture`]. Fails as well where there is none,
/// or where none of them expects a finding.
pub fn check_fixtures(
    policy: &'static dyn Policy,
    tree: &dyn FileTree,
    directory: &str,
) -> Result<(), Failure> {
    let id = policy.rule().id;
    let mut failure = Failure::default();
    let files = tree.files(directory).unwrap_or_default();
    let (mut expected, mut clean) = (0, 0);
    for path in files.iter().filter(|path| Path::new(path).extension().is_some_and(|end| end == "yaml")) {
        let text = tree.read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        match text.map_err(|error| Failure::from(error.to_string())).and_then(|text| run(policy, path, &text))
        {
            Ok(0) => clean += 1,
            Ok(marks) => expected += marks,
            Err(more) => failure.append(more),
        }
    }
    let found = failure.is_empty() && (expected == 0 || clean == 0);
    failure.require(!found, || {
        format!("{id}: `{directory}` needs a file with a mark, and one without that says what is no fault")
    });
    failure.into_result()
}

/// Runs a file with marks. Fails for findings without a mark and for marks without a finding.
pub fn check_fixture(policy: &'static dyn Policy, path: &str, text: &str) -> Result<(), Failure> {
    run(policy, path, text).map(|_| ())
}

fn run(policy: &'static dyn Policy, path: &str, text: &str) -> Result<usize, Failure> {
    let findings = case::Case::from_fixture(path, text)?.run(policy)?;
    markers::compare(policy.rule().id, path, text, &findings)
}
