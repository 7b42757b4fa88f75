//! Overlays are built once, whoever asks, and on any number of threads.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use overlint::prelude::*;
use overlint::source::tree::Memory;
use overlint::source::{FileKind, FileTree, TreeError};

/// A tree that counts how often each file is read.
#[derive(Clone)]
struct Counting {
    files: Memory,
    reads: Arc<Mutex<HashMap<String, usize>>>,
}

impl FileTree for Counting {
    fn resolve(&self, path: &str) -> Result<(String, FileKind), TreeError> {
        self.files.resolve(path)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, TreeError> {
        *self.reads.lock().unwrap().entry(path.to_owned()).or_default() += 1;
        self.files.read(path)
    }

    fn files(&self, directory: &str) -> Result<Vec<String>, TreeError> {
        self.files.files(directory)
    }
}

fn many() -> Counting {
    let mut files = Memory::default();
    for app in 0..40 {
        files.insert(format!("{app}/kustomization.yaml"), "resources: [object.yaml]\n");
        let object = format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings-{app}\n");
        files.insert(format!("{app}/object.yaml"), object);
    }
    Counting { files, reads: Arc::default() }
}

#[test]
fn an_overlay_is_built_once_however_many_threads_ask() {
    let tree = many();
    let repository = Repository::options().read(tree.clone()).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| repository.test_each("*", |overlay, _| assert_eq!(overlay.objects().len(), 1)));
            scope.spawn(|| assert_eq!(repository.overlay("7").kind("ConfigMap").names(), ["settings-7"]));
        }
    });
    let reads = tree.reads.lock().unwrap();
    let objects: Vec<usize> = (0..40).map(|app| reads[&format!("{app}/object.yaml")]).collect();
    assert_eq!(objects, [1; 40]);
}

#[test]
fn only_what_is_asked_for_is_built() {
    let tree = many();
    let repository = Repository::options().read(tree.clone()).unwrap();
    repository.overlay("7");
    let reads = tree.reads.lock().unwrap();
    let objects = reads.keys().filter(|path| path.ends_with("object.yaml"));
    assert_eq!(objects.collect::<Vec<_>>(), ["7/object.yaml"]);
}

#[test]
fn a_directory_is_one_repository_for_the_whole_process() {
    let shop = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/repos/shop");
    let (one, other) = (Repository::open(shop).unwrap(), Repository::open(format!("{shop}/argocd")).unwrap());
    assert_eq!(one.paths(), other.paths());
    let (one, other) = (one.overlay("argocd"), other.overlay("argocd"));
    assert!(std::ptr::eq(one.resources().as_ptr(), other.resources().as_ptr()));
}

#[test]
fn a_directory_that_holds_no_kustomization_is_refused() {
    let failure = Repository::of([("a.yaml", "a: 1")]).map(|_| ()).unwrap_err();
    assert!(failure.to_string().contains("no kustomization file"), "{failure}");
    let failure = Repository::open("no/such/directory").map(|_| ()).unwrap_err();
    assert!(failure.to_string().starts_with("`no/such/directory` cannot be opened"), "{failure}");
}

#[test]
fn a_faulty_configuration_is_shown_at_its_line() {
    let files = [
        ("overlint.yaml", "policies:\n  no-such-policy: error\n"),
        ("a/kustomization.yaml", "resources: [a.yaml]\n"),
    ];
    let failure = Repository::of(files).map(|_| ()).unwrap_err().to_string();
    assert!(failure.contains("overlint.yaml:2:3"), "{failure}");
}
