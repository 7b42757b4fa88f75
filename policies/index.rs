//! The index of the policies, as `policies/README.md` has it.

use std::fmt::Write as _;

use crate::POLICIES;

/// The whole text of `policies/README.md`.
pub fn index_markdown() -> String {
    let mut text = HEAD.to_owned();
    for policy in POLICIES {
        let declaration = policy.declaration();
        let rule = &declaration.rule;
        let file = link(declaration.file);
        let (severity, profile) = (rule.severity.name(), declaration.profile.name());
        writeln!(text, "| [`{}`]({file}) | {} | {severity} | {profile} |", rule.id, rule.summary)
            .expect("writing to a string succeeds");
    }
    text
}

/// The file of a policy relative to `policies`, which it lies in or in a folder of.
fn link(file: &str) -> String {
    let path = file.replace('\\', "/");
    path.rsplit_once("policies/").map_or(path.clone(), |(_, file)| file.to_owned())
}

const HEAD: &str = "\
<!-- written by `cargo xtask policy-docs` -->

# Built-in policies

One file each: the policy, its documentation, which `overlint explain ID` prints, and the examples in it, which
are its test. Fixtures lie in `testdata/policies/ID`. A policy with the profile `recommended` is on unless the
configuration says otherwise. [What other tools check](PEERS.md) says which policy takes the place of which check.

| policy | finds that | severity | profile |
|---|---|---|---|
";
