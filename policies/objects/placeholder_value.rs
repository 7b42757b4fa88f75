//! Values that somebody meant to fill in.

use overlint_policy::{
    ConfigError, Declaration, Findings, Object, OptionsSchema, Overlay, Place, Policy, Workload, options,
    policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

policy! {
    /// ## What it does
    ///
    /// Finds environment variables, and values of ConfigMaps and Secrets, that are nothing but a word for what should
    /// stand there, such as `CHANGEME`, `TODO` or `<password>`; and hosts of an Ingress with `${…}`, `{{…}}` or `<…>` in
    /// them. Marks such as `${NAME}` in other values are another policy's concern: scripts and templates have them by
    /// right.
    ///
    /// ## Why it matters
    ///
    /// The value was meant to be filled in for this environment. The program starts with it, and fails
    /// later or, worse, works with a password that everybody knows.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector:
    ///     matchLabels: {app: web}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    ///         env:
    ///         - name: PASSWORD
    ///           value: CHANGEME
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector:
    ///     matchLabels: {app: web}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    ///         env:
    ///         - name: PASSWORD
    ///           valueFrom:
    ///             secretKeyRef: {name: web, key: password}
    /// ```
    ///
    /// ## Configuration
    ///
    /// `words` lists further words, in any case, that are placeholders.
    ///
    /// ```yaml
    /// words: [dummy]
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/configuration/overview/>
    pub struct PlaceholderValue {
        words: Vec<String>,
    }
    id: "placeholder-value",
    summary: "a value is a placeholder that nothing replaced",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl PlaceholderValue {
    pub(crate) const DEFAULT: Self = Self { words: Vec::new() };
}

impl Policy for PlaceholderValue {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        let Options { words } = options(node)?;
        Ok(Box::new(Self { words }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Options::json_schema)
    }

    fn check_resource(&self, _: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        let maps: &[&str] = match object.kind {
            "ConfigMap" => &["data"],
            "Secret" => &["stringData"],
            "Ingress" => return self.check_hosts(object, findings),
            _ => return,
        };
        for map in maps {
            for entry in object.node.get(map).map_or(&[][..], Node::entries) {
                let pointer = || format!("/{map}/{}", entry.key.text().replace('~', "~0").replace('/', "~1"));
                self.report(&entry.value, pointer, findings);
            }
        }
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for container in workload.containers() {
            for (index, variable) in container.env().iter().enumerate() {
                if let Some(value) = variable.get("value") {
                    self.report(
                        value,
                        || format!("{}/value", container.item_pointer("env", index)),
                        findings,
                    );
                }
            }
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// Further words that are placeholders.
    words: Vec<String>,
}

impl PlaceholderValue {
    fn report(&self, value: &Node, pointer: impl FnOnce() -> String, findings: &mut Findings<'_>) {
        let Some(text) = value.text().map(str::trim) else { return };
        let is_word = || self.words.iter().any(|word| word.eq_ignore_ascii_case(text));
        if text.len() <= LONGEST && (is_placeholder(text) || is_word()) {
            let message = format!("`{text}` is a placeholder that nothing replaced");
            findings.add(Place::of(value, pointer()), message, "write the value that was meant");
        }
    }

    #[expect(clippy::unused_self, reason = "it is one of the checks of this policy")]
    fn check_hosts(&self, ingress: Object<'_>, findings: &mut Findings<'_>) {
        let rules = ingress.node.at(&["spec", "rules"]).map_or(&[][..], Node::items);
        for (index, rule) in rules.iter().enumerate() {
            let Some(node) = rule.get("host") else { continue };
            let host = node.text().unwrap_or_default();
            if ["${", "$(", "{{", "<"].iter().any(|mark| host.contains(mark)) {
                let message = format!("the host `{host}` has a placeholder that nothing replaced");
                let place = Place::of(node, format!("/spec/rules/{index}/host"));
                findings.add(place, message, "write the host that was meant");
            }
        }
    }
}

/// A longer text is no placeholder.
const LONGEST: usize = 80;

/// Whether a text is nothing but a word for what should stand there.
fn is_placeholder(text: &str) -> bool {
    const WORDS: [&str; 7] =
        ["changeme", "fixme", "placeholder", "replaceme", "tbd", "todo", "yourpasswordhere"];
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_- ".contains(&byte))
    };
    let within = |start, end| text.strip_prefix(start).and_then(|rest: &str| rest.strip_suffix(end));
    let letters = text.bytes().filter(|byte| !b"-_ ".contains(byte));
    let is_word = |word: &str| letters.clone().map(|byte| byte.to_ascii_lowercase()).eq(word.bytes());
    within("<", ">").is_some_and(is_name) || WORDS.iter().any(|word| is_word(word))
}

#[cfg(test)]
mod tests {
    use super::is_placeholder;

    #[test]
    fn only_a_whole_value_is_a_placeholder() {
        for text in ["CHANGEME", "change-me", "<your-token>", "TODO"] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["", "<", "${DB_HOST}", "todo list", "${A:-b}", "<a><b/></a>", "$(HOST)", "changed"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
