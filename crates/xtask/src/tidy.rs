//! What the compiler does not hold: the order of the packages, the size of the modules, the settled places.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};
use serde_json::Value;

/// The packages from the lowest to the highest. Each may know only those before it.
const ORDER: &[&str] = &[
    "overlint-schemas",
    "overlint-source",
    "overlint-report",
    "overlint-schema",
    "overlint-kustomize",
    "overlint-argocd",
    "overlint-policy",
    "overlint-policies",
    "overlint",
    "overlint-benches",
    "xtask",
];

/// What a package must not know although it stands below: who, and whom.
const FORBIDDEN: &[(&str, &str)] = &[
    ("overlint-source", "overlint-schemas"),
    ("overlint-report", "overlint-schemas"),
    ("overlint-kustomize", "overlint-schemas"),
    ("overlint-kustomize", "overlint-schema"),
    ("overlint-kustomize", "overlint-report"),
    ("overlint-schema", "overlint-report"),
    ("overlint-policy", "overlint-report"),
    ("overlint-policies", "overlint-report"),
];

/// What the repository's root may hold.
const TOP_LEVEL: &[&str] = &[
    ".cargo",
    ".ci",
    ".clippy.toml",
    ".deny.toml",
    ".gitattributes",
    ".github",
    ".gitignore",
    ".pre-commit-hooks.yaml",
    ".rustfmt.toml",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "benches",
    "crates",
    "policies",
    "schemas",
    "testdata",
];

/// What is true only of one machine, in two halves each so that this file does not hold them.
const ONE_MACHINE: &[&str] = &[concat!("/wo", "rk/"), concat!("arti", "factory"), concat!("/ro", "ot/.")];

/// A module of more lines is looked at; one of more than [`MAX_LINES`] is split.
const NOTED_LINES: usize = 300;
const MAX_LINES: usize = 700;

/// The crate map.
const MAP: &str = "crates/README.md";

/// Checks the repository, prints what it holds against it, and fails where that is more than a note.
pub(crate) fn run(out: &mut dyn Write) -> anyhow::Result<()> {
    let repository = Repository::open()?;
    let mut faults = package_order(&repository.metadata);
    faults.extend(unlisted_crates(&repository.files, &repository.read(MAP).unwrap_or_default()));
    faults.extend(unsettled_entries(&repository.files));
    for file in &repository.files {
        let Some(text) = repository.read(file) else { continue };
        faults.extend(machine_words(file, &text));
        if is_module(file) {
            faults.extend(module_faults(file, &text));
            if (NOTED_LINES + 1..=MAX_LINES).contains(&text.lines().count()) {
                writeln!(out, "note: {file} has {} lines; could it be two?", text.lines().count())?;
            }
        }
    }
    for fault in &faults {
        writeln!(out, "error: {fault}")?;
    }
    ensure!(faults.is_empty(), "the repository is not tidy: {} to mend", faults.len());
    Ok(())
}

/// The files that version control has or would take, and what Cargo says of the packages.
struct Repository {
    root: PathBuf,
    files: Vec<String>,
    metadata: Value,
}

impl Repository {
    fn open() -> anyhow::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let listed = output(
            Command::new("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]),
            &root,
        )?;
        let files: BTreeSet<_> = listed.split('\0').filter(|f| !f.is_empty()).map(str::to_owned).collect();
        let metadata =
            output(Command::new("cargo").args(["metadata", "--no-deps", "--format-version", "1"]), &root)?;
        Ok(Self { root, files: files.into_iter().collect(), metadata: serde_json::from_str(&metadata)? })
    }

    /// The text of a file; `None` where it is gone or not text.
    fn read(&self, file: &str) -> Option<String> {
        std::fs::read_to_string(self.root.join(file)).ok()
    }
}

