//! Policies of a team's own as ordinary Rust tests, for `cargo test`.
//!
//! A [`Repository`] builds its overlays, each once however many tests ask; an [`Overlay`] answers questions about its
//! objects; an [`Expect`] collects what does not hold, and fails the test with a report like that of `overlint check`:
//! every failure at the line of the source that has to be edited. `overlint init --policy-tests` writes a crate to begin
//! with. A test is ten lines:
//! ```
//! use overlint::prelude::*;
//!
//! # fn repository() -> Repository {
//! #     Repository::of([
//! #         ("web/production/kustomization.yaml", "namespace: web\nresources: [../base]"),
//! #         ("web/base/kustomization.yaml", "resources: [pod.yaml]"),
//! #         ("web/base/pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n\
//! #           spec: {containers: [{name: web, resources: {limits: {memory: 1Gi}}}]}\n"),
//! #     ]).unwrap()
//! # }
//! // #[test]
//! fn containers_in_production_have_a_memory_limit() {
//!     repository().test_each("**/production", |overlay, expect| {
//!         for container in overlay.containers() {
//!             let limit = container.limits("memory");
//!             expect.that(limit.is_some(), &limit, "a container has no memory limit").help("set one");
//!         }
//!     });
//! }
//! # containers_in_production_have_a_memory_limit();
//! ```
//!
//! Where `repository()` is `Repository::open(env!("CARGO_MANIFEST_DIR")).unwrap()`.
//!
//! - Snapshots: `insta::assert_snapshot!(repository().overlay("web/production").rendered())`.
//! - Types: [`Object::decode`] takes any type that serde reads. With the feature `k8s-openapi` `Overlay::typed` takes
//!   those of that crate, of which the final crate chooses the version of Kubernetes, by one of its features.
//! - One line of `cargo test` an overlay: `Suite`, with the feature `suite`.
//! - A rule that several repositories share, or that `overlint.yaml` should configure, is a
//!   [`Policy`](overlint_policy::Policy): [`overlint::main`](crate::main) runs it beside the built-in ones, and
//!   [`overlint::policy::testing`](overlint_policy::testing) runs the examples of its documentation.

mod cache;
mod decode;
mod expect;
mod field;
mod files;
mod object;
mod open;
mod overlay;
mod report;
mod repository;
mod sets;
mod spot;
#[cfg(feature = "suite")]
mod suite;
#[cfg(feature = "k8s-openapi")]
mod typed;
mod value;
mod workload;

pub use decode::DecodeError;
pub use expect::{Expect, Expected};
pub use field::Field;
pub use object::{Object, Objects};
pub use open::Options;
pub use overlay::Overlay;
pub use overlint_policy::testing::Failure;
pub use overlint_policy::{LabelSelector, SelectorError};
pub use repository::Repository;
pub use spot::{Located, Named, Spot};
#[cfg(feature = "suite")]
pub use suite::Suite;
pub use value::FieldValue;
pub use workload::{Container, Variable, Workload};

/// What a test of policies uses: `use overlint::prelude::*;`.
pub mod prelude {
    pub use overlint_policy::{Declaration, Findings, Place, Policy, policy};

    #[cfg(feature = "suite")]
    pub use super::Suite;
    pub use super::{
        Container, DecodeError, Expect, Failure, Field, LabelSelector, Located, Named, Object, Objects,
        Overlay, Repository, SelectorError, Workload,
    };
}
