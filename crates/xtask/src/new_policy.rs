//! `cargo xtask new-policy NAME`: the files of a new policy, and its lines in the lists.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};

/// Writes a policy named as in `host-device`, or as in `security/host-device` into the folder of a theme.
pub(crate) fn run(args: &[String], out: &mut dyn Write) -> anyhow::Result<()> {
    let [name] = args else {
        bail!("new-policy takes the name of the policy, such as `security/host-device`")
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for path in NewPolicy::parse(name)?.write(&root)? {
        writeln!(out, "wrote {path}")?;
    }
    writeln!(
        out,
        "now fill in what is between `…`, let the fixtures show it, and run `cargo xtask policy-docs`"
    )?;
    Ok(())
}

/// A policy that is yet to be written.
struct NewPolicy {
    /// The folder of its theme below `policies`; empty for none.
    folder: String,
    id: String,
}

impl NewPolicy {
    fn parse(name: &str) -> anyhow::Result<Self> {
        let (folder, id) = name.rsplit_once('/').unwrap_or(("", name));
        let is_word = |text: &str| {
            text.starts_with(|c: char| c.is_ascii_lowercase())
                && !text.ends_with('-')
                && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        };
        ensure!(is_word(id), "`{id}` is not in kebab case, as in `host-device`");
        ensure!(folder.is_empty() || is_word(folder), "`{folder}` is no folder of a theme, as `security` is");
        Ok(Self { folder: folder.to_owned(), id: id.to_owned() })
    }

    /// Writes every file below the root of the repository, and returns their paths. Fails where one of them is there.
    fn write(&self, root: &Path) -> anyhow::Result<Vec<String>> {
        let fixtures = format!("testdata/policies/{}", self.id);
        let new = [
            (self.in_folder(&format!("{}.rs", self.module())), self.fill(POLICY)),
            (format!("{fixtures}/faulty.yaml"), self.fill(FAULTY)),
            (format!("{fixtures}/clean.yaml"), self.fill(CLEAN)),
        ];
        for (path, _) in &new {
            ensure!(!root.join(path).exists(), "{path} is there already");
        }
        let lists = self.lists(root)?;
        for (path, text) in new.iter().chain(&lists) {
            let file = root.join(path);
            fs::create_dir_all(file.parent().unwrap_or(root))
                .with_context(|| format!("no folder for {path}"))?;
            fs::write(&file, text).with_context(|| format!("{path} cannot be written"))?;
        }
        Ok(new.into_iter().chain(lists).map(|(path, _)| path).collect())
    }

    /// The lists with the lines of this policy: `lib.rs`, and the `mod.rs` of its theme.
    fn lists(&self, root: &Path) -> anyhow::Result<Vec<(String, String)>> {
        let read = |path: &str| {
            fs::read_to_string(root.join(path)).with_context(|| format!("{path} cannot be read"))
        };
        let (module, name) = (self.module(), self.type_name());
        let (line, export) = (format!("mod {module};"), format!("pub use {module}::{name};"));
        let mut lib = read(LIB)?;
        let slice = lib.find(SLICE).with_context(|| format!("{LIB} has no line `{SLICE}`"))?;
        let policies = inserted(&lib[slice..], "    &", &format!("    &{name}::DEFAULT,"), &kebab_of_entry)?;
        lib.replace_range(slice.., &policies);
        let mut lists = Vec::new();
        if self.folder.is_empty() {
            lib = inserted(
                &inserted(&lib, "mod ", &line, &str::to_owned)?,
                "pub use ",
                &export,
                &str::to_owned,
            )?;
        } else {
            let path = self.in_folder("mod.rs");
            let text = read(&path)?;
            let text = inserted(
                &inserted(&text, "mod ", &line, &str::to_owned)?,
                "pub use ",
                &export,
                &str::to_owned,
            )?;
            lists.push((path, text));
        }
        lists.push((LIB.to_owned(), lib));
        Ok(lists)
    }

    fn in_folder(&self, file: &str) -> String {
        let path: PathBuf = ["policies", &self.folder, file].iter().filter(|part| !part.is_empty()).collect();
        path.to_string_lossy().replace('\\', "/")
    }

    fn module(&self) -> String {
        self.id.replace('-', "_")
    }

    fn type_name(&self) -> String {
        let capital = |word: &str| {
            let mut letters = word.chars();
            letters
                .next()
                .map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
        };
        self.id.split('-').map(capital).collect()
    }

    fn fill(&self, template: &str) -> String {
        template.replace("{id}", &self.id).replace("{name}", &self.type_name())
    }
}

const LIB: &str = "policies/lib.rs";
const SLICE: &str = "pub const POLICIES:";

/// A text with a line among those that begin alike, where it belongs by its key.
fn inserted(text: &str, start: &str, new: &str, key: &dyn Fn(&str) -> String) -> anyhow::Result<String> {
    let mut lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().position(|line| line.starts_with(start));
    let first = first.with_context(|| format!("no line begins with `{start}`"))?;
    let length = lines[first..].iter().take_while(|line| line.starts_with(start)).count();
    let place = lines[first..first + length].partition_point(|line| key(line) < key(new));
    lines.insert(first + place, new);
    Ok(lines.join("\n") + "\n")
}

/// The id of the policy whose entry of the slice this is: `    &HostPort::DEFAULT,`.
fn kebab_of_entry(line: &str) -> String {
    let name = line.trim().trim_start_matches('&').split("::").next().unwrap_or_default();
    let mut id = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !id.is_empty() {
            id.push('-');
        }
        id.push(letter.to_ascii_lowercase());
    }
    id
}

