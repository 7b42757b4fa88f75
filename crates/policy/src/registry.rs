//! The policies of a program.

use overlint_source::{Origin, Rule, suggest};

use crate::config::{Config, Faults};
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

    /// The other rules, in the order that they were given in.
    pub fn rules(&self) -> &[&'static Rule] {
        &self.rules
    }

    /// The policy with that id.
    pub fn get(&self, id: &str) -> Option<&'static dyn Policy> {
        self.policies.iter().copied().find(|policy| policy.rule().id == id)
    }

    /// What the configuration makes of the policies. Fails with everything that is wrong with it: a policy
    /// that is not known, or options that a policy does not take.
    pub fn runner(&self, config: &Config) -> Result<Runner, Vec<ConfigError>> {
        Faults::none_in(|faults| self.configure(config, faults))
    }

    /// What the configuration makes of the policies, with its faults noted; see [`Registry::runner`].
    pub fn configure(&self, config: &Config, faults: &mut Faults) -> Runner {
        let mut runner = Runner::knowing(config);
        for key in config.named().filter(|key| !self.knows(key.text())) {
            // What was meant by a name takes long to say.
            if faults.is_full() {
                break;
            }
            faults.add(self.unknown_rule(key.text(), key.origin));
        }
        for rule in &self.rules {
            runner.add_levels(rule.id, config.all_entries(rule.id, None), faults);
        }
        for policy in &self.policies {
            let declaration = policy.declaration();
            let entries = config.all_entries(declaration.rule.id, Some(declaration.profile));
            runner.add_configured(*policy, &entries, faults);
        }
        runner
    }

    fn knows(&self, id: &str) -> bool {
        self.ids().any(|known| known == id)
    }

    /// The ids of every policy and every other rule.
    pub fn ids(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.policies.iter().map(|policy| policy.rule().id).chain(self.rules.iter().map(|rule| rule.id))
    }

    /// The fault of a rule that is not known, with what was probably meant.
    pub fn unknown_rule(&self, id: &str, origin: Origin) -> ConfigError {
        let error = ConfigError::new(origin, format!("there is no policy `{id}`"));
        match suggest::closest(id, self.ids()) {
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
