//! Every rule under which something is reported, and what it is about.

use overlint_policy::{Declaration, Profile, Registry};
use overlint_source::Rule;

use crate::config;
use crate::exceptions;
use crate::missing;
use crate::repository_rules;

use super::validate;

/// A rule, and what is known of it beside its documentation.
pub(super) struct Described {
    pub(super) rule: &'static Rule,
    /// What it is about: of a built-in policy the folder that it lies in.
    pub(super) theme: &'static str,
    /// The smallest profile that it is on in; none of a rule that is no policy, which is on in each.
    pub(super) profile: Option<Profile>,
}

/// Every rule, by id. One that validation and the build share is described once.
pub(super) fn described(registry: &Registry) -> Vec<Described> {
    let policies = registry.policies().iter().map(|policy| {
        let declaration = policy.declaration();
        Described {
            rule: &declaration.rule,
            theme: theme_of(declaration),
            profile: Some(declaration.profile),
        }
    });
    let others = others().map(|(theme, rule)| Described { rule, theme, profile: None });
    let mut described: Vec<_> = policies.chain(others).collect();
    described.sort_by_key(|one| one.rule.id);
    described.dedup_by_key(|one| one.rule.id);
    described
}

/// Every rule, by id.
pub(super) fn rules(registry: &Registry) -> Vec<&'static Rule> {
    described(registry).into_iter().map(|one| one.rule).collect()
}

/// The rules that are no policies, each with its theme.
pub(super) fn others() -> impl Iterator<Item = (&'static str, &'static Rule)> {
    let groups = [
        ("validation", overlint_schema::RULES),
        ("validation", overlint_schema::CUSTOM_RULES),
        ("build", overlint_kustomize::RULES),
        ("configuration", config::RULES),
        ("exceptions", exceptions::RULES),
        ("repository", repository_rules::RULES),
        ("validation", missing::RULES),
        ("validation", validate::RULES),
    ];
    groups.into_iter().flat_map(|(theme, rules)| rules.iter().map(move |rule| (theme, rule)))
}

/// The folder of a built-in policy; `own` of one that a team has written.
fn theme_of(declaration: &'static Declaration) -> &'static str {
    let is_it = |one: &&dyn overlint_policy::Policy| one.declaration().file == declaration.file;
    let folders = overlint_policies::POLICIES.iter().any(is_it).then_some(declaration.file);
    folders.and_then(|file| file.rsplit(['/', '\\']).nth(1)).unwrap_or("own")
}