const POLICY: &str = include_str!("new_policy/policy.rs.txt");
const FAULTY: &str = include_str!("new_policy/faulty.yaml");
const CLEAN: &str = include_str!("new_policy/clean.yaml");

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use overlint_policies::POLICIES;

    use super::*;

    /// A copy of the lists that a policy is entered into, in a directory of its own.
    fn repository() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for file in [LIB, "policies/security/mod.rs"] {
            fs::create_dir_all(root.path().join(file).parent().unwrap()).unwrap();
            fs::copy(here.join(file), root.path().join(file)).unwrap();
        }
        root
    }

    fn lines<'a>(text: &'a str, start: &str) -> Vec<&'a str> {
        text.lines().filter(|line| line.starts_with(start)).collect()
    }

    #[test]
    fn a_policy_of_a_theme_is_written_and_entered_in_order() {
        let directory = repository();
        let root = directory.path();
        let written = NewPolicy::parse("security/host-device").unwrap().write(root).unwrap();
        let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
        let policy = read("policies/security/host_device.rs");
        assert!(policy.contains("pub struct HostDevice;") && policy.contains("id: \"host-device\""));
        assert!(read("testdata/policies/host-device/faulty.yaml").contains("# expect: host-device"));
        let module = read("policies/security/mod.rs");
        assert!(lines(&module, "mod ").is_sorted() && module.contains("\nmod host_device;\n"));
        assert!(module.contains("\npub use host_device::HostDevice;\n"));
        let entries = read(LIB);
        let ids: Vec<_> = lines(&entries, "    &").into_iter().map(kebab_of_entry).collect();
        assert!(
            ids.is_sorted() && ids.contains(&"host-device".to_owned()) && ids.len() == POLICIES.len() + 1
        );
        assert_eq!(written.len(), 5);
    }

    #[test]
    fn a_policy_without_a_theme_is_entered_in_the_library_alone() {
        let directory = repository();
        let root = directory.path();
        NewPolicy::parse("zealous-probe").unwrap().write(root).unwrap();
        let lib = fs::read_to_string(root.join(LIB)).unwrap();
        assert!(
            lib.contains("\nmod zealous_probe;\n")
                && lib.contains("\npub use zealous_probe::ZealousProbe;\n")
        );
        assert!(lib.contains("    &ZealousProbe::DEFAULT,\n];"));
        let again = NewPolicy::parse("zealous-probe").unwrap().write(root);
        assert!(again.unwrap_err().to_string().contains("is there already"));
    }

    #[test]
    fn names_are_in_kebab_case() {
        for name in ["HostDevice", "host_device", "host-device-", "", "../x", "a/b/c"] {
            assert!(NewPolicy::parse(name).is_err(), "{name}");
        }
    }

    #[test]
    fn ids_are_read_back_from_the_list() {
        assert_eq!(kebab_of_entry("    &HostPathVolume::DEFAULT,"), "host-path-volume");
    }
}
