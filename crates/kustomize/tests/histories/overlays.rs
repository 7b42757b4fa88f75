//! What is built, and building it with one file changed.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use overlint_kustomize::{Builder, Built, LoadRestrictor, Reorder};
use overlint_source::tree::Directory;
use overlint_source::{FileKind, FileTree, Node, Origin, Sources, TreeError, Value};

/// An overlay with the options to build it with.
pub(crate) struct Overlay {
    pub(crate) name: String,
    tree: Arc<Directory>,
    directory: String,
    args: String,
}

/// Every overlay that there is.
pub(crate) fn overlays() -> Vec<Overlay> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut overlays = cases(&here.join("testdata/kustomize"));
    let shared = here.join("../shared");
    if shared.is_dir() {
        for group in folders(&shared.join("conformance/kustomize")) {
            overlays.extend(cases(&group));
        }
        for corpus in folders(&shared.join("corpora")) {
            overlays.extend(corpus_overlays(&corpus));
        }
    } else {
        say("without `../shared` only the cases of this repository are looked at");
    }
    overlays
}

/// Says something behind the back of the test harness, which shows nothing of a test that passes.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// The cases of a folder that build.
fn cases(folder: &Path) -> Vec<Overlay> {
    let case = |path: PathBuf| {
        let args = fs::read_to_string(path.join("args")).ok()?;
        path.join("expected.yaml").is_file().then_some(())?;
        let directory = args.split_whitespace().last().unwrap_or(".").trim_start_matches("./").to_owned();
        Some(Overlay {
            name: path.file_name()?.to_string_lossy().into_owned(),
            tree: Arc::new(Directory::open(path.join("in")).unwrap()),
            directory: if directory == "." { String::new() } else { directory },
            args,
        })
    };
    folders(folder).into_iter().filter_map(case).collect()
}

fn corpus_overlays(corpus: &Path) -> Vec<Overlay> {
    let Ok(index) = fs::read_to_string(corpus.join("index.tsv")) else { return Vec::new() };
    let tree = Arc::new(Directory::open(corpus.join("tree")).unwrap());
    let repository = corpus.file_name().unwrap().to_string_lossy().into_owned();
    let paths = index.lines().filter_map(|line| line.split('\t').next());
    paths
        .map(|path| Overlay {
            name: format!("{repository}:{path}"),
            tree: tree.clone(),
            directory: path.to_owned(),
            args: String::new(),
        })
        .collect()
}

/// A tree with one file changed.
struct Changed<'a> {
    tree: &'a dyn FileTree,
    path: &'a str,
    content: &'a str,
}

impl FileTree for Changed<'_> {
    fn resolve(&self, path: &str) -> Result<(String, FileKind), TreeError> {
        self.tree.resolve(path)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, TreeError> {
        let (real, _) = self.tree.resolve(path)?;
        if real == self.path { Ok(self.content.as_bytes().to_vec()) } else { self.tree.read(path) }
    }

    fn files(&self, directory: &str) -> Result<Vec<String>, TreeError> {
        self.tree.files(directory)
    }
}

/// An overlay that was built.
pub(crate) struct Build<'o> {
    pub(crate) overlay: &'o Overlay,
    pub(crate) sources: Sources,
    pub(crate) built: Built,
}

/// A scalar of an output.
pub(crate) struct Scalar<'b> {
    pub(crate) resource: usize,
    pub(crate) pointer: String,
    pub(crate) node: &'b Node,
}

/// A place that means the same in two builds.
pub(crate) type Spot = (String, u32, u32);

impl<'o> Build<'o> {
    /// Builds an overlay, perhaps with another content of one file; nothing where it does not build.
    pub(crate) fn of(overlay: &'o Overlay, change: Option<(&str, &str)>) -> Option<Self> {
        let sources = Sources::default();
        let changed = change.map(|(path, content)| Changed { tree: &*overlay.tree, path, content });
        let tree: &dyn FileTree = match &changed {
            Some(changed) => changed,
            None => &*overlay.tree,
        };
        let mut builder = Builder::new(tree, &sources);
        if overlay.args.contains("LoadRestrictionsNone") {
            builder = builder.load_restrictor(LoadRestrictor::None);
        }
        if overlay.args.contains("reorder=none") || overlay.args.contains("reorder none") {
            builder = builder.reorder(Reorder::None);
        }
        builder = builder.managed_by_label(overlay.args.contains("managedby"));
        let built = builder.build(&overlay.directory).ok()?;
        Some(Self { overlay, sources, built })
    }

    pub(crate) fn spot(&self, origin: Origin) -> Spot {
        (self.sources.path(origin.source), origin.line, origin.column)
    }

    pub(crate) fn show(&self, scalar: &Scalar<'_>) -> String {
        let id = self.built.resources[scalar.resource].id();
        let (file, line, column) = self.spot(scalar.node.origin);
        let text: String = scalar.node.text().unwrap_or_default().chars().take(60).collect();
        let made: Vec<_> = scalar.node.steps().map(|step| step.made).collect();
        format!("{}/{} {} {text:?} of {file}:{line}:{column} {made:?}", id.gvk.kind, id.name, scalar.pointer)
    }

    /// Every scalar of the output.
    pub(crate) fn scalars(&self) -> Vec<Scalar<'_>> {
        let mut scalars = Vec::new();
        for (resource, object) in self.built.resources.iter().enumerate() {
            collect(object.node(), resource, String::new(), &mut scalars);
        }
        scalars
    }
}

fn collect<'b>(node: &'b Node, resource: usize, pointer: String, scalars: &mut Vec<Scalar<'b>>) {
    match &node.value {
        Value::Scalar(_) => scalars.push(Scalar { resource, pointer, node }),
        Value::Sequence(list) => {
            for (index, item) in list.items.iter().enumerate() {
                collect(item, resource, format!("{pointer}/{index}"), scalars);
            }
        }
        Value::Mapping(map) => {
            for entry in &map.entries {
                collect(&entry.value, resource, format!("{pointer}/{}", entry.key.text()), scalars);
            }
        }
    }
}
