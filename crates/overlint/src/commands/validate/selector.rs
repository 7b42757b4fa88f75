//! Kinds as a flag names them.

use std::str::FromStr;

/// A kind of any group and version, or of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Selector {
    api_version: Option<String>,
    kind: String,
}

impl Selector {
    /// Whether objects with this `apiVersion` and `kind` are meant.
    pub(crate) fn matches(&self, api_version: &str, kind: &str) -> bool {
        self.kind == kind && self.api_version.as_deref().is_none_or(|wanted| wanted == api_version)
    }
}

impl FromStr for Selector {
    type Err = String;

    /// Reads `Secret`, `v1/Secret` and `apps/v1/Deployment`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (api_version, kind) =
            text.rsplit_once('/').map_or((None, text), |(head, kind)| (Some(head), kind));
        let version = api_version.map(|text| text.rsplit_once('/').map_or(text, |(_, version)| version));
        if kind.is_empty() || version.is_some_and(|version| !is_version(version)) {
            return Err(
                "write KIND, VERSION/KIND or GROUP/VERSION/KIND, such as `apps/v1/Deployment`".to_owned()
            );
        }
        Ok(Self { api_version: api_version.map(str::to_owned), kind: kind.to_owned() })
    }
}

fn is_version(text: &str) -> bool {
    text.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_meant_in_all_groups_or_in_one() {
        let secret: Selector = "Secret".parse().expect("a kind");
        assert!(secret.matches("v1", "Secret") && secret.matches("example.com/v1", "Secret"));
        let deployment: Selector = "apps/v1/Deployment".parse().expect("a kind");
        assert!(deployment.matches("apps/v1", "Deployment"));
        assert!(
            !deployment.matches("apps/v1beta1", "Deployment") && !deployment.matches("apps/v1", "deployment")
        );
    }

    #[test]
    fn what_could_match_nothing_is_refused() {
        for text in ["", "apps/Deployment", "apps/v1/", "/Deployment"] {
            assert!(text.parse::<Selector>().is_err(), "{text}");
        }
    }
}
