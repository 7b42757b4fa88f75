//! What a test expects, and the failures that it collects.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use overlint_policy::Place;
use overlint_policy::testing::Failure;
use overlint_source::{Finding, Origin, Severity};
use serde::de::DeserializeOwned;

use super::field::Field;
use super::object::Object;
use super::overlay::{Overlay, Overlays};
use super::report::joined;
use super::repository::Repository;
use super::spot::{Located, Spot};
use super::value::FieldValue;

/// Collects what does not hold in a test, so that all of it is shown and not only the first.
pub struct Expect {
    repository: Repository,
    /// What the failures are reported under.
    rule: String,
    findings: Mutex<Vec<Finding>>,
}

impl Repository {
    /// One test over the whole repository: runs it, and fails with everything that it expected in vain. Failures are
    /// reported as built-in findings are, under the name of the test.
    /// ```
    /// use std::collections::BTreeSet;
    ///
    /// use overlint::prelude::*;
    ///
    /// # let repository = Repository::of([
    /// #     ("apps/kustomization.yaml", "resources: [web.yaml]"),
    /// #     ("apps/web.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: web\n\
    /// #       spec:\n  destination:\n    namespace: web\n"),
    /// #     ("web/kustomization.yaml", "resources: [namespace.yaml]"),
    /// #     ("web/namespace.yaml", "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: web\n"),
    /// # ])?;
    /// repository.test(|expect| {
    ///     let overlays: Vec<Overlay> = expect.overlays("**").collect();
    ///     let namespaces: BTreeSet<&str> =
    ///         overlays.iter().flat_map(|overlay| overlay.kind("Namespace").names()).collect();
    ///     for application in overlays.iter().flat_map(|overlay| overlay.kind("Application")) {
    ///         let namespace = application.at("/spec/destination/namespace");
    ///         let exists = namespace.as_str().is_some_and(|name| namespaces.contains(name));
    ///         expect.that(exists, &namespace, "no Namespace of this name is anywhere in the repository");
    ///     }
    /// });
    /// # Ok::<(), Failure>(())
    /// ```
    ///
    /// # Panics
    /// With the report, where something did not hold.
    #[track_caller]
    pub fn test(&self, run: impl FnOnce(&Expect)) {
        super::repository::expect(self.verify(&name_of_test(), run));
    }

    /// One test over each overlay that a glob matches, see [`Repository::overlays`].
    /// ```should_panic
    /// use overlint::prelude::*;
    ///
    /// # let repository = Repository::of([
    /// #     ("web/production/kustomization.yaml", "resources: [deployment.yaml]"),
    /// #     ("web/production/deployment.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n\
    /// #       spec:\n  replicas: 1\n"),
    /// # ]).unwrap();
    /// repository.test_each("*/production", |overlay, expect| {
    ///     for deployment in overlay.kind("Deployment") {
    ///         let replicas = deployment.at("/spec/replicas");
    ///         expect
    ///             .that(replicas.as_i64() >= Some(2), &replicas, "production runs fewer than two replicas")
    ///             .help("set `replicas` to 2 or more");
    ///     }
    /// });
    /// ```
    ///
    /// # Panics
    /// With the report, where something did not hold, an overlay does not build, or the glob matches none.
    #[track_caller]
    pub fn test_each(&self, glob: &str, run: impl Fn(&Overlay, &Expect)) {
        self.test(|expect| expect.overlays(glob).for_each(|overlay| run(&overlay, expect)));
    }

    /// Like [`Repository::test`], under a name, and without a panic: the report comes back.
    pub fn verify(&self, name: &str, run: impl FnOnce(&Expect)) -> Result<(), Failure> {
        let findings = Mutex::default();
        let expect = Expect { repository: self.clone(), rule: name.replace('_', "-"), findings };
        // What was collected before a panic is shown with it.
        let outcome = catch_unwind(AssertUnwindSafe(|| run(&expect)));
        expect.close(outcome)
    }
}

/// The test harness names its threads after the tests.
fn name_of_test() -> String {
    let thread = std::thread::current();
    let name = thread.name().and_then(|name| name.rsplit("::").next()).unwrap_or_default();
    if ["", "main"].contains(&name) { "policy-test".to_owned() } else { name.to_owned() }
}

