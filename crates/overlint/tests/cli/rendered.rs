//! `overlint build --output`: files instead of standard output, for one overlay and for all.

use std::fs;

use overlint::Exit;

use crate::support::{CONFIG_MAP, Checkout, Run, overlint};

const OBJECTS: &str = "\
apiVersion: v1
kind: Service
metadata: {name: Web, namespace: Shop}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: \"system:web\"}
";

const BROKEN: &str = "kind: {\n";

/// The files below a directory of the checkout, sorted.
fn files(checkout: &Checkout, directory: &str) -> Vec<String> {
    let (mut files, mut open) = (Vec::new(), vec![checkout.path(directory)]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let path = path.strip_prefix(checkout.path(directory)).unwrap().to_str().unwrap().to_owned();
                files.push(path.replace('\\', "/"));
            }
        }
    }
    files.sort();
    files
}

fn read(checkout: &Checkout, file: &str) -> String {
    fs::read_to_string(checkout.path(file)).unwrap()
}

fn all(checkout: &Checkout, paths: &[&str]) -> Run {
    let output = checkout.argument("rendered");
    let paths: Vec<String> = paths.iter().map(|path| checkout.argument(path)).collect();
    let arguments = ["build", "--all", "--output", &output].into_iter();
    overlint(&arguments.chain(paths.iter().map(String::as_str)).collect::<Vec<_>>())
}

#[test]
fn a_file_has_what_would_be_printed() {
    let checkout =
        Checkout::new().overlay("a", CONFIG_MAP).file("out.yaml", "old and longer than what is new: yes\n");
    let output = format!("-o={}", checkout.argument("out.yaml"));
    let run = checkout.run_on("a", &["build", &output]).ended(Exit::Clean);
    assert_eq!((run.out.as_str(), read(&checkout, "out.yaml").as_str()), ("", CONFIG_MAP));
    checkout.run_on("a", &["build", "--output", ""]).ended(Exit::Clean).says(&[CONFIG_MAP]);
    let missing = checkout.argument("missing/out.yaml");
    checkout.run_on("a", &["build", "-o", &missing]).refused(&["out.yaml` cannot be written"]);
}

#[test]
fn a_directory_has_a_file_for_each_object() {
    let checkout = Checkout::new().overlay("a", OBJECTS).file("out/other.txt", "");
    let output = checkout.argument("out");
    checkout.run_on("a", &["build", "-o", &output]).ended(Exit::Clean);
    let expected = [
        "default_apps_v1_deployment_web.yaml",
        "other.txt",
        "rbac.authorization.k8s.io_v1_clusterrole_system:web.yaml",
        "shop_v1_service_web.yaml",
    ];
    assert_eq!(files(&checkout, "out"), expected);
    let service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: Web\n  namespace: Shop\n";
    assert_eq!(read(&checkout, "out/shop_v1_service_web.yaml"), service);
}

/// For a file of its own kustomize does not write an object and read it again, which adds the lines.
#[test]
fn folded_text_gains_no_lines_in_a_file_of_its_own() {
    let folded = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: >\n    b\n      c\n";
    let checkout = Checkout::new().overlay("a", folded).file("out/other.txt", "");
    let output = checkout.argument("out");
    checkout.run_on("a", &["build", "-o", &output]).ended(Exit::Clean);
    assert!(read(&checkout, "out/v1_configmap_a.yaml").contains("  x: |\n    b\n      c\n"));
    let file = checkout.argument("out.yaml");
    checkout.run_on("a", &["build", "-o", &file]).ended(Exit::Clean);
    assert!(read(&checkout, "out.yaml").contains("  x: |\n    b\n\n      c\n"));
}

#[test]
fn no_object_is_written_outside_the_directory() {
    let checkout = Checkout::new().overlay("a", &CONFIG_MAP.replace("settings", "x/../../../stolen"));
    fs::create_dir_all(checkout.path("out")).unwrap();
    let output = checkout.argument("out");
    checkout.run_on("a", &["build", "-o", &output]).refused(&["cannot have a file of its own"]);
    assert!(files(&checkout, "out").is_empty() && !checkout.path("stolen.yaml").exists());
}

