//! A repository that tests ask, with the overlays that they share.

use std::path::Path;
use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher};
use overlint_kustomize::{BuildError, Built, Graph, LoadRestrictor, Outcome};
use overlint_policy::testing::Failure;
use overlint_report::Report;
use overlint_source::read::decode;
use overlint_source::suggest::closest;
use overlint_source::tree::{Memory, path};
use overlint_source::{FileTree, Finding, Origin, Sources};

use super::cache::{Answer, Cache, Loaded};
use super::open::Options;
use super::overlay::{Overlay, Overlays};
use super::report::render;
use crate::check::Check;
use crate::config::Config;

/// A repository of kustomizations, as tests see it. Clones are the same repository.
///
/// Overlays are built when they are asked for, in parallel, and each once a process, however many tests open the
/// repository and ask. Nothing is fetched and no program is run: remote bases and charts are faults here.
#[derive(Clone)]
pub struct Repository {
    inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) tree: Box<dyn FileTree>,
    pub(super) sources: Sources,
    pub(super) config: Config,
    /// The root within the tree.
    pub(super) root: String,
    pub(super) restrictor: LoadRestrictor,
    /// Builds, and nothing else: what waits for an overlay never holds up the thread that builds it.
    pub(super) pool: rayon::ThreadPool,
    pub(super) graph: Graph,
    /// What `overlint list overlays` lists, by the numbers of the graph.
    pub(super) overlays: Vec<usize>,
    pub(super) cache: Cache,
}

impl From<Inner> for Repository {
    fn from(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }
}

