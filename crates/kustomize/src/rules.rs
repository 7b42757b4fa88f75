//! The rules under which a build reports what it cannot build.

use overlint_source::{Rule, Severity};

const fn rule(id: &'static str, summary: &'static str, documentation: &'static str) -> Rule {
    Rule { id, summary, documentation, severity: Severity::Error }
}

/// Every rule of the build, by id. Where one is broken, `kustomize build` fails too, unless the documentation says
/// otherwise.
pub static RULES: &[Rule] = &[
    rule(
        "ambiguous-reference",
        "a name could refer to several renamed objects",
        "After prefixes, suffixes and namespaces are applied, kustomize follows each reference to the object that it \
         meant. Here several objects once had that name, and nothing tells them apart.",
    ),
    rule(
        "duplicate-key",
        "a key is given twice in one map",
        "YAML allows each key once. kustomize fails when it prints such an object, and the API server refuses it.",
    ),
    rule(
        "duplicate-resource",
        "two objects of one build have the same id",
        "Group, version, kind, namespace and name together must be unique within a build.",
    ),
    rule(
        "failed-fetch",
        "a remote base or file cannot be fetched",
        "The host does not answer, has no such repository, ref, directory or file, asks for a password, or the URL is one \
         that Overlint gives to no program: a ref that is no ref, a host that is no host or is this machine. Submodules \
         are never fetched, nor what Git LFS keeps elsewhere. A run fetches at most 200 repositories and files; a repository \
         has at most 1 GiB, 500,000 files and ten minutes, a file 10 MiB and 30 seconds.",
    ),
    rule(
        "file-outside-root",
        "a path leaves the place that it may read from",
        "The files of a kustomization must lie in or below its directory, symbolic links resolved; bases and components \
         must lie within the repository.",
    ),
    Rule {
        id: "floating-remote",
        summary: "a remote base is not pinned",
        documentation: "Without `ref`, or with a branch as its `ref`, a remote base is whatever lies there on the day of the \
                        build: the same commit of this repository then builds different things. Pin it to a tag, or to the \
                        hash of a commit, which is fetched only once.",
        severity: Severity::Warning,
    },
    rule(
        "helm-not-allowed",
        "a chart needs Helm, and nothing allows it to be run",
        "kustomize inflates charts with `--enable-helm` alone, and so does Overlint: it then runs the `helm` of this machine, \
         or the one that `--helm-command` names. What a chart's templates can do is what Helm lets them do.",
    ),
    rule(
        "invalid-chart",
        "a Helm chart cannot be inflated",
        "A chart lies in the repository, symbolic links resolved: in `chartHome/NAME`, or in `chartHome/NAME-VERSION/NAME` \
         where it has both `version` and `repo`. Helm gets a copy of it, and nothing is written into the repository. A chart \
         that is not there is fetched only with `--allow-remote`. `helmGlobals.configHome` is never handed to Helm, which \
         would run the plugins that it finds there; without it a chart of the repository comes out the same, and one that is \
         to be fetched is refused.",
    ),
    rule(
        "invalid-generator",
        "a ConfigMap or Secret cannot be generated",
        "A generator needs a name, literals of the form `key=value`, keys that are given once, and a `behavior` that \
         fits what is there.",
    ),
    rule(
        "invalid-kustomization",
        "a kustomization file has unknown fields, wrong types or wrong values",
        "kustomize reads its own files strictly: an unknown field is an error, and so is a number where a string belongs.",
    ),
    rule(
        "invalid-patch",
        "a patch cannot be read or applied",
        "A strategic merge patch needs `kind` and `metadata.name` and the shape of what it changes; a JSON patch is a list \
         of operations whose paths exist.",
    ),
    rule(
        "invalid-plugin",
        "a generator, transformer or validator cannot be configured",
        "An object under `generators`, `transformers` or `validators` is one of the kinds that kustomize has built in, with \
         `apiVersion: builtin`. Others are programs, and none is run.",
    ),
    rule(
        "invalid-resource",
        "a document is no Kubernetes object",
        "Every document under `resources` needs `kind` and `metadata.name`.",
    ),
    rule(
        "invalid-transformer",
        "a transformer cannot be applied",
        "What `images`, `replicas`, `labels`, `namespace` or their like ask for does not fit the objects of the build.",
    ),
    rule(
        "invalid-variable",
        "a variable cannot be replaced",
        "An entry of `vars` needs a name of its own and an object and field that are there once; what holds `$(NAME)` must be \
         a string.",
    ),
    rule("invalid-yaml", "a file is not valid YAML", "The file is read as kustomize reads it."),
    rule(
        "kustomization-cycle",
        "a kustomization includes one that holds it",
        "A base must not be, or lie above, anything that includes it.",
    ),
    rule("limit-exceeded", "a file is too large or nests too deep", include_str!("limit-exceeded.md")),
    rule(
        "missing-file",
        "a path leads nowhere",
        "A file, base or component that a kustomization names is not there.",
    ),
    rule(
        "patch-without-target",
        "a strategic merge patch finds no resource, or several",
        "A patch without `target` changes the one resource of its own group, version, kind, namespace and name.",
    ),
    rule(
        "remote-not-allowed",
        "a remote base or file is not fetched",
        "kustomize would fetch this from the network. Overlint does so only where `--allow-remote` or `remotes: allow` in \
         `overlint.yaml` says that it may.",
    ),
    rule(
        "unprintable-value",
        "a value cannot be written as YAML",
        "kustomize turns every object into JSON before it prints it, and JSON has no such key or number.",
    ),
    rule(
        "unsupported-field",
        "kustomize does something here that cannot be followed",
        "What kustomize prints here depends on how it lies in memory, and differs from one run to the next. The overlay is not \
         checked.",
    ),
];

