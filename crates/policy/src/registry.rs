//! The policies of a program.

use overlint_source::{Rule, suggest};

use crate::config::Config;
use crate::error::ConfigError;
use crate::policy::Policy;
use crate::runner::Runner;

/// The policies that a program knows: the built-in ones, and a team's own.
#[derive(Clone, Default)]
pub struct Registry {
    policies: Vec<&'static dyn Policy>,
    rules: Vec<&'static Rule>,
}

impl Registry {
    /// A registry of these policies.
    pub fn new(policies: &[&'static dyn Policy]) -> Self {
        Self { policies: policies.to_vec(), rules: Vec::new() }
    }

    /// With further policies. One with the id of another takes its place.
    #[must_use]
    pub fn with(mut self, policies: &[&'static dyn Policy]) -> Self {
        for new in policies {
            self.policies.retain(|old| old.rule().id != new.rule().id);
            self.policies.push(*new);
        }
        self
    }

    /// With rules that something else than a policy reports under, such as the build: they have a level too.
    #[must_use]
    pub fn with_rules(mut self, rules: impl IntoIterator<Item = &'static Rule>) -> Self {
        self.rules.extend(rules);
        self
    }

    /// The policies, in the order that they were given in.
    pub fn policies(&self) -> &[&'static dyn Policy] {
        &self.policies
    }

    /// The policy with that id.
    pub fn get(&self, id: &str) -> Option<&'static dyn Policy> {
        self.policies.iter().copied().find(|policy| policy.rule().id == id)
    }

    /// What the configuration makes of the policies. Fails with everything that is wrong with it: a policy
    /// that is not known, or options that a policy does not take.
    pub fn runner(&self, config: &Config) -> Result<Runner, Vec<ConfigError>> {
        let (mut runner, mut errors) = (Runner::knowing(config.known().clone()), Vec::new());
        for (key, entries) in config.policies().filter(|(key, _)| self.get(key.text()).is_none()) {
            if self.rules.iter().any(|rule| rule.id == key.text()) {
                errors.extend(runner.add_levels(key.text(), entries));
            } else {
                errors.push(self.unknown(key));
            }
        }
        for policy in &self.policies {
            match config.entries(policy.rule().id) {
                Some(entries) => errors.extend(runner.add_configured(*policy, entries)),
                None if config.profile().has(policy.declaration().profile) => runner.add_default(*policy),
                None => {}
            }
        }
        if errors.is_empty() { Ok(runner) } else { Err(errors) }
    }

    fn ids(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.policies.iter().map(|policy| policy.rule().id).chain(self.rules.iter().map(|rule| rule.id))
    }

    fn unknown(&self, key: &overlint_source::Key) -> ConfigError {
        let error = ConfigError::new(key.origin, format!("there is no policy `{}`", key.text()));
        match suggest::closest(key.text(), self.ids()) {
            Some(id) => error.help(format!("did you mean `{id}`?")),
            None => error.help("run `overlint list policies` for those that there are"),
        }
    }
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_list().entries(self.policies.iter().map(|policy| policy.rule().id)).finish()
    }
}