impl Repository {
    /// Opens the repository that holds a directory: from the nearest `overlint.yaml` above it, without one from the top
    /// of the git checkout, without that the directory itself. Fails where there is no kustomization, or where
    /// `overlint.yaml` is faulty.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Failure> {
        Options::default().open(path)
    }

    /// What else can be said on opening a repository.
    pub fn options() -> Options {
        Options::default()
    }

    /// A repository of a few files, for tests of tests.
    /// ```
    /// use overlint::prelude::*;
    ///
    /// let repository = Repository::of([
    ///     ("web/kustomization.yaml", "resources: [namespace.yaml]"),
    ///     ("web/namespace.yaml", "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: web\n"),
    /// ])?;
    /// assert_eq!(repository.overlay("web").kind("Namespace").names(), ["web"]);
    /// # Ok::<(), Failure>(())
    /// ```
    pub fn of<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Result<Self, Failure> {
        Options::default().read(files.into_iter().collect::<Memory>())
    }

    /// The paths of the overlays, relative to the root: what `overlint list overlays` prints.
    pub fn paths(&self) -> Vec<String> {
        self.inner.overlays.iter().map(|number| self.inner.shown(*number)).collect()
    }

    /// The overlays whose paths match a glob, built as the iterator comes to them: `apps/*/overlays/production`, where
    /// `*` stays within a path segment and `**` crosses them. Bases are none, see [`Repository::kustomizations`].
    ///
    /// # Panics
    /// Where the glob is none or matches no overlay, and where an overlay does not build, with the places at fault. Inside
    /// [`Repository::test`], [`Expect::overlays`](super::Expect::overlays) collects these like any other failure.
    #[track_caller]
    pub fn overlays(&self, glob: &str) -> impl Iterator<Item = Overlay> + use<> {
        let numbers = expect(self.matching(glob));
        self.built(numbers)
    }

    /// The kustomizations whose paths match a glob, those that others include as well, Components aside; built like
    /// [`Repository::overlays`].
    ///
    /// # Panics
    /// As [`Repository::overlays`].
    #[track_caller]
    pub fn kustomizations(&self, glob: &str) -> impl Iterator<Item = Overlay> + use<> {
        let numbers = expect(self.kustomizations_matching(glob));
        self.built(numbers)
    }

    /// The objects in the files that lie at or below the root and whose paths match a glob, as they are written: to hold
    /// what is there against what is built. They answer as an overlay does.
    ///
    /// # Panics
    /// Where the glob matches no file, and where one cannot be read.
    #[track_caller]
    pub fn files(&self, glob: &str) -> Overlay {
        let read = compile(glob).and_then(|matcher| {
            let inner = &self.inner;
            let found = super::files::read_files(&*inner.tree, &inner.sources, &inner.root, &matcher)?;
            found.map_err(|findings| self.failure(findings))
        });
        Overlay::new(self.clone(), Arc::new(expect(read)))
    }

    /// The kustomization at a path relative to the root, be it an overlay or a base.
    ///
    /// # Panics
    /// Where there is none, and where it does not build.
    #[track_caller]
    pub fn overlay(&self, path: &str) -> Overlay {
        let number = expect(self.number(path));
        expect(self.load(&[number]).remove(0).map_err(|findings| self.failure(findings)))
    }

    /// What `overlint check` has to say of the whole repository.
    pub fn check(&self) -> Result<Report, Failure> {
        let (inner, paths) = (&*self.inner, [self.inner.root.clone()]);
        let check = check(&*inner.tree, &inner.sources, &inner.config, &paths, inner.restrictor);
        inner.pool.install(|| check.check()).map_err(|error| Failure::from(error.to_string()))
    }

    /// Fails where `overlint check` would: with what does not build, what the schemas refuse, and what the policies
    /// hold to be an error.
    ///
    /// # Panics
    /// With the report, where there are errors.
    #[track_caller]
    pub fn passes_check(&self) {
        let report = expect(self.check());
        let errors = report.findings.into_iter().filter(|f| f.severity == overlint_source::Severity::Error);
        let errors: Vec<_> = errors.collect();
        assert!(errors.is_empty(), "\n{}", self.failure(errors));
    }

    #[track_caller]
    fn built(&self, numbers: Vec<usize>) -> impl Iterator<Item = Overlay> + use<> {
        let repository = self.clone();
        Overlays::new(self.clone(), numbers)
            .map(move |overlay| expect(overlay.map_err(|findings| repository.failure(findings))))
    }

    pub(super) fn inner(&self) -> &Inner {
        &self.inner
    }

    /// The numbers of the overlays that a glob matches; fails where it is none or matches none.
    pub(super) fn matching(&self, glob: &str) -> Result<Vec<usize>, Failure> {
        self.among(&self.inner.overlays, glob)
    }

    /// The numbers of the kustomizations that a glob matches, Components aside.
    pub(super) fn kustomizations_matching(&self, glob: &str) -> Result<Vec<usize>, Failure> {
        let graph = &self.inner.graph;
        let all = 0..graph.paths().count();
        let mut all: Vec<usize> = all.filter(|number| !graph.is_component(*number)).collect();
        all.sort_by_key(|number| graph.path(*number));
        self.among(&all, glob)
    }

    fn among(&self, numbers: &[usize], glob: &str) -> Result<Vec<usize>, Failure> {
        let matcher = compile(glob)?;
        let is_meant = |number: &usize| matcher.is_match(self.inner.shown(*number));
        let found: Vec<usize> = numbers.iter().copied().filter(is_meant).collect();
        if found.is_empty() { Err(self.unknown(numbers, glob)) } else { Ok(found) }
    }

    pub(super) fn number(&self, path: &str) -> Result<usize, Failure> {
        let graph = &self.inner.graph;
        let at = path::join(&self.inner.root, path).and_then(|directory| graph.find(&directory));
        at.ok_or_else(|| self.unknown(&(0..graph.paths().count()).collect::<Vec<_>>(), path))
    }

    fn unknown(&self, numbers: &[usize], asked: &str) -> Failure {
        let paths: Vec<String> = numbers.iter().map(|number| self.inner.shown(*number)).collect();
        let near = closest(asked, paths.iter().map(String::as_str));
        let hint = near.map_or_else(
            || "`overlint list overlays` shows those that there are".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        Failure::from(format!("`{asked}` matches no kustomization; {hint}"))
    }

    /// Builds what is not built yet, and waits for what other threads are building.
    pub(super) fn load(&self, numbers: &[usize]) -> Vec<Result<Overlay, Arc<[Finding]>>> {
        let answers = self.inner.cache.get(numbers, |numbers, keep| self.inner.build(numbers, keep));
        let overlay = |answer: Answer| answer.map(|loaded| Overlay::new(self.clone(), loaded));
        answers.into_iter().map(overlay).collect()
    }

    pub(super) fn failure(&self, findings: impl AsRef<[Finding]>) -> Failure {
        Failure::from(render(findings.as_ref().to_vec(), &self.inner.sources, &self.inner.root))
    }
}

