//! What a caller of the library meets: files that go away, trees that fail, policies that panic.

use std::sync::atomic::{AtomicUsize, Ordering};

use overlint::kustomize::Fault;
use overlint::source::tree::Memory;
use overlint::source::{FileKind, FileTree, TreeError};

use crate::support::{build_in, check, config_map, listing, memory, rules};

/// What reading a path answers in place of the file, if anything.
type Treachery = fn(&str, usize) -> Option<Result<Vec<u8>, TreeError>>;

/// A tree whose files vanish, grow or fail after they were looked at.
struct Treacherous {
    files: Memory,
    how: Treachery,
    reads: AtomicUsize,
}

impl FileTree for Treacherous {
    fn resolve(&self, path: &str) -> Result<(String, FileKind), TreeError> {
        self.files.resolve(path)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, TreeError> {
        let count = self.reads.fetch_add(1, Ordering::Relaxed);
        (self.how)(path, count).unwrap_or_else(|| self.files.read(path))
    }

    fn files(&self, directory: &str) -> Result<Vec<String>, TreeError> {
        self.files.files(directory)
    }
}

fn treacherous(how: Treachery) -> Treacherous {
    let files = memory(&[
        ("o/kustomization.yaml", "resources: [a.yaml]\nconfigMapGenerator: [{name: g, files: [f], envs: [e]}]\npatches: [{path: p.yaml}]\n".to_owned()),
        ("o/a.yaml", config_map("a")),
        ("o/p.yaml", config_map("a")),
        ("o/f", "x".to_owned()),
        ("o/e", "a=b".to_owned()),
        ("fine/kustomization.yaml", listing(&["a.yaml"])),
        ("fine/a.yaml", config_map("a")),
    ]);
    Treacherous { files, how, reads: AtomicUsize::new(0) }
}

#[test]
fn files_that_vanish_are_errors_at_the_place_that_names_them() {
    let gone: [Treachery; 5] = [
        |path, _| (path == "o/kustomization.yaml").then(|| Err(TreeError::Missing(path.to_owned()))),
        |path, _| (path == "o/a.yaml").then(|| Err(TreeError::Missing(path.to_owned()))),
        |path, _| (path == "o/p.yaml").then(|| Err(TreeError::TooLarge { path: path.to_owned(), limit: 1 })),
        |path, _| (path == "o/f").then(|| Err(TreeError::NotAFile(path.to_owned()))),
        |path, _| {
            let error = std::io::Error::other("broken");
            (path == "o/e").then(|| Err(TreeError::Io { path: path.to_owned(), error }))
        },
    ];
    for how in gone {
        let (report, _) = check(treacherous(how));
        assert_eq!((report.summary.overlays, report.summary.unbuilt), (2, 1), "{:?}", report.findings);
        assert!(report.summary.errors > 0);
    }
}

#[test]
fn files_over_the_limit_are_a_limit() {
    let tree = treacherous(|path, _| {
        (path == "o/a.yaml").then(|| Err(TreeError::TooLarge { path: path.to_owned(), limit: 1 }))
    });
    let failure = build_in(tree, "o").expect_err("too large");
    assert_eq!((failure.fault, failure.line), (Fault::Limit, 1));
}

#[test]
fn resolutions_that_lie_do_no_harm() {
    struct Liar(Memory);
    impl FileTree for Liar {
        fn resolve(&self, path: &str) -> Result<(String, FileKind), TreeError> {
            self.0.resolve(path).map(|(path, _)| (path, FileKind::File))
        }
        fn read(&self, path: &str) -> Result<Vec<u8>, TreeError> {
            self.0.read(path)
        }
        fn files(&self, _: &str) -> Result<Vec<String>, TreeError> {
            Ok(vec!["kustomization.yaml".to_owned(), "ghost/kustomization.yaml".to_owned()])
        }
    }
    let files = memory(&[("kustomization.yaml", "resources: [d]\n"), ("d/a", "")]);
    let (report, _) = check(Liar(files));
    assert_eq!(report.summary.unbuilt, 2, "{:?}", rules(&report));
}

mod panicking {
    use overlint::check::Check;
    use overlint::config::Config;
    use overlint::kustomize::LoadRestrictor;
    use overlint::policy::{Declaration, Findings, Object, Overlay, Policy, Registry, policy};
    use overlint::source::Sources;

    use super::{config_map, listing, memory};
    use crate::support::in_time;

    policy! {
        /// Panics at every object of one name.
        pub struct Panicking;
        id: "panicking",
        summary: "an object is called panic",
        severity: Info,
        since: "0.1.0",
        profile: Recommended,
    }

    impl Policy for Panicking {
        fn declaration(&self) -> &'static Declaration {
            &Self::DECLARATION
        }

        fn check_resource(&self, _: &Overlay<'_>, object: Object<'_>, _: &mut Findings<'_>) {
            assert_ne!(object.name, "panic", "\u{1b}[31mthis name is forbidden");
        }
    }

    #[test]
    fn a_policy_that_panics_is_a_finding_and_hides_nothing() {
        let report = in_time(|| {
            let tree = memory(&[
                ("a/kustomization.yaml", listing(&["a.yaml"])),
                ("a/a.yaml", config_map("panic")),
                ("b/kustomization.yaml", listing(&["a.yaml"])),
                ("b/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndta: {}\n".to_owned()),
            ]);
            let (sources, paths) = (Sources::default(), [String::new()]);
            let registry = Registry::new(overlint::policies::POLICIES).with(&[&Panicking]);
            let config = Config::default_of(&registry).expect("a configuration");
            let load_restrictor = LoadRestrictor::RootOnly;
            let check = Check {
                tree: &tree,
                sources: &sources,
                config: &config,
                root: "",
                paths: &paths,
                load_restrictor,
                remotes: None,
                helm: None,
                kubernetes: &[],
            };
            check.check().expect("a report")
        });
        let rules = crate::support::rules(&report);
        assert!(rules.contains(&"panicking") && rules.contains(&"unknown-field"), "{rules:?}");
    }
}
