//! A built overlay, with its objects to look up.

use std::cell::OnceCell;

use super::environment::{self, ContainerEnvironment};
use super::reference::unresolved;
use super::{Object, Unresolved, namespaces_meet};
use crate::config::{Environment, Known};

/// Up to this many objects a look-up goes through all of them, which is then faster than an index.
const SCANNED: usize = 24;

/// A built overlay. It lives in one thread; the objects are borrowed.
#[derive(Debug)]
pub struct Overlay<'a> {
    path: &'a str,
    objects: &'a [Object<'a>],
    by_kind: OnceCell<Vec<u32>>,
    unresolved: OnceCell<Vec<Unresolved>>,
    known: Option<&'a Known>,
    declared: &'a [Environment],
    environments: Vec<ContainerEnvironment<'a>>,
}

/// Where nothing is said to exist elsewhere.
static NOTHING: std::sync::LazyLock<Known> = std::sync::LazyLock::new(Known::default);

impl<'a> Overlay<'a> {
    /// The overlay at a path, relative to the root of the repository, with forward slashes.
    pub fn new(path: &'a str, objects: &'a [Object<'a>]) -> Self {
        let mut overlay = Self {
            path,
            objects,
            by_kind: OnceCell::new(),
            unresolved: OnceCell::new(),
            known: None,
            declared: &[],
            environments: Vec::new(),
        };
        overlay.environments = environment::all(&overlay);
        overlay
    }

    /// With what exists although the overlay does not hold it.
    #[must_use]
    pub fn with_known(mut self, known: &'a Known) -> Self {
        self.known = Some(known);
        self
    }

    /// What exists although the overlay does not hold it.
    pub fn known(&self) -> &Known {
        self.known.unwrap_or(&NOTHING)
    }

    /// Among the environments that the configuration declares.
    #[must_use]
    pub fn among(mut self, environments: &'a [Environment]) -> Self {
        self.declared = environments;
        self
    }

    /// The environments that the configuration declares, of which the overlay may be one's or none's.
    pub fn declared_environments(&self) -> &'a [Environment] {
        self.declared
    }

    /// The references that lead nowhere, searched for once.
    pub fn unresolved(&self) -> &[Unresolved] {
        self.unresolved.get_or_init(|| unresolved(self))
    }

    /// The environment variables of all containers, in the order of the workloads.
    pub fn environments(&self) -> &[ContainerEnvironment<'a>] {
        &self.environments
    }

    /// Where the overlay lies.
    pub fn path(&self) -> &'a str {
        self.path
    }

    /// Every object, in the order of the build.
    pub fn objects(&self) -> &'a [Object<'a>] {
        self.objects
    }

    /// The objects of one kind, whatever their group, in an order that depends only on the overlay.
    pub fn of_kind<'s>(&'s self, kind: &'s str) -> impl Iterator<Item = Object<'a>> + use<'a, 's> {
        let (all, sorted) = if self.objects.len() <= SCANNED {
            (self.objects, &[][..])
        } else {
            (&[][..], self.sorted_range(kind))
        };
        let scanned = all.iter().copied().filter(move |object| object.kind == kind);
        scanned.chain(sorted.iter().map(|&index| self.objects[index as usize]))
    }

    /// The object of that kind, namespace and name, whatever its group.
    pub fn find(&self, kind: &str, namespace: &str, name: &str) -> Option<Object<'a>> {
        self.find_named(kind, name, |object| object.namespace == namespace)
    }

    /// The object of that kind and name whose namespace may be the given one, see [`namespaces_meet`].
    pub fn find_near(&self, kind: &str, namespace: &str, name: &str) -> Option<Object<'a>> {
        self.find_named(kind, name, |object| namespaces_meet(object.namespace, namespace))
    }

    /// Whether there is an object of that kind and name whose namespace may be the given one.
    pub fn has(&self, kind: &str, namespace: &str, name: &str) -> bool {
        self.find_near(kind, namespace, name).is_some()
    }

    fn find_named(&self, kind: &str, name: &str, fits: impl Fn(&Object<'_>) -> bool) -> Option<Object<'a>> {
        if self.objects.len() <= SCANNED {
            let is_named = |object: &Object<'_>| object.kind == kind && object.name == name;
            return self.objects.iter().copied().find(|object| is_named(object) && fits(object));
        }
        let name_of = |&index: &u32| self.objects[index as usize].name;
        let range = self.sorted_range(kind);
        let start = range.partition_point(|index| name_of(index) < name);
        let found = range[start..].iter().take_while(|index| name_of(index) == name);
        found.map(|&index| self.objects[index as usize]).find(|object| fits(object))
    }

    /// The indices of a kind's objects, by name.
    fn sorted_range(&self, kind: &str) -> &[u32] {
        let sorted = self.by_kind.get_or_init(|| self.sort());
        let kind_of = |&index: &u32| self.objects[index as usize].kind;
        let start = sorted.partition_point(|index| kind_of(index) < kind);
        let length = sorted[start..].partition_point(|index| kind_of(index) == kind);
        &sorted[start..start + length]
    }

    fn sort(&self) -> Vec<u32> {
        let mut sorted: Vec<u32> = (0..).take(self.objects.len()).collect();
        sorted.sort_by_key(|&index| {
            let object = &self.objects[index as usize];
            (object.kind, object.name)
        });
        sorted
    }
}
