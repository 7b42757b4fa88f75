//! Opening a repository: its root, its configuration, its graph; one a process for each root.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use overlint_kustomize::LoadRestrictor;
use overlint_policy::Policy;
use overlint_policy::testing::Failure;
use overlint_source::tree::Memory;
use overlint_source::{FileTree, Finding, Sources};

use super::cache::Cache;
use super::report::render;
use super::repository::{Inner, Repository, check};
use crate::commands::{STACK, baseline, load_from_root, registry};
use crate::config::{Config, FILE_NAME};
use crate::{repository, schemas};

/// How to open a repository.
#[derive(Clone, Default)]
pub struct Options {
    policies: Vec<&'static dyn Policy>,
    configuration: Option<String>,
    restrictor: LoadRestrictor,
}

/// The repositories of this process, by their roots and options.
static OPENED: Mutex<Vec<(Key, Repository)>> = Mutex::new(Vec::new());

#[derive(Clone, PartialEq)]
struct Key {
    root: PathBuf,
    policies: Vec<&'static str>,
    configuration: Option<String>,
    restrictor: LoadRestrictor,
}

impl Options {
    /// With a team's own policies beside the built-in ones, for [`Repository::check`], and so that `overlint.yaml` may
    /// name them.
    #[must_use]
    pub fn policies(mut self, policies: &[&'static dyn Policy]) -> Self {
        self.policies = policies.to_vec();
        self
    }

    /// With the text of a configuration in the place of `overlint.yaml`; an empty one ignores that file.
    #[must_use]
    pub fn configuration(mut self, text: impl Into<String>) -> Self {
        self.configuration = Some(text.into());
        self
    }

    /// With another rule for where the files of a kustomization may lie.
    #[must_use]
    pub fn load_restrictor(mut self, restrictor: LoadRestrictor) -> Self {
        self.restrictor = restrictor;
        self
    }

    /// Opens the repository that holds a directory, see [`Repository::open`].
    pub fn open(&self, path: impl AsRef<Path>) -> Result<Repository, Failure> {
        let path = real(path.as_ref())?;
        self.share(root_above(&path))
    }

    /// Opens a directory as a repository, whatever lies above it.
    pub fn open_root(&self, path: impl AsRef<Path>) -> Result<Repository, Failure> {
        self.share(real(path.as_ref())?)
    }

    /// A repository of files that lie in a tree, which may be one in memory.
    pub fn read(&self, tree: impl FileTree + 'static) -> Result<Repository, Failure> {
        self.load(Box::new(tree), String::new())
    }

    /// The one repository of that root and these options.
    fn share(&self, root: PathBuf) -> Result<Repository, Failure> {
        let policies = self.policies.iter().map(|policy| policy.rule().id).collect();
        let configuration = self.configuration.clone();
        let key = Key { root, policies, configuration, restrictor: self.restrictor };
        let mut opened = OPENED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, repository)) = opened.iter().find(|(known, _)| *known == key) {
            return Ok(repository.clone());
        }
        let found = repository::Repository::open(std::slice::from_ref(&key.root), None).map_err(words)?;
        let root = found.paths.into_iter().next().unwrap_or_default();
        let repository = self.load(Box::new(found.tree), root)?;
        opened.push((key, repository.clone()));
        Ok(repository)
    }

    fn config(
        &self,
        tree: &dyn FileTree,
        root: &str,
        sources: &Sources,
    ) -> anyhow::Result<Result<Config, Vec<Finding>>> {
        let registry = registry(&self.policies);
        match &self.configuration {
            None => load_from_root(tree, root, &registry, sources),
            Some(text) => {
                let memory: Memory = [(FILE_NAME, text.as_str())].into_iter().collect();
                Config::load(&memory, FILE_NAME, FILE_NAME, &registry, sources)
            }
        }
    }

    fn load(&self, tree: Box<dyn FileTree>, root: String) -> Result<Repository, Failure> {
        let sources = Sources::default();
        let config = self.config(&*tree, &root, &sources).map_err(words)?;
        let mut config = config.map_err(|findings| Failure::from(render(findings, &sources, &root)))?;
        let custom = schemas::load(&*tree, &sources, &root, &config.schemas)
            .map_err(|findings| Failure::from(render(findings, &sources, &root)))?;
        config.custom.extend(&custom);
        if let Some(name) = &config.baseline {
            let baseline = baseline::read_from(&*tree, &root, name, &sources).map_err(words)?;
            config.exceptions.baseline = Some(baseline);
        }
        let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK).build();
        let pool = pool.map_err(|error| Failure::from(format!("no threads can be started: {error}")))?;
        let paths = [root.clone()];
        let check = check(&*tree, &sources, &config, &paths, self.restrictor);
        let (graph, overlays) =
            pool.install(|| check.overlays()).map_err(|error| Failure::from(error.to_string()))?;
        let (restrictor, cache) = (self.restrictor, Cache::default());
        let inner = Inner { tree, sources, config, root, restrictor, pool, graph, overlays, cache };
        Ok(Repository::from(inner))
    }
}

fn real(path: &Path) -> Result<PathBuf, Failure> {
    path.canonicalize().map_err(|error| format!("`{}` cannot be opened: {error}", path.display()).into())
}

fn root_above(path: &Path) -> PathBuf {
    let holds = |mark: &str| path.ancestors().find(|directory| directory.join(mark).exists());
    holds(FILE_NAME).or_else(|| holds(".git")).unwrap_or(path).to_owned()
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to `map_err`")]
fn words(error: anyhow::Error) -> Failure {
    format!("{error:#}").into()
}