impl Expect {
    /// Expects a condition to hold. Where it does not, the failure is shown at that place: what is wrong there, in lower
    /// case, and without the name of the overlay, so that what one line does to many overlays is told once.
    pub fn that(&self, holds: bool, at: &impl Located, message: impl Into<String>) -> Expected<'_> {
        if holds { Expected { expect: self, fault: None } } else { self.fault(at.spot(), message.into()) }
    }

    /// A failure at a place.
    pub fn fail(&self, at: &impl Located, message: impl Into<String>) -> Expected<'_> {
        self.fault(at.spot(), message.into())
    }

    /// Expects a field to have a value: a string, an integer, a boolean, or a list of strings in that order.
    #[expect(clippy::needless_pass_by_value, reason = "values are written where they are compared")]
    pub fn equal(&self, field: &Field<'_>, wanted: impl FieldValue) -> Expected<'_> {
        if wanted.is(field) {
            return Expected { expect: self, fault: None };
        }
        let (wanted, found) = (wanted.shown(), super::value::found(field));
        let message = format!("`{}` {found} and should be {wanted}", field.pointer());
        self.fault(field.spot(), message).help(format!("set it to {wanted}"))
    }

    /// Expects an object in an overlay.
    pub fn find<'a>(&self, overlay: &'a Overlay, kind: &str, name: &str) -> Option<Object<'a>> {
        let found = overlay.find(kind, name);
        if found.is_none() {
            self.fail(overlay, format!("there is no {kind} `{name}`"));
        }
        found
    }

    /// Expects an object to fit into a type.
    pub fn decode<T: DeserializeOwned>(&self, object: Object<'_>) -> Option<T> {
        self.ok(object.decode())
    }

    /// Expects something that may have failed at a place.
    pub fn ok<T>(&self, result: Result<T, super::DecodeError>) -> Option<T> {
        result.map_err(|error| self.fail(&error, error.message())).ok()
    }

    /// The overlays that a glob matches, see [`Repository::overlays`]. One that does not build is left out, and its faults
    /// are among the failures.
    pub fn overlays(&self, glob: &str) -> impl Iterator<Item = Overlay> + use<'_> {
        self.built(self.repository.matching(glob))
    }

    /// The kustomizations that a glob matches, see [`Repository::kustomizations`], built like [`Expect::overlays`].
    pub fn kustomizations(&self, glob: &str) -> impl Iterator<Item = Overlay> + use<'_> {
        self.built(self.repository.kustomizations_matching(glob))
    }

    fn built(&self, numbers: Result<Vec<usize>, Failure>) -> impl Iterator<Item = Overlay> + use<'_> {
        let numbers = numbers.unwrap_or_else(|failure| {
            self.push(Finding::error(self.rule.clone(), Origin::NOWHERE, failure.to_string()));
            Vec::new()
        });
        Overlays::new(self.repository.clone(), numbers)
            .filter_map(|overlay| overlay.map_err(|findings| self.extend(&findings)).ok())
    }

    /// How many failures there are so far, those that are the same in several overlays counted once.
    pub fn count(&self) -> usize {
        let findings = self.findings.lock().unwrap_or_else(PoisonError::into_inner).clone();
        joined(findings, &self.repository.inner().sources).len()
    }

    /// The repository of the test.
    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    fn fault(&self, spot: Spot, message: String) -> Expected<'_> {
        let fault = Some(Fault { spot, message, help: None });
        Expected { expect: self, fault }
    }

    pub(super) fn extend(&self, findings: &[Finding]) {
        self.findings.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(findings);
    }

    fn push(&self, finding: Finding) {
        self.findings.lock().unwrap_or_else(PoisonError::into_inner).push(finding);
    }

    fn close(self, outcome: Result<(), Box<dyn Any + Send>>) -> Result<(), Failure> {
        let findings = self.findings.into_inner().unwrap_or_else(PoisonError::into_inner);
        let findings = joined(findings, &self.repository.inner().sources);
        match (findings.is_empty(), outcome) {
            (true, Ok(())) => Ok(()),
            (true, Err(panic)) => resume_unwind(panic),
            (false, outcome) => {
                let count = findings.len();
                let panicked = if outcome.is_err() { ", and then the test panicked" } else { "" };
                let report = self.repository.failure(findings);
                let failures = if count == 1 { "failure" } else { "failures" };
                Err(format!("{report}\n\n{count} {failures}{panicked}").into())
            }
        }
    }
}

/// What was expected, to say more of in case it does not hold.
pub struct Expected<'e> {
    expect: &'e Expect,
    fault: Option<Fault>,
}

struct Fault {
    spot: Spot,
    message: String,
    help: Option<String>,
}

impl Expected<'_> {
    /// With what to do about it, in the imperative.
    #[expect(clippy::return_self_not_must_use, reason = "dropping it reports")]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        if let Some(fault) = &mut self.fault {
            fault.help = Some(help.into());
        }
        self
    }

    /// With another place that has a part in it, and what that place does.
    #[expect(clippy::return_self_not_must_use, reason = "dropping it reports")]
    pub fn related(mut self, at: &impl Located, message: impl Into<String>) -> Self {
        if let Some(fault) = &mut self.fault {
            let origin = at.spot().place.origin;
            fault.spot.place = fault.spot.place.clone().related(origin, message);
        }
        self
    }

    /// Whether it holds.
    pub fn holds(&self) -> bool {
        self.fault.is_none()
    }
}

impl Drop for Expected<'_> {
    fn drop(&mut self) {
        if let Some(fault) = self.fault.take() {
            self.expect.push(fault.into_finding(&self.expect.rule));
        }
    }
}

impl Fault {
    fn into_finding(self, rule: &str) -> Finding {
        let place: Place = self.spot.place;
        let finding =
            place.finding(rule.to_owned(), Severity::Error, self.message, self.help.map(Into::into));
        let overlays: Vec<Arc<str>> = self.spot.overlay.into_iter().collect();
        Finding { overlays, resources: self.spot.resource.into_iter().map(Into::into).collect(), ..finding }
    }
}
