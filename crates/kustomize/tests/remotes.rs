//! Remote bases and files, fetched from memory: which URL leads where, what is said of it, and that nothing leads out.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Mutex;

use overlint_kustomize::remote::{Remote, RemoteError, Remotes, RepoSpec, Repository};
use overlint_kustomize::{BuildError, Builder, LoadRestrictor};
use overlint_source::Sources;
use overlint_source::tree::Memory;

const CONFIG_MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: remote\n";
const OBJECT: &str = "resources: [object.yaml]\n";

/// Repositories by clone spec, files by URL, and what was asked for.
#[derive(Default)]
struct Fake {
    repositories: Vec<(&'static str, Memory)>,
    files: Vec<(&'static str, &'static str)>,
    asked: Mutex<Vec<String>>,
}

impl Remote for Fake {
    fn repository(&self, spec: &RepoSpec) -> Result<Repository, RemoteError> {
        self.asked.lock().unwrap().push(spec.clone_spec());
        let found = self.repositories.iter().find(|(name, _)| *name == spec.clone_spec());
        let (_, tree) = found.ok_or_else(|| RemoteError("there is none".to_owned()))?;
        Ok(Repository { tree: Box::new(tree.clone()), floats: !spec.is_pinned() && spec.reference != "v1" })
    }

