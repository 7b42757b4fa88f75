//! A built overlay and its objects.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use overlint_kustomize::Resource;
use overlint_policy::Place;
use overlint_source::tree::path;
use overlint_source::{Finding, Origin};

use super::cache::Loaded;
use super::object::{Object, Objects};
use super::repository::Repository;
use super::spot::{Located, Spot};
use super::workload::{Container, Workload};

/// A built overlay. Clones share what was built.
#[derive(Clone)]
pub struct Overlay {
    repository: Repository,
    loaded: Arc<Loaded>,
}

impl Overlay {
    pub(super) fn new(repository: Repository, loaded: Arc<Loaded>) -> Self {
        Self { repository, loaded }
    }

    /// Where the overlay lies, relative to the root of the repository: `apps/web/overlays/production`.
    pub fn path(&self) -> &str {
        &self.loaded.path
    }

    /// The last segment of the path: `production`.
    pub fn name(&self) -> &str {
        path::file_name(self.path())
    }

    /// Every object, in the order of the build.
    pub fn objects(&self) -> Objects<'_> {
        self.loaded.built.resources.iter().map(|resource| Object::new(self, resource.node())).collect()
    }

    /// The objects of one kind, whatever their group.
    pub fn kind(&self, kind: &str) -> Objects<'_> {
        self.objects().kind(kind)
    }

    /// The objects of a namespace.
    pub fn namespace(&self, namespace: &str) -> Objects<'_> {
        self.objects().namespace(namespace)
    }

    /// The objects whose labels a selector of Kubernetes selects, see [`Objects::select`].
    ///
    /// # Panics
    /// Where the text is no selector.
    #[track_caller]
    pub fn select(&self, selector: &str) -> Objects<'_> {
        self.objects().select(selector)
    }

    /// The first object of that kind and name, whatever its group and namespace.
    pub fn find(&self, kind: &str, name: &str) -> Option<Object<'_>> {
        self.objects().into_iter().find(|object| object.kind() == kind && object.name() == name)
    }

    /// The objects that run pods, or describe them.
    pub fn workloads(&self) -> Vec<Workload<'_>> {
        self.objects().into_iter().filter_map(Workload::new).collect()
    }

    /// The containers of all workloads, init containers and ephemeral ones among them.
    pub fn containers(&self) -> Vec<Container<'_>> {
        self.workloads().iter().flat_map(Workload::containers).collect()
    }

    /// What `kustomize build` prints: for a snapshot, `insta::assert_snapshot!(overlay.rendered())`.
    pub fn rendered(&self) -> String {
        self.loaded.built.print()
    }

    /// The resources as they were built, for what the views do not show.
    pub fn resources(&self) -> &[Resource] {
        &self.loaded.built.resources
    }

    pub(super) fn repository(&self) -> &Repository {
        &self.repository
    }

    pub(super) fn directory(&self) -> Option<&Arc<str>> {
        self.loaded.directory.as_ref()
    }
}

impl Located for Overlay {
    /// The kustomization file of the overlay.
    fn spot(&self) -> Spot {
        let start = |directory: &Arc<str>| self.repository.inner().start_of(directory);
        let origin = self.directory().map_or(Origin::NOWHERE, start);
        Spot { place: Place::new(origin, ""), overlay: self.directory().cloned(), resource: None }
    }
}

impl fmt::Debug for Overlay {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Overlay").field(&self.path()).finish()
    }
}

/// How many overlays are built at once: enough to share their bases, few enough to be held together.
pub(super) const BATCH: usize = 128;

/// Overlays, built a batch at a time as they are asked for.
pub(super) struct Overlays {
    repository: Repository,
    /// The numbers of those that are not built yet.
    numbers: VecDeque<usize>,
    ready: VecDeque<Result<Overlay, Arc<[Finding]>>>,
}

impl Overlays {
    pub(super) fn new(repository: Repository, numbers: Vec<usize>) -> Self {
        Self { repository, numbers: numbers.into(), ready: VecDeque::new() }
    }
}

impl Iterator for Overlays {
    type Item = Result<Overlay, Arc<[Finding]>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.is_empty() {
            let batch: Vec<usize> = self.numbers.drain(..self.numbers.len().min(BATCH)).collect();
            self.ready = self.repository.load(&batch).into();
        }
        self.ready.pop_front()
    }
}
