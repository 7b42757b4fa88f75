//! What is found out about the objects of a document, one by one.

use overlint_policy::Object;
use overlint_schema::{Catalog, Follow, Lookup, Verdict, check_definition, is_definition, validate_with};
use overlint_source::resolve::Dialect;
use overlint_source::{Finding, Node};

use super::judge::{Judge, Judged};
use crate::missing;

/// The rule of kinds that are asked to be refused.
pub(super) const REJECTED: &str = "rejected-kind";

/// The group of kustomization files, which describe builds and are sent to no server.
const KUSTOMIZE: &str = "kustomize.config.k8s.io/";

/// Takes what is found out about the objects of a document, in one version after the other.
pub(super) struct Follower<'a, 'o> {
    pub(super) judge: &'a Judge<'a>,
    pub(super) catalog: &'a Catalog,
    pub(super) outcome: &'o mut Judged,
    /// What was found out so far about each object: it is invalid where one version refuses it.
    pub(super) verdicts: &'o mut Vec<Verdict>,
    /// The number of the object that comes next.
    pub(super) next: usize,
}

impl Follow for Follower<'_, '_> {
    fn wants(&mut self, object: &Node) -> bool {
        let (api_version, kind) = type_of(object);
        let skips = self.judge.args.skip.iter().any(|selector| selector.matches(api_version, kind));
        if skips {
            self.conclude(Verdict::Skipped);
        }
        !skips
    }

    fn judged(&mut self, object: &Node, verdict: Verdict, findings: &mut [Finding]) {
        let is_first = self.next == self.verdicts.len();
        let mut found = Vec::new();
        let verdict = self.by_definitions(object, verdict, &mut found);
        found.retain(|finding| is_first && !findings.contains(finding));
        if is_first {
            found.extend(self.further(object, verdict));
        }
        for finding in findings.iter_mut().chain(&mut found) {
            finding.resources = vec![Object::new(object).id().into()];
        }
        if is_first && !(findings.is_empty() && found.is_empty()) {
            self.outcome.objects.push(object.clone());
        }
        let rejected = found.iter().any(|finding| finding.rule == REJECTED);
        self.outcome.findings.extend(found);
        self.conclude(if rejected { Verdict::Invalid } else { verdict });
    }
}

impl Follower<'_, '_> {
    /// Judges a custom resource by its definition, and a definition by what the server refuses in one; returns the verdict
    /// with that.
    fn by_definitions(&self, object: &Node, verdict: Verdict, found: &mut Vec<Finding>) -> Verdict {
        let (api_version, kind) = type_of(object);
        if is_definition(object) {
            found.extend(check_definition(object, Dialect::Yaml11));
            return if found.is_empty() { verdict } else { Verdict::Invalid };
        }
        let custom = self.judge.custom;
        if custom.is_empty() || !matches!(self.catalog.lookup(api_version, kind), Lookup::Foreign) {
            return verdict;
        }
        validate_with(self.catalog, custom, &[], object, Dialect::Yaml11, found)
    }

    /// Takes the verdict of one version about the next object.
    fn conclude(&mut self, verdict: Verdict) {
        match self.verdicts.get_mut(self.next) {
            None => self.verdicts.push(verdict),
            Some(known) if verdict == Verdict::Invalid || *known == Verdict::Skipped => *known = verdict,
            Some(_) => {}
        }
        self.next += 1;
    }

    /// What is to be said of an object beside its faults.
    fn further(&mut self, object: &Node, verdict: Verdict) -> Vec<Finding> {
        let (api_version, kind) = type_of(object);
        let mut found = Vec::new();
        if self.judge.args.reject.iter().any(|selector| selector.matches(api_version, kind)) {
            let message = format!("`{kind}` of `{api_version}` is rejected here");
            let finding = Finding::error(REJECTED, missing::place(object), message).pointer("/kind");
            found.push(finding.help("remove the object, or take its kind out of `--reject`"));
        }
        if verdict == Verdict::Skipped {
            self.outcome.unjudged.add(api_version, kind, missing::place(object));
            if !api_version.starts_with(KUSTOMIZE) {
                found.extend(self.judge.opened.config.missing_schemas.finding(object));
            }
        }
        found
    }
}

fn type_of(object: &Node) -> (&str, &str) {
    let text = |key| object.get(key).and_then(Node::text).unwrap_or_default();
    (text("apiVersion"), text("kind"))
}
