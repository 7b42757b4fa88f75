//! Paths that a kustomization file should not name.

use overlint::kustomize::Fault;
use overlint::kustomize::remote::RepoSpec;

use crate::support::{Repository, assert_safe, build, check, config_map, limited, memory};

const FIELDS: [&str; 6] = [
    "resources: [ENTRY]",
    "components: [ENTRY]",
    "patches: [{path: ENTRY}]",
    "configMapGenerator: [{name: a, files: [ENTRY]}]",
    "configMapGenerator: [{name: a, envs: [ENTRY]}]",
    "patchesStrategicMerge: [ENTRY]",
];

const EVIL: &[&str] = &[
    "''",
    "null",
    "~",
    "'.'",
    "'..'",
    "'../..'",
    "'../../../../../../../../etc/passwd'",
    "'/etc/passwd'",
    "'//etc/passwd'",
    "'./../../x'",
    "\"a\\0b\"",
    "\"a\\nb\"",
    "\"\\e[31m\"",
    "\"a\\u202Eb\"",
    "'~/x'",
    "'$HOME/x'",
    "'%2e%2e/x'",
    "'a\\b'",
    "'..\\x'",
    "'C:\\x'",
    "'file:///etc/passwd'",
    "'-rf'",
    "'a//../../../b'",
    "'.git/config'",
    "{}",
    "[]",
    "1",
    "true",
    "1.5",
    "'...'",
    "' '",
    "\"\\t\"",
];

const REMOTE: &[&str] = &[
    "https://github.com/a/b//c?ref=main",
    "http://127.0.0.1:1/a.yaml",
    "https://raw.githubusercontent.com/a/b/main/c.yaml",
    "github.com/a/b?ref=v1",
    "github.com/a/b//c",
    "git@github.com:a/b.git",
    "git::https://example.com/a/b",
    "ssh://git@example.com/a/b",
    "file:///etc",
    "git@example.com:a/b//c?ref=x",
    "https://example.com/a/b?ref=--upload-pack=touch%20x",
    "ssh://-oProxyCommand=touch x/y/z",
    "HTTPS://EXAMPLE.COM/x.yaml",
    "GitHub.com/a/b",
];

#[test]
fn every_evil_entry_is_an_error_with_a_place() {
    for field in FIELDS {
        for entry in EVIL {
            let files = [
                ("o/kustomization.yaml", format!("{}\n", field.replace("ENTRY", entry))),
                ("secret.yaml", config_map("outside")),
            ];
            let (report, _) = check(memory(&files));
            let harmless = matches!(*entry, "[]" | "{}" | "null" | "~" | "''");
            assert!(harmless || report.summary.errors > 0, "{field} {entry}");
            for finding in &report.findings {
                assert!(finding.origin.is_somewhere(), "{field} {entry}: {finding:?}");
            }
        }
    }
}

#[test]
fn remote_entries_are_refused() {
    for entry in REMOTE {
        for field in ["resources", "components"] {
            let failure =
                build(&[("kustomization.yaml", format!("{field}:\n- '{entry}'\n"))]).expect_err("refused");
            // A component cannot be a single file, so that kustomize looks for a path.
            let is_path = field == "components" && RepoSpec::parse(entry).is_none();
            let wanted = if is_path { Fault::MissingFile } else { Fault::Remote };
            assert_eq!(failure.fault, wanted, "{entry}: {failure:?}");
            assert_eq!(failure.line, 2);
        }
    }
}

/// They look remote, and kustomize looks for a path of that name.
#[test]
fn what_kustomize_cannot_fetch_is_a_missing_path() {
    for entry in ["example.com/a/b.git//c", "s3::https://s3.amazonaws.com/a", "s3://bucket/a"] {
        let failure =
            build(&[("kustomization.yaml", format!("resources:\n- '{entry}'\n"))]).expect_err("refused");
        assert!(matches!(failure.fault, Fault::MissingFile), "{entry}: {failure:?}");
    }
}

#[test]
fn remote_directories_are_refused_on_the_command_line() {
    let repository = Repository::new(&[("a", "")]);
    for entry in REMOTE {
        for command in ["build", "check"] {
            let run = limited(&repository.path(), &[command, "--", entry]);
            assert_eq!(run.code, 2, "{entry} {run:?}");
            assert!(run.out.is_empty() && run.err.starts_with("error: "), "{run:?}");
            assert_safe(&run.err);
        }
    }
}

#[test]
fn a_base_outside_the_checkout_is_refused_and_not_shown() {
    let repository = Repository::new(&[("kustomization.yaml", "resources: [../other]\n")]);
    std::fs::create_dir(repository.outside("other")).expect("a directory");
    std::fs::write(repository.outside("other/kustomization.yaml"), "resources: [canary.yaml]\n")
        .expect("a file");
    std::fs::write(repository.outside("other/canary.yaml"), config_map("canary")).expect("a file");
    for command in ["build", "check"] {
        let run = repository.run(command, &[]);
        assert_eq!(run.code, 1, "{run:?}");
        let shown = run.out + &run.err;
        assert!(shown.contains("file-outside-root") && !shown.contains("canary"), "{shown}");
    }
}

#[test]
fn a_sibling_of_the_same_beginning_is_outside() {
    let files = [
        (
            "tree/kustomization.yaml",
            "resources: [../tree-evil/a.yaml]\nconfigMapGenerator: [{name: a, files: [../tree-evil/a.yaml]}]\n",
        ),
        ("tree-evil/a.yaml", &config_map("a")),
    ];
    let failure = crate::support::build_in(memory(&files), "tree").expect_err("outside");
    assert_eq!(failure.fault, Fault::Outside);
}
