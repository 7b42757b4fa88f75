//! Names and values that speak to a terminal or to a CI system.

use crate::support::{Repository, assert_safe};

const EVIL: &[&str] = &[
    "::error::pwned",
    "x\\n::error file=a,line=1::pwned",
    "x\\r::set-output name=a::b",
    "##[error]x",
    "##vso[task.setvariable variable=a]b",
    "\\e[2J\\e]0;x\\a",
    "\\u009b31m",
    "a\\u202Eb\\u2066c",
    "a\\u200Bb\\uFEFFc",
    "a\\u2028b",
    "\\b\\b\\b",
    "<script>",
    "%0A::error::x",
    "a\\0b",
];

#[test]
fn names_and_values_reach_no_terminal_and_no_ci_command() {
    for evil in EVIL {
        let repository = Repository::new(&[
            ("kustomization.yaml", &format!("resources: [a.yaml, \"{evil}\"]\n")),
            ("b/kustomization.yaml", &format!("resources: [a.yaml]\n\"{evil}\": 1\n")),
            ("c/kustomization.yaml", "resources: [a.yaml]\n"),
            (
                "c/a.yaml",
                &format!(
                    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: \"{evil}\"\n  labels: {{\"{evil}\": [1]}}\nspec:\n  \"{evil}\": \"{evil}\"\n  containers: [{{name: \"{evil}\", image: \"{evil}\", env: [{{name: \"{evil}\", value: 1}}]}}]\n  restartPolicy: \"{evil}\"\n"
                ),
            ),
            (
                "d/kustomization.yaml",
                &format!(
                    "resources: [a.yaml]\npatches: [{{patch: \"[{{op: \\\"{evil}\\\", path: /a}}]\", target: {{kind: \"({evil}\"}}}}]\n"
                ),
            ),
            ("e/kustomization.yaml", "resources: [a.yaml]\n"),
            (
                "e/a.yaml",
                &format!(
                    "apiVersion: \"{evil}\"\nkind: \"{evil}\"\nmetadata: {{name: \"{evil}\"}}\n---\napiVersion: \"{evil}\"\nkind: \"{evil}\"\nmetadata: {{name: \"{evil}\"}}\n"
                ),
            ),
        ]);
        for options in [&["--format", "human"][..], &["--format", "json"], &["-v"]] {
            let run = repository.run("check", options);
            assert_eq!(run.code, 1, "{evil} {run:?}");
            assert_safe(&run.out);
            assert_safe(&run.err);
        }
        assert_safe(&repository.run("list", &["overlays"]).err);
    }
}

#[cfg(unix)]
#[test]
fn file_names_reach_no_terminal_and_no_ci_command() {
    for name in ["::error::x", "x\n::error::y", "\u{1b}[31m", "a\u{202e}b", "\r", "a\u{9b}b", "x\u{7f}"] {
        let repository = Repository::new(&[
            (&format!("{name}/kustomization.yaml"), "resources: [missing.yaml]\n"),
            ("c/kustomization.yaml", "resources: ['../::error::x']\n"),
            (&format!("o/{name}.yaml"), "a: [\n"),
            (
                "o/kustomization.yaml",
                &format!(
                    "resources: [\"{}.yaml\"]\n",
                    name.escape_default()
                        .to_string()
                        .replace("\\u{1b}", "\\e")
                        .replace("\\u{202e}", "\\u202e")
                        .replace("\\u{9b}", "\\u009b")
                        .replace("\\u{7f}", "\\x7f")
                ),
            ),
        ]);
        for options in [&["--format", "human"][..], &["--format", "json"], &["-v"]] {
            let run = repository.run("check", options);
            assert_eq!(run.code, 1, "{name:?} {run:?}");
            assert_safe(&run.out);
            assert_safe(&run.err);
        }
        let run = crate::support::limited(&repository.path(), &["build", "--", name]);
        assert_safe(&run.err);
    }
}

#[cfg(unix)]
#[test]
fn listed_names_reach_no_terminal_and_no_ci_command() {
    for name in ["x\n::error::y", "\u{1b}[31m", "a\u{202e}b"] {
        let repository =
            Repository::new(&[(&format!("{name}/kustomization.yaml"), "resources: [missing.yaml]\n")]);
        let run = crate::support::limited(&repository.path(), &["list", "overlays"]);
        assert_eq!(run.code, 0);
        assert_safe(&run.out);
    }
}

#[test]
fn configurations_reach_no_terminal_and_no_ci_command() {
    for evil in EVIL {
        for text in [
            format!("\"{evil}\": 1\n"),
            format!("kubernetes: \"{evil}\"\n"),
            format!("overlays: {{include: [\"{evil}[\"]}}\n"),
            format!("policies: {{\"{evil}\": \"{evil}\"}}\n"),
            format!("policies: [\"{evil}\"]\n"),
        ] {
            let repository =
                Repository::new(&[("overlint.yaml", &text), ("kustomization.yaml", "resources: []\n")]);
            let run = repository.run("check", &[]);
            assert!(run.code > 0, "{text} {run:?}");
            assert_safe(&run.out);
            assert_safe(&run.err);
        }
    }
}

#[test]
fn values_of_secrets_are_not_shown() {
    let canary = "c2VjcmV0LWNhbmFyeQ";
    let repository = Repository::new(&[
        ("kustomization.yaml", "resources: [a.yaml]\n"),
        (
            "a.yaml",
            &format!(
                "apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\ndata:\n  a: [{canary}]\n  b: {canary}!!\nstringData: {{c: {{d: {canary}}}}}\nunknown: {canary}\n"
            ),
        ),
    ]);
    for options in [&["--format", "human"][..], &["--format", "json"], &["-v"]] {
        let run = repository.run("check", options);
        assert_eq!(run.code, 1, "{run:?}");
        assert!(!run.out.contains(canary), "{}", run.out);
    }
}