impl Inner {
    /// The path of a kustomization, relative to the root.
    pub(super) fn shown(&self, number: usize) -> String {
        path::relative(self.graph.path(number), &self.root)
    }

    fn build(&self, numbers: &[usize], keep: &(dyn Fn(usize, &Answer) + Sync)) -> Vec<Answer> {
        let paths = [self.root.clone()];
        let check = check(&*self.tree, &self.sources, &self.config, &paths, self.restrictor);
        let visit = |number, built| {
            let answer = self.answer(number, built);
            keep(number, &answer);
            answer
        };
        self.pool.install(|| check.builder().build_each(&self.graph, numbers, visit))
    }

    /// What kustomize cannot print, it does not build.
    fn answer(&self, number: usize, built: Outcome<Built>) -> Answer {
        let directory: Arc<str> = self.graph.path(number).into();
        let faults = match built {
            Ok(built) if built.faults.is_empty() => {
                return Ok(Arc::new(Loaded { directory: Some(directory), path: self.shown(number), built }));
            }
            Ok(built) => built.faults,
            Err(faults) => faults,
        };
        let mut findings: Vec<Finding> = faults.iter().map(BuildError::to_finding).collect();
        for finding in &mut findings {
            finding.overlays = vec![Arc::clone(&directory)];
            if finding.origin == Origin::NOWHERE {
                finding.message = format!("`{}`: {}", self.shown(number), finding.message);
            }
        }
        Err(findings.into())
    }

    /// The first character of the kustomization file of a directory.
    pub(super) fn start_of(&self, directory: &str) -> Origin {
        let file = self.graph.find(directory).and_then(|number| self.graph.file(number));
        let text = file.and_then(|file| Some((file, self.tree.read(file).ok()?)));
        let source = text.and_then(|(file, bytes)| {
            let text = decode(&bytes).ok()?;
            Some(self.sources.add(file, text.as_ref()))
        });
        source.map_or(Origin::NOWHERE, Origin::start_of)
    }
}

/// The check that reads what a repository of tests reads. It fetches nothing.
pub(super) fn check<'a>(
    tree: &'a dyn FileTree,
    sources: &'a Sources,
    config: &'a Config,
    paths: &'a [String; 1],
    load_restrictor: LoadRestrictor,
) -> Check<'a> {
    Check {
        tree,
        sources,
        config,
        root: &paths[0],
        paths,
        load_restrictor,
        remotes: None,
        helm: None,
        kubernetes: &[],
    }
}

fn compile(glob: &str) -> Result<GlobMatcher, Failure> {
    let built = GlobBuilder::new(glob.trim_end_matches('/')).literal_separator(true).build();
    let built = built.map_err(|error| Failure::from(format!("`{glob}` is no glob: {}", error.kind())))?;
    Ok(built.compile_matcher())
}

/// The value; panics with the failure, which has lines of its own.
#[track_caller]
pub(super) fn expect<T>(result: Result<T, Failure>) -> T {
    result.unwrap_or_else(|failure| panic!("\n{failure}"))
}