#[test]
fn every_overlay_has_a_file_of_its_own() {
    let checkout = Checkout::shop();
    let run = all(&checkout, &[""]).ended(Exit::Clean);
    assert_eq!(
        (run.out.as_str(), run.err.as_str()),
        ("9 overlays built: 9 written, 0 unchanged; 0 failed\n", "")
    );
    for overlay in checkout.run(&["list", "overlays"]).out.lines() {
        let printed = checkout.run_on(overlay, &["build"]).out;
        assert_eq!(read(&checkout, &format!("rendered/{overlay}.yaml")), printed);
    }
    assert_eq!(files(&checkout, "rendered").len(), 9);
}

#[test]
fn only_what_changes_is_written() {
    let checkout = Checkout::with_overlays(&["a", "b"]);
    all(&checkout, &[""]).ended(Exit::Clean).says(&["2 overlays built: 2 written, 0 unchanged; 0 failed"]);
    let age = |file: &str| fs::metadata(checkout.path(file)).unwrap().modified().unwrap();
    let before = age("rendered/b.yaml");
    checkout.write("a/object.yaml", &CONFIG_MAP.replace("settings", "renamed"));
    all(&checkout, &[""]).ended(Exit::Clean).says(&["2 overlays built: 1 written, 1 unchanged; 0 failed"]);
    assert_eq!(age("rendered/b.yaml"), before);
    assert!(read(&checkout, "rendered/a.yaml").contains("renamed"));
}

#[test]
fn what_cannot_be_built_keeps_its_old_file() {
    let checkout = Checkout::with_overlays(&["a", "b"]);
    all(&checkout, &[""]).ended(Exit::Clean);
    checkout.write("a/object.yaml", BROKEN);
    let run = all(&checkout, &[""]).ended(Exit::Findings);
    assert_eq!(run.out, "1 overlay built: 0 written, 1 unchanged; 1 failed\n");
    assert!(run.err.contains("error[invalid-yaml]: ") && run.err.contains("a/object.yaml:1:"), "{}", run.err);
    assert_eq!(read(&checkout, "rendered/a.yaml"), CONFIG_MAP);
}

#[test]
fn an_overlay_has_the_same_file_whatever_was_asked_for() {
    let checkout = Checkout::with_overlays(&["apps/a", "apps/b"]);
    all(&checkout, &["apps/a"]).ended(Exit::Clean);
    all(&checkout, &["apps"]).ended(Exit::Clean).says(&["1 written, 1 unchanged"]);
    assert_eq!(files(&checkout, "rendered"), ["apps/a.yaml", "apps/b.yaml"]);
    let checkout = Checkout::with_overlays(&["deploy/apps/a"]).file("deploy/overlint.yaml", "");
    all(&checkout, &["deploy/apps/a"]).ended(Exit::Clean);
    assert_eq!(files(&checkout, "rendered"), ["apps/a.yaml"]);
    let checkout = Checkout::new()
        .file("kustomization.yaml", "resources: [object.yaml]\n")
        .file("object.yaml", CONFIG_MAP);
    all(&checkout, &[""]).ended(Exit::Clean);
    assert_eq!(files(&checkout, "rendered"), ["root.yaml"]);
}

#[test]
fn files_of_overlays_that_are_gone_are_named_and_stay() {
    let checkout = Checkout::with_overlays(&["a"])
        .file("rendered/gone/b.yaml", CONFIG_MAP)
        .file("rendered/notes.md", "");
    let run = all(&checkout, &[""]).ended(Exit::Clean);
    assert!(run.err.starts_with("warning: ") && run.err.contains("made `gone/b.yaml`;"), "{}", run.err);
    assert_eq!(files(&checkout, "rendered"), ["a.yaml", "gone/b.yaml", "notes.md"]);
    assert_eq!(
        all(&checkout, &["a"]).ended(Exit::Clean).err,
        "",
        "who asks for a part does not see the whole"
    );
}