fn output(command: &mut Command, directory: &Path) -> anyhow::Result<String> {
    let shown = format!("{command:?}");
    let output = command.current_dir(directory).output().with_context(|| format!("could not run {shown}"))?;
    if !output.status.success() {
        bail!("{shown} failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    String::from_utf8(output.stdout).with_context(|| format!("{shown} did not print text"))
}

fn package_order(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut faults = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        if rank(name).is_none() {
            faults.push(format!(
                "package `{name}` has no place in the order; see `ORDER` in tidy.rs and {MAP}"
            ));
        }
        let known = package["dependencies"].as_array().map(Vec::as_slice).unwrap_or_default();
        // For its tests a package may know itself, with more features.
        let is_itself = |known: &&Value| known["name"] == name && known["kind"] == "dev";
        let known = known.iter().filter(|known| !is_itself(known)).filter_map(|known| known["name"].as_str());
        faults.extend(known.filter(|known| !may_know(name, known)).map(|known| {
            format!("package `{name}` must not know `{known}`: the order is {}", ORDER.join(" < "))
        }));
    }
    faults
}

fn rank(package: &str) -> Option<usize> {
    ORDER.iter().position(|known| *known == package)
}

fn may_know(package: &str, dependency: &str) -> bool {
    let downward = rank(dependency).is_none_or(|below| rank(package).is_some_and(|own| below < own));
    downward && !FORBIDDEN.contains(&(package, dependency))
}

fn unlisted_crates(files: &[String], map: &str) -> Vec<String> {
    let folders: BTreeSet<_> = files
        .iter()
        .filter_map(|file| file.strip_prefix("crates/")?.split_once('/'))
        .map(|(name, _)| name)
        .collect();
    let listed = |name: &str| map.contains(&format!("`crates/{name}`"));
    folders
        .into_iter()
        .filter(|name| !listed(name))
        .map(|name| format!("{MAP} does not list `crates/{name}`"))
        .collect()
}

fn unsettled_entries(files: &[String]) -> Vec<String> {
    let entries: BTreeSet<_> = files.iter().filter_map(|file| file.split('/').next()).collect();
    let unsettled = entries.into_iter().filter(|entry| !TOP_LEVEL.contains(entry));
    unsettled.map(|entry| format!("`{entry}` at the top level: what is there is settled")).collect()
}

fn machine_words(file: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for word in ONE_MACHINE.iter().filter(|word| line.contains(*word)) {
            faults.push(format!("{file}:{}: `{word}` is true of one machine only", index + 1));
        }
    }
    faults
}

fn is_module(file: &str) -> bool {
    let folders = ["crates/", "policies/", "schemas/", "benches/"];
    Path::new(file).extension().is_some_and(|ext| ext == "rs") && folders.iter().any(|f| file.starts_with(f))
}

fn module_faults(file: &str, text: &str) -> Vec<String> {
    let lines = text.lines().count();
    let mut faults = Vec::new();
    if !text.starts_with("//! ") {
        faults.push(format!("{file} does not begin with a `//!` sentence that says what it is for"));
    }
    if lines > MAX_LINES {
        faults.push(format!("{file} has {lines} lines; {MAX_LINES} are the limit of a module"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn knows(package: &str, dependency: &str, kind: &str) -> Vec<String> {
        let dependencies = json!([{"name": dependency, "kind": kind}]);
        package_order(&json!({"packages": [{"name": package, "dependencies": dependencies}]}))
    }

    #[test]
    fn an_edge_upward_is_a_fault_even_for_tests() {
        assert_eq!(knows("overlint-policy", "overlint-source", "normal"), [""; 0]);
        assert_eq!(knows("overlint-source", "serde", "normal"), [""; 0]);
        assert_eq!(knows("overlint-source", "overlint-policy", "dev").len(), 1);
        assert_eq!(knows("overlint-source", "overlint-source", "normal").len(), 1);
        assert_eq!(knows("overlint-source", "overlint-source", "dev"), [""; 0]);
    }

    #[test]
    fn some_edges_downward_are_faults_too() {
        assert_eq!(knows("overlint-kustomize", "overlint-schema", "normal").len(), 1);
        assert_eq!(knows("overlint-report", "overlint-schemas", "normal").len(), 1);
    }

    #[test]
    fn a_package_without_a_place_is_a_fault() {
        assert_eq!(knows("overlint-new", "serde", "normal").len(), 1);
    }

    #[test]
    fn what_lies_elsewhere_is_a_fault() {
        let files = ["Cargo.toml", "crates/a/src/lib.rs", "docs/x.md"].map(str::to_owned);
        assert_eq!(unsettled_entries(&files).len(), 1);
        assert_eq!(unlisted_crates(&files, "| `overlint-b` | `crates/b` |").len(), 1);
        assert_eq!(unlisted_crates(&files, "| `overlint-a` | `crates/a` |"), [""; 0]);
    }

    #[test]
    fn modules_say_what_they_are_for_and_end_in_time() {
        assert_eq!(module_faults("a.rs", "//! What it is.\n"), [""; 0]);
        assert_eq!(module_faults("a.rs", "use std::fs;\n").len(), 1);
        assert_eq!(module_faults("a.rs", &"//! Again.\n".repeat(MAX_LINES + 1)).len(), 1);
    }

    #[test]
    fn a_word_of_one_machine_is_found_at_its_line() {
        let text = format!("fine\nread {}x\n", ONE_MACHINE[0]);
        assert!(machine_words("a.md", &text)[0].starts_with("a.md:2:"));
    }
}
