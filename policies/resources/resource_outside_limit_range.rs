//! Containers that the `LimitRange` of their namespace refuses.

use std::cmp::Ordering;

use overlint_policy::{
    Amount, AmountSource, Container, Declaration, Effective, Findings, LimitRangeItem, Overlay, Policy,
    Quantity, Role, Workload, policy,
};
use overlint_source::{Entry, Node};

use crate::shared::resource::resource_word;

policy! {
    /// ## What it does
    ///
    /// Finds containers whose requests and limits break a LimitRange of the same overlay and namespace: below its
    /// `min`, above its `max`, a limit too many times the request (`maxLimitRequestRatio`), or a request above the
    /// limit that the LimitRange fills in. What a container does not set is taken as the API server fills it in.
    ///
    /// ## Why it matters
    ///
    /// The API server refuses to create such pods. The Deployment is accepted all the same, and says only in its
    /// events why no pod comes up.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example.com/web:1.2.3
    ///     resources:
    ///       limits: {memory: 2Gi}
    /// ---
    /// apiVersion: v1
    /// kind: LimitRange
    /// metadata:
    ///   name: limits
    /// spec:
    ///   limits:
    ///   - type: Container
    ///     max: {memory: 1Gi}
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example.com/web:1.2.3
    ///     resources:
    ///       limits: {memory: 512Mi}
    /// ---
    /// apiVersion: v1
    /// kind: LimitRange
    /// metadata:
    ///   name: limits
    /// spec:
    ///   limits:
    ///   - type: Container
    ///     max: {memory: 1Gi}
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/policy/limit-range/>
    pub struct ResourceOutsideLimitRange;
    id: "resource-outside-limit-range",
    summary: "a container breaks a LimitRange of its namespace",
    severity: Error,
    since: "0.1.0",
    profile: Recommended,
}

impl ResourceOutsideLimitRange {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for ResourceOutsideLimitRange {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, overlay: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for item in overlay.container_limits(workload.object.namespace) {
            for container in workload.containers().filter(|container| container.role != Role::Ephemeral) {
                for (field, order) in [("min", Ordering::Less), ("max", Ordering::Greater)] {
                    for bound in item.amounts(field) {
                        let check = Check { overlay, workload, container, item, bound };
                        check.against_bound(order, findings);
                    }
                }
                for bound in item.amounts("maxLimitRequestRatio") {
                    Check { overlay, workload, container, item, bound }.against_ratio(findings);
                }
                for bound in item.amounts("default") {
                    Check { overlay, workload, container, item, bound }.request_against_default(findings);
                }
            }
        }
    }
}

/// A container and an entry of a `LimitRange` that holds for it.
#[derive(Clone, Copy)]
struct Check<'c> {
    overlay: &'c Overlay<'c>,
    workload: &'c Workload<'c>,
    container: Container<'c>,
    item: LimitRangeItem<'c>,
    bound: &'c Entry,
}

impl Check<'_> {
    /// Whether the request or the limit lies on the wrong side of a bound.
    fn against_bound(&self, wrong: Ordering, findings: &mut Findings<'_>) {
        let Some(bound) = Quantity::of(&self.bound.value) else { return };
        for amount in [Amount::Request, Amount::Limit] {
            let Some(found) = self.effective(amount).filter(|found| found.source == AmountSource::Own) else {
                continue;
            };
            if found.quantity.cmp(&bound) == wrong {
                let side = if wrong == Ordering::Less { "below the minimum" } else { "above the maximum" };
                self.tell(found, amount, &format!("is {side} `{}`", text(&self.bound.value)), findings);
            }
        }
    }

    fn against_ratio(&self, findings: &mut Findings<'_>) {
        let pair = (self.effective(Amount::Limit), self.effective(Amount::Request));
        let (Some(limit), Some(request)) = pair else { return };
        let Some(ratio) = Quantity::of(&self.bound.value) else { return };
        if !request.quantity.is_zero() && limit.quantity.exceeds_ratio(request.quantity, ratio) {
            let what = format!("is more than {} times the request", text(&self.bound.value));
            let is_own = limit.source == AmountSource::Own;
            let (found, amount) = if is_own { (limit, Amount::Limit) } else { (request, Amount::Request) };
            let what = if is_own { what } else { format!("is too small: the limit {what}") };
            self.tell(found, amount, &what, findings);
        }
    }

    /// Whether the limit that is filled in lies below a request.
    fn request_against_default(&self, findings: &mut Findings<'_>) {
        let pair = (self.effective(Amount::Limit), self.effective(Amount::Request));
        let (Some(limit), Some(request)) = pair else { return };
        let is_filled_in = limit.source == AmountSource::LimitRange && request.source == AmountSource::Own;
        if is_filled_in && request.quantity > limit.quantity {
            let what = format!("is above the limit `{}` that is filled in", text(limit.node));
            self.tell(request, Amount::Request, &what, findings);
        }
    }

    fn effective(&self, amount: Amount) -> Option<Effective<'_>> {
        self.overlay.effective(self.workload, &self.container, amount, self.bound.key.text())
    }

    fn tell(&self, found: Effective<'_>, amount: Amount, what: &str, findings: &mut Findings<'_>) {
        let resource = self.bound.key.text();
        let word = if amount == Amount::Request { "request" } else { "limit" };
        let message = format!(
            "the {} {word} `{}` of container `{}` {what}",
            resource_word(resource),
            text(found.node),
            self.container.name()
        );
        let place = match found.source {
            AmountSource::Own => self.container.amount_place(found.node, amount, resource),
            _ => self.container.missing(&["resources", amount.field(), resource]),
        };
        let said_by = format!("LimitRange `{}` says so", self.item.object.name);
        let help = format!("change `resources.{}`, or the LimitRange", amount.field());
        findings.add(place.related(self.bound.key.origin, said_by), message, help);
    }
}

fn text(node: &Node) -> &str {
    node.text().unwrap_or_default()
}
