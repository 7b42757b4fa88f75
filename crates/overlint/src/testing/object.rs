//! An object of a built overlay, and lists of them.

use std::ops::Deref;

use overlint_policy::{LabelSelector, Object as View, Place};
use overlint_source::Node;
use overlint_source::emit::emit;
use serde::de::DeserializeOwned;

use super::decode::DecodeError;
use super::field::{Field, escaped};
use super::overlay::Overlay;
use super::spot::{Located, Named, Spot};

/// An object of a built overlay. What is not set is the empty string.
#[derive(Clone, Copy, Debug)]
pub struct Object<'a> {
    overlay: &'a Overlay,
    view: View<'a>,
}

impl<'a> Object<'a> {
    pub(super) fn new(overlay: &'a Overlay, node: &'a Node) -> Self {
        Self { overlay, view: View::new(node) }
    }

    /// `apps/v1`.
    pub fn api_version(self) -> &'a str {
        self.view.api_version
    }

    /// `apps` of `apps/v1`, empty for `v1`.
    pub fn group(self) -> &'a str {
        self.view.group()
    }

    /// `Deployment`.
    pub fn kind(self) -> &'a str {
        self.view.kind
    }

    /// `metadata.name`.
    pub fn name(self) -> &'a str {
        self.view.name
    }

    /// `metadata.namespace`.
    pub fn namespace(self) -> &'a str {
        self.view.namespace
    }

    /// A label.
    pub fn label(self, key: &str) -> Field<'a> {
        self.at(&format!("/metadata/labels/{}", escaped(key)))
    }

    /// An annotation.
    pub fn annotation(self, key: &str) -> Field<'a> {
        self.at(&format!("/metadata/annotations/{}", escaped(key)))
    }

    /// What lies at a JSON pointer (RFC 6901), be it there or not: `/spec/template/spec/containers/0/image`.
    pub fn at(self, pointer: &str) -> Field<'a> {
        Field::new(self, pointer)
    }

    /// The whole object as a type of its own. Fails at the line of what does not fit.
    pub fn decode<T: DeserializeOwned>(self) -> Result<T, DecodeError> {
        self.at("").decode()
    }

    /// The object as `kustomize build` prints it.
    pub fn rendered(self) -> String {
        let mut out = String::new();
        emit(self.view.node, &mut out);
        out
    }

    /// The overlay that it was built in.
    pub fn overlay(self) -> &'a Overlay {
        self.overlay
    }

    /// The view that built-in policies have of it.
    pub fn view(self) -> View<'a> {
        self.view
    }

    pub(super) fn spot_at(self, place: Place) -> Spot {
        Spot { place, overlay: self.overlay.directory().cloned(), resource: Some(self.view.id()) }
    }
}

impl Located for Object<'_> {
    /// The line that names the object.
    fn spot(&self) -> Spot {
        let name = self.at("/metadata/name");
        if name.is_some() { name.spot() } else { self.at("").spot() }
    }
}

impl Named for Object<'_> {
    fn element(&self) -> String {
        self.name().to_owned()
    }

    fn place(&self) -> Option<Spot> {
        Some(self.spot())
    }
}

/// Some objects of an overlay, to narrow down: `overlay.kind("Service").namespace("web").select("app=web")`.
#[derive(Clone, Debug, Default)]
pub struct Objects<'a>(Vec<Object<'a>>);

impl<'a> Objects<'a> {
    /// Those of one kind, whatever their group.
    #[must_use]
    pub fn kind(self, kind: &str) -> Self {
        self.filter(|object| object.kind() == kind)
    }

    /// Those of one API group: `networking.k8s.io`.
    #[must_use]
    pub fn group(self, group: &str) -> Self {
        self.filter(|object| object.group() == group)
    }

    /// Those of a namespace; `""` for what has none.
    #[must_use]
    pub fn namespace(self, namespace: &str) -> Self {
        self.filter(|object| object.namespace() == namespace)
    }

    /// Those whose labels a selector selects, in the grammar of `kubectl get --selector`:
    /// `app=web,tier in (front,back),!canary`.
    ///
    /// # Panics
    /// Where the text is no selector.
    #[must_use]
    #[track_caller]
    pub fn select(self, selector: &str) -> Self {
        match selector.parse() {
            Ok(selector) => self.matching(&selector),
            Err(error) => panic!("{error}"),
        }
    }

    /// Those whose labels a selector selects.
    #[must_use]
    pub fn matching(self, selector: &LabelSelector<'_>) -> Self {
        self.filter(|object| selector.matches(|key| object.label(key).text()))
    }

    /// Their names, in order.
    pub fn names(&self) -> Vec<&'a str> {
        self.0.iter().map(|object| object.name()).collect()
    }

    fn filter(mut self, is_meant: impl Fn(&Object<'a>) -> bool) -> Self {
        self.0.retain(is_meant);
        self
    }
}

impl<'a> Deref for Objects<'a> {
    type Target = [Object<'a>];

    fn deref(&self) -> &[Object<'a>] {
        &self.0
    }
}

impl<'a> FromIterator<Object<'a>> for Objects<'a> {
    fn from_iter<I: IntoIterator<Item = Object<'a>>>(objects: I) -> Self {
        Self(objects.into_iter().collect())
    }
}

impl<'a> IntoIterator for Objects<'a> {
    type Item = Object<'a>;
    type IntoIter = std::vec::IntoIter<Object<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
