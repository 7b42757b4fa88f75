//! Remote bases, fetched by git from repositories that each test makes: pinned, tagged, moving, missing and hostile.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use overlint::Exit;
use tempfile::TempDir;

use crate::support::{CONFIG_MAP, Checkout, KUSTOMIZATION, Run, overlint};

/// A repository, and beside it a cache.
struct Origin {
    folder: TempDir,
}

impl Origin {
    /// One with these files on `main`, tagged `v1`.
    fn new(files: &[(&str, &str)]) -> Self {
        let origin = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(origin.path()).unwrap();
        origin.git(&["init", "-q", "-b", "main"]);
        origin.commit(files);
        origin.git(&["tag", "-a", "-m", "one", "v1"]);
        origin
    }

    /// One with an object in `base`.
    fn with_base() -> Self {
        Self::new(&[("base/kustomization.yaml", KUSTOMIZATION), ("base/object.yaml", CONFIG_MAP)])
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("origin")
    }

    fn commit(&self, files: &[(&str, &str)]) {
        for (path, content) in files {
            let path = self.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", "files"]);
    }

    fn git(&self, arguments: &[&str]) -> String {
        let settings = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgSign=false"];
        let mut command = Command::new("git");
        command.args(settings).args(arguments).current_dir(self.path());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments:?} {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn head(&self) -> String {
        self.git(&["rev-parse", "HEAD"])
    }

    fn url(&self, behind: &str) -> String {
        format!("file://{}{behind}", self.path().to_str().unwrap())
    }

    /// Runs a command on a checkout whose only overlay includes this.
    fn run(&self, command: &str, entry: &str) -> Run {
        self.run_on(&overlay(entry), command)
    }

    fn run_on(&self, checkout: &Checkout, command: &str) -> Run {
        checkout.run_on("overlay", &[command, "--allow-remote", "--cache-dir", &self.cache()])
    }

    fn cache(&self) -> String {
        self.folder.path().join("cache").to_str().unwrap().to_owned()
    }
}

/// A checkout with an overlay of one entry.
fn overlay(entry: &str) -> Checkout {
    Checkout::new().file("overlay/kustomization.yaml", &format!("resources:\n- {entry}\n"))
}

#[test]
fn nothing_is_fetched_without_permission() {
    let origin = Origin::with_base();
    let checkout = overlay(&origin.url("//base?ref=v1"));
    let run = checkout.run_on("overlay", &["check", "--cache-dir", &origin.cache()]).ended(Exit::Findings);
    run.says(&["error[remote-not-allowed]", "kustomization.yaml:2:3", "--allow-remote"]);
    let run = checkout.run_on("overlay", &["build"]).ended(Exit::Findings);
    assert!(run.err.contains("remote-not-allowed"), "{}", run.err);
    overlint(&["build", &origin.url("//base")]).refused(&["--allow-remote"]);
    checkout.run(&["list", "overlays"]).ended(Exit::Clean).says(&["overlay"]);
    assert!(fs::metadata(origin.cache()).is_err());
}

#[test]
fn the_configuration_may_allow_it() {
    let origin = Origin::with_base();
    let checkout = overlay(&origin.url("//base?ref=v1")).file("overlint.yaml", "remotes: allow\n");
    let arguments = ["check", "--cache-dir", &origin.cache()];
    checkout
        .run_on("overlay", &arguments)
        .ended(Exit::Clean)
        .says(&["0 errors, 0 warnings; 1 overlay with 1 resource"]);
    checkout.write("overlint.yaml", "remotes: refuse\n");
    checkout.run_on("overlay", &arguments).ended(Exit::Findings).says(&["remote-not-allowed"]);
    checkout.write("overlint.yaml", "remotes: sometimes\n");
    let run = checkout.run_on("overlay", &arguments).ended(Exit::CouldNotRun);
    assert!(run.err.contains("`remotes` must be `allow` or `refuse`"), "{}", run.err);
}

#[test]
fn a_base_is_built_at_its_commit_tag_or_branch() {
    let origin = Origin::with_base();
    let pinned = origin.head();
    origin.commit(&[("base/object.yaml", &CONFIG_MAP.replace("settings", "changed"))]);
    for (reference, name) in [
        (format!("?ref={pinned}"), "settings"),
        ("?ref=v1".to_owned(), "settings"),
        ("?version=v1".to_owned(), "settings"),
        ("?ref=main&timeout=60".to_owned(), "changed"),
        ("?ref=refs/heads/main".to_owned(), "changed"),
        (String::new(), "changed"),
    ] {
        let url = origin.url(&format!("//base{reference}"));
        origin.run("build", &url).ended(Exit::Clean).says(&[name]);
        let again = overlint(&["build", "--allow-remote", "--cache-dir", &origin.cache(), &url]);
        again.ended(Exit::Clean).says(&[name]);
    }
}

#[test]
fn a_ref_that_moves_is_a_warning() {
    let origin = Origin::with_base();
    let run = origin.run("check", &origin.url("//base")).ended(Exit::Clean);
    run.says(&["warning[floating-remote]", "has no `ref`", "kustomization.yaml:2:3"]);
    let run = origin.run("check", &origin.url("//base?ref=main")).ended(Exit::Clean);
    run.says(&["warning[floating-remote]", "follows the branch `main`"]);
    let run = origin.run("check", &origin.url("//base?ref=v1")).ended(Exit::Clean);
    run.does_not_say("floating-remote");
}

#[test]
fn a_pinned_commit_is_never_fetched_again() {
    let origin = Origin::with_base();
    let url = origin.url(&format!("//base?ref={}", origin.head()));
    origin.run("build", &url).ended(Exit::Clean);
    let floating = origin.url("//base?ref=main");
    origin.run("build", &floating).ended(Exit::Clean);
    fs::rename(origin.path(), origin.folder.path().join("gone")).unwrap();
    origin.run("build", &url).ended(Exit::Clean).says(&["settings"]);
    let run = origin.run("build", &floating).ended(Exit::Findings);
    assert!(run.err.contains("failed-fetch"), "{}", run.err);
}

#[test]
fn what_cannot_be_fetched_is_an_error_at_the_line_that_names_it() {
    let origin = Origin::with_base();
    for behind in ["//base?ref=none", "//none?ref=v1", "-gone//base?ref=v1", "//base/object.yaml?ref=v1"] {
        let run = origin.run("check", &origin.url(behind)).ended(Exit::Findings);
        run.says(&["error[failed-fetch]", "kustomization.yaml:2:3"]);
    }
    let nothing = "0".repeat(40);
    origin
        .run("check", &origin.url(&format!("//?ref={nothing}")))
        .ended(Exit::Findings)
        .says(&["failed-fetch"]);
}

#[test]
fn nothing_becomes_an_option_of_git_or_ssh() {
    let origin = Origin::with_base();
    let canary = origin.folder.path().join("canary");
    let touch = format!("touch${{IFS}}{}", canary.display());
    for entry in [
        origin.url(&format!("//base?ref=--upload-pack={touch}")),
        origin.url("//base?ref=-x"),
        origin.url("//base?ref=main:refs/heads/x"),
        format!("ssh://-oProxyCommand={touch}/a/b"),
        format!("git@-oProxyCommand={touch}:a/b"),
        "https://-x/a/b".to_owned(),
    ] {
        let run = origin.run("check", &format!("'{entry}'")).ended(Exit::Findings);
        run.says(&["error[failed-fetch]"]).does_not_say("git says");
    }
    assert!(!canary.exists());
    assert!(!origin.folder.path().join("cache/git").exists(), "git was not run at all");
}

#[test]
fn hooks_and_submodules_are_left_alone() {
    let inner = Origin::with_base();
    let origin = Origin::with_base();
    let module = ["-c", "protocol.file.allow=always", "submodule", "-q", "add"];
    origin.git(&[&module[..], &[&inner.url(""), "module"]].concat());
    origin.commit(&[]);
    origin.run("build", &origin.url("//base")).ended(Exit::Clean).says(&["settings"]);
    let run = origin.run("check", &origin.url("//module/base")).ended(Exit::Findings);
    run.says(&["failed-fetch", "is no directory of the repository"]);
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out_of_a_clone() {
    let origin = Origin::with_base();
    let secret = origin.folder.path().join("secret");
    fs::write(&secret, "canary").unwrap();
    std::os::unix::fs::symlink(&secret, origin.path().join("base/link")).unwrap();
    std::os::unix::fs::symlink(origin.folder.path(), origin.path().join("folder")).unwrap();
    let generator = "configMapGenerator:\n- name: a\n  files: [link]\n";
    origin.commit(&[("base/kustomization.yaml", generator)]);
    let run = origin.run("build", &origin.url("//base")).ended(Exit::Findings);
    assert!(run.err.contains("file-outside-root") && !run.err.contains("canary"), "{}", run.err);
    origin.run("check", &origin.url("//folder")).ended(Exit::Findings).says(&["failed-fetch", "leads out"]);
}

#[test]
fn a_clone_may_not_read_beside_itself_whatever_the_restrictor_says() {
    let origin = Origin::new(&[
        ("base/kustomization.yaml", "configMapGenerator:\n- {name: a, files: [../other]}\n"),
        ("up/kustomization.yaml", "resources: [../../overlay]\n"),
        ("other", "text"),
    ]);
    for directory in ["base", "up"] {
        let checkout = overlay(&origin.url(&format!("//{directory}?ref=v1")));
        let arguments =
            ["build", "--allow-remote", "--load-restrictor", "LoadRestrictionsNone", "--cache-dir"];
        let run = checkout.run_on("overlay", &[&arguments[..], &[&origin.cache()]].concat());
        let run = run.ended(Exit::Findings);
        assert!(run.err.contains("file-outside-root"), "{}", run.err);
        assert!(run.err.contains(&format!("?ref=v1//{directory}/kustomization.yaml")), "{}", run.err);
    }
}

#[test]
fn a_clone_that_includes_its_own_repository_is_a_cycle() {
    let origin = Origin::with_base();
    let url = origin.url("//base");
    origin.commit(&[("base/kustomization.yaml", &format!("resources:\n- {url}\n"))]);
    origin.run("check", &url).ended(Exit::Findings).says(&["kustomization-cycle"]);
}

#[test]
fn clones_may_include_further_clones_and_components() {
    let inner = Origin::new(&[(
        "component/kustomization.yaml",
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -from-component\n",
    )]);
    let origin = Origin::with_base();
    let outer = format!("resources: [../base]\ncomponents: ['{}']\n", inner.url("//component?ref=v1"));
    origin.commit(&[("outer/kustomization.yaml", &outer)]);
    let url = origin.url(&format!("//outer?ref={}", origin.head()));
    origin.run("build", &url).ended(Exit::Clean).says(&["settings-from-component"]);
}