    fn file(&self, url: &str) -> Result<Vec<u8>, RemoteError> {
        self.asked.lock().unwrap().push(url.to_owned());
        let found = self.files.iter().find(|(name, _)| *name == url);
        found.map(|(_, text)| text.as_bytes().to_vec()).ok_or_else(|| RemoteError("status 404".to_owned()))
    }
}

fn tree(files: &[(&str, &str)]) -> Memory {
    files.iter().copied().collect()
}

fn fake(name: &'static str, files: &[(&str, &str)]) -> Fake {
    Fake { repositories: vec![(name, tree(files))], ..Fake::default() }
}

/// What is printed and the notes, or the faults, each as `RULE FILE:LINE: MESSAGE`.
fn build(fake: &Fake, files: &[(&str, &str)]) -> Result<(String, Vec<String>), Vec<String>> {
    let (tree, sources) = (tree(files), Sources::default());
    let remotes = Remotes::new(&tree, fake);
    let builder = Builder::new(&tree, &sources).remotes(&remotes).load_restrictor(LoadRestrictor::None);
    let tell = |error: &BuildError| {
        let origin = error.origin();
        let place = format!("{}:{}", sources.path(origin.source), origin.line);
        format!("{} {place}: {}", error.fault().rule(), error.message())
    };
    match builder.build("o") {
        Ok(built) => Ok((built.print(), built.notes.iter().map(tell).collect())),
        Err(errors) => Err(errors.iter().map(tell).collect()),
    }
}

fn including(fake: &Fake, entry: &str) -> Result<(String, Vec<String>), Vec<String>> {
    build(fake, &[("o/kustomization.yaml", &format!("resources:\n- {entry}\n")), ("secret", "canary")])
}

#[test]
fn without_permission_everything_remote_is_refused_where_it_is_named() {
    for content in [
        "resources:\n- https://example.com/org/repo//base?ref=v1\n",
        "components:\n- git@example.com:org/repo\n",
        "resources:\n- https://example.com/a.yaml\n",
        "configMapGenerator:\n- {name: a, files: ['https://example.com/a.yaml']}\n",
        "patches:\n- path: https://example.com/a.yaml\n",
    ] {
        let (tree, sources) = (tree(&[("kustomization.yaml", content)]), Sources::default());
        let error = Builder::new(&tree, &sources).build("").unwrap_err().remove(0);
        assert_eq!((error.fault().rule(), error.origin().line), ("remote-not-allowed", 2), "{content}");
    }
}

#[test]
fn a_base_is_fetched_once_and_shows_where_it_comes_from() {
    let files = [
        ("a/kustomization.yaml", OBJECT),
        ("a/object.yaml", CONFIG_MAP),
        ("b/kustomization.yaml", "namePrefix: b-\nresources: [../a]\n"),
    ];
    let fake = fake("https://github.com/org/repo", &files);
    let content = "resources:\n- github.com/org/repo/a?ref=v1\n- https://github.com/org/repo//b?ref=v1\n";
    let (printed, notes) = build(&fake, &[("o/kustomization.yaml", content)]).unwrap();
    assert_eq!(printed.matches("kind: ConfigMap").count(), 2);
    assert!(notes.is_empty());
    assert_eq!(*fake.asked.lock().unwrap(), ["https://github.com/org/repo"]);
}

#[test]
fn faults_in_a_clone_name_the_url() {
    let files = [("a/kustomization.yaml", OBJECT), ("a/object.yaml", "kind: [\n")];
    let errors = including(&fake("https://host/o/r", &files), "https://host/o/r//a?ref=v1").unwrap_err();
    assert!(errors[0].starts_with("invalid-yaml https://host/o/r?ref=v1//a/object.yaml:"), "{errors:?}");
}

#[test]
fn a_ref_that_moves_is_a_note() {
    let files = [("kustomization.yaml", OBJECT), ("object.yaml", CONFIG_MAP)];
    for (entry, said) in
        [("https://host/o/r//", "has no `ref`"), ("https://host/o/r//?ref=main", "follows the branch `main`")]
    {
        let (_, notes) = including(&fake("https://host/o/r", &files), entry).unwrap();
        assert_eq!(notes.len(), 1);
        assert!(notes[0].starts_with("floating-remote o/kustomization.yaml:2") && notes[0].contains(said));
    }
}

#[test]
fn what_cannot_be_fetched_is_told_where_it_is_named() {
    let fake = fake("https://host/o/r", &[("a/kustomization.yaml", OBJECT), ("file", "")]);
    for entry in [
        "https://host/o/other//a?ref=v1",
        "https://host/o/r//b?ref=v1",
        "https://host/o/r//file?ref=v1",
        "https://host/o/r//a?ref=--upload-pack=x",
        "ssh://-oProxyCommand=x/a/b",
        "https://example.com/a.yaml",
        "https://127.0.0.1/a/b",
    ] {
        let errors = including(&fake, entry).unwrap_err();
        assert!(errors[0].starts_with("failed-fetch o/kustomization.yaml:2"), "{entry}: {errors:?}");
    }
    let asked = fake.asked.lock().unwrap();
    assert!(asked.iter().all(|url| !url.contains("--") && !url.contains("127")), "{asked:?}");
}

#[test]
fn nothing_in_a_clone_leads_out_of_it() {
    for content in [
        "resources: [../../o]\n",
        "resources: [../..]\n",
        "resources: [/o]\n",
        "resources: [file:///o]\n",
        "components: [file:///o//]\n",
        "configMapGenerator: [{name: a, files: [../../secret]}]\n",
        "configMapGenerator: [{name: a, files: [../inside]}]\n",
        "patches: [{path: ../../../secret}]\n",
    ] {
        let files = [("a/kustomization.yaml", content), ("inside", "")];
        let fake = fake("https://host/o/r", &files);
        let errors = including(&fake, "https://host/o/r//a?ref=v1").unwrap_err();
        assert!(
            errors[0].starts_with("file-outside-root https://host/o/r?ref=v1//a/"),
            "{content} {errors:?}"
        );
        assert_eq!(fake.asked.lock().unwrap().len(), 1);
    }
}

#[test]
fn a_url_is_a_file_where_objects_come_back_and_else_a_repository() {
    let url = "https://host/o/r/a";
    let page = Fake {
        files: vec![(url, "<!doctype html>\n<p>: a: b</p>")],
        ..fake("https://host/o/r", &[("a/kustomization.yaml", OBJECT), ("a/object.yaml", CONFIG_MAP)])
    };
    assert!(including(&page, url).unwrap().0.contains("name: remote"));
    let objects = Fake { files: vec![(url, CONFIG_MAP)], ..Fake::default() };
    let (printed, notes) = including(&objects, url).unwrap();
    assert!(printed.contains("name: remote") && notes.is_empty());
    assert_eq!(*objects.asked.lock().unwrap(), [url]);
}

#[test]
fn a_remote_file_that_is_broken_says_so() {
    let url = "https://host/o/r/main/a.yaml";
    let broken = Fake { files: vec![(url, "a: [\n")], ..Fake::default() };
    let errors = including(&broken, url).unwrap_err();
    assert!(errors[0].starts_with("invalid-yaml https://host/o/r/main/a.yaml:"), "{errors:?}");
}

#[test]
fn files_that_patches_and_generators_name_are_fetched_too() {
    let fake = Fake {
        files: vec![
            ("https://host/patch.yaml", "kind: ConfigMap\nmetadata:\n  name: remote\ndata: {a: b}\n"),
            ("https://host/x/file.txt", "text"),
        ],
        ..Fake::default()
    };
    let content = "resources: [object.yaml]\npatches:\n- {path: https://host/patch.yaml, target: {kind: ConfigMap}}\n\
                   configMapGenerator:\n- {name: a, files: ['k=https://host/x/file.txt']}\n";
    let (printed, _) =
        build(&fake, &[("o/kustomization.yaml", content), ("o/object.yaml", CONFIG_MAP)]).unwrap();
    assert!(printed.contains("a: b") && printed.contains("k: text"), "{printed}");
}

#[test]
fn a_repository_that_leads_back_to_itself_is_a_cycle() {
    let url = "https://host/o/r//a?ref=v1";
    for (a, b) in [
        ("resources: ['https://host/o/r//a?ref=v1']\n", "{}"),
        ("resources: ['https://host/o/r//b?ref=v1']\n", "resources: ['https://host/o/r//a?ref=v1']\n"),
        ("resources: [../b]\n", "resources: ['https://host/o/r//a?ref=v1']\n"),
        // kustomize compares texts: this begins the one before, whatever it means.
        ("resources: ['https://host/o/r//a']\n", "{}"),
        ("resources: [../b]\n", "resources: [../a]\n"),
        ("resources: [..]\n", "{}"),
    ] {
        let files = [
            ("a/kustomization.yaml", a),
            ("b/kustomization.yaml", b),
            ("kustomization.yaml", "resources: [b]\n"),
        ];
        let errors = including(&fake("https://host/o/r", &files), url).unwrap_err();
        assert!(errors[0].starts_with("kustomization-cycle "), "{a}{b}{errors:?}");
    }
}

#[test]
fn a_run_fetches_only_so_much() {
    let entries: Vec<String> = (0..300).map(|number| format!("https://host/o/r{number}//a?ref=v1")).collect();
    let content = format!("resources: ['{}']\n", entries.join("', '"));
    let fake = Fake::default();
    build(&fake, &[("o/kustomization.yaml", &content)]).unwrap_err();
    assert!(fake.asked.lock().unwrap().len() <= 200);
}
