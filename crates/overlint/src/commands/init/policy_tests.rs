//! A first crate of policy tests, which passes: a sample that does not hold yet is ignored, and says so.

use super::samples::{images_have_a_version, services_select_pods};
use super::{NewFile, counted};
use crate::testing::{Expect, Overlay, Repository};

const MANIFEST: &str = "Cargo.toml";
const TESTS: &str = "tests/policies.rs";
const README: &str = "README.md";
const SNAPSHOT: &str = "tests/snapshots/policies__an_overlay_renders_as_before.snap";

/// What must not be there yet.
pub(super) const PATHS: [&str; 5] = [MANIFEST, TESTS, README, SNAPSHOT, ".gitignore"];

/// Everything above this line of the samples stays here.
const MARK: &str = "// The crate has everything below this line.\n\n";

/// The files of the crate. `dependency` is the value of `overlint` in its manifest.
pub(super) fn files(repository: &Repository, dependency: &str) -> Vec<NewFile> {
    let file = |path: &str, text: String| NewFile { path: path.to_owned(), text };
    let snapshot = snapshot_of(repository);
    let test = snapshot.as_ref().map(|overlay| snapshot_test(overlay.path())).unwrap_or_default();
    let mut files = vec![
        file(MANIFEST, include_str!("Cargo.toml.txt").replace("{dependency}", dependency)),
        file(TESTS, tests(repository, &test)),
        file(README, include_str!("README.md.txt").to_owned()),
        file(".gitignore", "/target\n*.snap.new\n".to_owned()),
    ];
    files.extend(snapshot.map(|overlay| file(SNAPSHOT, snapshot_file(&overlay))));
    files
}

fn tests(repository: &Repository, snapshot: &str) -> String {
    let samples = include_str!("samples.rs").split_once(MARK).map_or("", |(_, samples)| samples);
    let errors = repository.check().map_or(0, |report| report.summary.errors);
    include_str!("policies.rs.txt")
        .replace("{check_ignored}", &ignored(errors))
        .replace("{images_ignored}", &ignored(failures(repository, images_have_a_version)))
        .replace("{services_ignored}", &ignored(failures(repository, services_select_pods)))
        .replace("{snapshot}\n", snapshot)
        .replace("{samples}", &samples.replace("pub(super) fn", "fn"))
        .trim_end()
        .to_owned()
        + "\n"
}

/// In how many places a sample does not hold.
fn failures(repository: &Repository, sample: fn(&Overlay, &Expect)) -> usize {
    let mut count = 0;
    let _ = repository.verify("sample", |expect| {
        expect.overlays("**").for_each(|overlay| sample(&overlay, expect));
        count = expect.count();
    });
    count
}

fn ignored(failures: usize) -> String {
    if failures == 0 {
        return String::new();
    }
    format!("#[ignore = \"{} to mend first\"]\n", counted(failures, "place"))
}

/// The smallest overlay that builds and has no Secret in it.
fn snapshot_of(repository: &Repository) -> Option<Overlay> {
    let mut smallest: Option<Overlay> = None;
    let _ = repository.verify("snapshot", |expect| {
        let shown = expect.overlays("**").filter(|overlay| overlay.kind("Secret").is_empty());
        smallest = shown.min_by_key(|overlay| overlay.objects().len());
    });
    smallest
}

fn snapshot_test(path: &str) -> String {
    let path = path.escape_debug();
    format!(
        "
/// What this renders to is seen in a review: one file for each overlay that matters.
#[test]
fn an_overlay_renders_as_before() {{
    insta::assert_snapshot!(repository().overlay(\"{path}\").rendered());
}}

"
    )
}

fn snapshot_file(overlay: &Overlay) -> String {
    let path = overlay.path().escape_debug().to_string().escape_debug().to_string();
    format!(
        "---\nsource: {TESTS}\nexpression: \"repository().overlay(\\\"{path}\\\").rendered()\"\n---\n{}",
        overlay.rendered()
    )
}