#[test]
fn sources_are_not_rendered_over() {
    let checkout = Checkout::with_overlays(&["a"]);
    let top = checkout.argument("");
    checkout.run(&["build", "--all", "-o", &top]).refused(&["the sources lie in"]);
    let checkout = Checkout::with_overlays(&["kustomization"]);
    let twice = Checkout::with_overlays(&["root"]).file("kustomization.yaml", "namePrefix: a-\n");
    all(&twice, &[""]).refused(&["written to `root.yaml`; rename `root`"]);
    let run = all(&checkout, &[""]).ended(Exit::CouldNotRun);
    assert!(run.err.contains("`kustomization.yaml` cannot be written: it would be taken for"), "{}", run.err);
}

#[test]
#[cfg(unix)]
fn links_are_replaced_or_refused_but_never_followed() {
    use std::os::unix::fs::symlink;

    let outside = Checkout::new().file("mine.yaml", "mine\n");
    let checkout = Checkout::with_overlays(&["a", "apps/b"]).file("rendered/.keep", "");
    symlink(outside.path("mine.yaml"), checkout.path("rendered/a.yaml")).unwrap();
    symlink(outside.path(""), checkout.path("rendered/apps")).unwrap();
    let run = all(&checkout, &[""]).ended(Exit::CouldNotRun);
    assert!(
        run.err.contains("`apps/b.yaml` cannot be written: ") && run.err.contains("is no directory"),
        "{}",
        run.err
    );
    assert_eq!(read(&checkout, "rendered/a.yaml"), CONFIG_MAP);
    assert_eq!(read(&outside, "mine.yaml"), "mine\n");
    assert!(!outside.path("b.yaml").exists());
}

#[test]
fn all_needs_a_directory_and_what_belongs_to_it_needs_all() {
    let checkout = Checkout::with_overlays(&["a", "b"]);
    checkout.run(&["build", "--all"]).refused(&["--output"]);
    checkout.run(&["build", "--all", "-o", ""]).refused(&["`--output DIR`"]);
    checkout.run(&["build", "--jobs", "2"]).refused(&["--all"]);
    let other = checkout.argument("b");
    checkout.run_on("a", &["build", &other]).refused(&["specify one directory", "`--all`"]);
}

#[test]
fn what_would_run_something_is_refused_by_name() {
    let checkout = Checkout::with_overlays(&["a"]);
    for flag in ["--enable-exec", "--enable-alpha-plugins", "--enable-star", "--enable-exec=true"] {
        let name = flag.trim_end_matches("=true");
        checkout
            .run_on("a", &["build", flag])
            .refused(&[&format!("`{name}` is refused"), "no plugins and no functions"]);
    }
    let harmless =
        ["build", "-e", "A=1", "--env=B", "--mount", "type=bind", "--network", "--network-name", "x"];
    let more = ["--as-current-user", "--enable-exec=false", "--stack-trace", "--load-restrictor", ""];
    checkout.run_on("a", &[&harmless[..], &more].concat()).ended(Exit::Clean).says(&[CONFIG_MAP]);
}

#[test]
fn flags_are_read_as_kustomize_reads_them() {
    let checkout = Checkout::with_overlays(&["a"]);
    checkout
        .run_on("a", &["build", "--enable-managedby-label=T"])
        .ended(Exit::Clean)
        .says(&["kustomize-v5.8.2"]);
    checkout
        .run_on("a", &["build", "--enable-managedby-label=0"])
        .ended(Exit::Clean)
        .does_not_say("kustomize-v5.8.2");
    checkout.run_on("a", &["build", "--network=perhaps"]).refused(&["'perhaps'", "`true` or `false`"]);
    checkout.run_on("a", &["build", "--reorder", "none", "--reorder", "legacy"]).ended(Exit::Clean);
    checkout.run_on("a", &["build", "--load-restrictor", "none"]).refused(&[
        "'none'",
        "--load-restrictor",
        "LoadRestrictionsRootOnly, LoadRestrictionsNone",
    ]);
    checkout.run_on("a", &["build", "--reorder", ""]).refused(&["--reorder", "legacy, none"]);
}