#[cfg(test)]
mod tests {
    use overlint_source::read::Limits;

    use super::*;
    use crate::budget;

    /// A number as the documentation writes it: `50,000`, and `16 MiB` where it is of bytes.
    fn written(number: usize, is_bytes: bool) -> String {
        let digits = if is_bytes { number >> 20 } else { number }.to_string();
        let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
        groups.join(",") + if is_bytes { " MiB" } else { "" }
    }

    #[test]
    fn the_limits_are_those_that_are_documented() {
        let documentation = include_str!("limit-exceeded.md");
        let read = Limits::default();
        for (what, limit) in [
            ("objects of an overlay", budget::MAX_OBJECTS),
            ("values of an overlay", budget::MAX_NODES),
            ("bytes of an overlay, printed", budget::MAX_BYTES),
            ("bytes of an object, printed", budget::MAX_OBJECT_BYTES),
            ("bytes of all files of a kustomization", crate::files::MAX_READ),
            ("values of a file", read.max_nodes),
            ("values of a kustomization file", budget::MAX_KUSTOMIZATION_NODES),
            ("values that aliases and merge keys add to a file", read.max_expanded_nodes),
            ("lists and maps inside each other", budget::MAX_DEPTH),
            ("components of an overlay", budget::MAX_COMPONENTS),
            ("components inside each other", budget::MAX_NESTED_COMPONENTS),
            ("comparisons in patches and transformers", budget::MAX_STEPS),
        ] {
            let row = format!("| {what} | {}", written(limit, what.starts_with("bytes")));
            assert!(documentation.contains(&row), "`{row}` is not there");
        }
    }

    #[test]
    fn rules_are_sorted_and_each_fault_has_one() {
        assert!(RULES.windows(2).all(|pair| pair[0].id < pair[1].id));
        for fault in crate::error::ALL_FAULTS {
            assert!(RULES.iter().any(|rule| rule.id == fault.rule()), "{}", fault.rule());
        }
    }
}
