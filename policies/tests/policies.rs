//! What holds for every built-in policy: its name, documentation, fixtures and place in the lists.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::Path;

use overlint_policies::{POLICIES, index_markdown};
use overlint_policy::testing::{Failure, check_documentation, check_fixtures, check_name};
use overlint_policy::{Config, ConfigError, Faults, Registry, Runner};
use overlint_source::read::{Limits, Place, read};
use overlint_source::tree::Directory;
use overlint_source::{FileTree as _, Node, Sources};

fn repository() -> Directory {
    Directory::open(Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).unwrap()
}

fn ids() -> Vec<&'static str> {
    POLICIES.iter().map(|policy| policy.rule().id).collect()
}

/// Every failure at once, so that one run shows all that is left to do.
fn all(check: impl Fn(&'static dyn overlint_policy::Policy) -> Result<(), Failure>) {
    let failures: Vec<_> = POLICIES.iter().filter_map(|policy| check(*policy).err()).collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn names_state_the_fault() {
    all(check_name);
}

#[test]
fn documentation_holds() {
    all(check_documentation);
}

#[test]
fn fixtures_hold() {
    let tree = repository();
    all(|policy| check_fixtures(policy, &tree, &format!("testdata/policies/{}", policy.rule().id)));
}

#[test]
fn policies_are_sorted() {
    assert!(ids().is_sorted_by(|left, right| left < right), "{:?}", ids());
}

#[test]
fn every_policy_has_a_file_and_every_file_a_policy() {
    let files = repository().files("policies").unwrap();
    let names = files.iter().filter_map(|path| path.strip_prefix("policies/")?.strip_suffix(".rs"));
    let is_policy = |name: &&str| {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        !["shared", "tests"].contains(&folder) && !["lib", "index", "mod"].contains(&file)
    };
    let file_name = |name: &str| name.rsplit('/').next().unwrap_or(name).replace('_', "-");
    let found: BTreeSet<_> = names.filter(is_policy).map(file_name).collect();
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), ids());
    for policy in POLICIES {
        let file =
            Path::new(policy.declaration().file).file_stem().unwrap().to_string_lossy().replace('_', "-");
        assert_eq!(file, policy.rule().id);
    }
}

#[test]
fn every_fixture_belongs_to_a_policy() {
    let files = repository().files("testdata/policies").unwrap();
    for file in files {
        let policy = file.split('/').nth(2).unwrap();
        assert!(ids().contains(&policy), "{file} belongs to no policy");
    }
}

#[test]
fn the_configuration_for_planted_mistakes_is_accepted() {
    let text = String::from_utf8(repository().read("testdata/planted.overlint.yaml").unwrap()).unwrap();
    let place = Place::of(Sources::default().add("planted.overlint.yaml", text.as_str()));
    let root = read(&text, place, &Limits::default()).unwrap().remove(0).root.unwrap();
    let keys: Vec<_> = root.entries().iter().map(|entry| entry.key.text()).collect();
    assert_eq!(keys, ["policies"]);
    runner(root.get("policies").unwrap()).unwrap();
}

#[test]
fn the_index_is_up_to_date() {
    let written = String::from_utf8(repository().read("policies/README.md").unwrap()).unwrap();
    assert_eq!(written, index_markdown(), "run `cargo xtask policy-docs`");
}

/// The policies as configured.
fn runner(policies: &Node) -> Result<Runner, Vec<ConfigError>> {
    Faults::none_in(|faults| Registry::new(POLICIES).configure(&Config::read(policies, faults), faults))
}

/// The first fault of the options of policies, with its line.
fn fault(config: &str) -> (u32, String) {
    let place = Place::of(Sources::default().add("overlint.yaml", config));
    let root = read(config, place, &Limits::default()).unwrap().remove(0).root.unwrap();
    let error = runner(&root).err().unwrap().remove(0);
    (error.origin.line, format!("{}; {}", error.message, error.help.unwrap_or_default()))
}

#[test]
fn faults_of_options_are_told_at_their_line() {
    let (line, text) = fault("incomplete-resources:\n  required:\n  - cpu-limit\n  - memory-limits\n");
    assert_eq!(line, 4);
    assert!(text.ends_with("did you mean `memory-limit`?"), "{text}");
    let (line, text) = fault("resource-out-of-bounds:\n  bounds:\n  - field: cpu-limit\n    max: 1 Gi\n");
    assert_eq!(line, 4);
    assert!(text.starts_with("`1 Gi` is no quantity"), "{text}");
    let (line, text) = fault("literal-secret:\n  exempt:\n  - kind: Job\n    nmae: x\n");
    assert_eq!(line, 4);
    assert!(text.ends_with("did you mean `name`?"), "{text}");
}

#[test]
fn the_table_of_other_tools_names_policies_that_are_there() {
    let table = String::from_utf8(repository().read("policies/PEERS.md").unwrap()).unwrap();
    let here = |row: &str| row.strip_prefix("| ").and_then(|row| row.split(" | ").nth(2).map(str::to_owned));
    let rows: Vec<_> = table.lines().filter_map(here).skip(1).collect();
    let mut named = BTreeSet::new();
    for row in &rows {
        let ids: Vec<_> = row.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        assert!(!ids.is_empty() || row.starts_with("none"), "neither a policy nor a reason: {row}");
        named.extend(ids);
    }
    let is_known = |id: &&String| ids().contains(&id.as_str());
    let unknown: Vec<_> = named.iter().filter(|id| !is_known(id)).collect();
    assert!(rows.len() > 60 && unknown.is_empty(), "{} rows, unknown: {unknown:?}", rows.len());
}
