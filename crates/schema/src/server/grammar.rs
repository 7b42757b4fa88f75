//! How names, labels and the like are spelt.
//!
//! The grammars are those of `k8s.io/apimachinery/pkg/util/validation`; see also
//! <https://kubernetes.io/docs/concepts/overview/working-with-objects/names/>.

use std::borrow::Cow;

use super::judge::shown;

/// How a text must be spelt.
pub(super) struct Grammar {
    /// The rule that its faults are told under.
    pub(super) rule: &'static str,
    /// What it is called.
    what: &'static str,
    /// How long it may be, in bytes.
    most: usize,
    fits: fn(&str) -> bool,
    /// What to write.
    pub(super) help: &'static str,
}

/// A DNS label of RFC 1123: containers, namespaces, volumes.
pub(super) static LABEL: Grammar = Grammar {
    rule: "invalid-name",
    what: "a DNS label",
    most: 63,
    fits: is_label,
    help: "use lower-case letters, digits and `-`, with a letter or digit at both ends",
};

/// A DNS label of RFC 1035, which does not begin with a digit: Services before Kubernetes 1.36.
pub(super) static LABEL_1035: Grammar = Grammar {
    rule: "invalid-name",
    what: "a DNS label of RFC 1035",
    most: 63,
    fits: is_label_1035,
    help: "use lower-case letters, digits and `-`; begin with a letter, end with a letter or digit",
};

/// A DNS subdomain: most objects.
pub(super) static SUBDOMAIN: Grammar = Grammar {
    rule: "invalid-name",
    what: "a DNS subdomain",
    most: 253,
    fits: is_subdomain,
    help: "use lower-case letters, digits, `-` and `.`, with a letter or digit at both ends of each part",
};

/// A DNS subdomain in which `_` may stand: where the resolver searches.
pub(super) static SEARCH_DOMAIN: Grammar = Grammar {
    rule: "invalid-name",
    what: "a search domain",
    most: 253,
    fits: is_search_domain,
    help: "use lower-case letters, digits, `-`, `_` and `.`",
};

/// A DNS subdomain behind `*.`: hosts of an Ingress.
pub(super) static WILDCARD: Grammar = Grammar {
    rule: "invalid-name",
    what: "a wildcard host",
    most: 253,
    fits: |text| text.strip_prefix("*.").is_some_and(is_subdomain),
    help: "write `*.` and a host name behind it; `*` may stand nowhere else",
};

/// What can stand between two slashes of a URL: RBAC objects.
pub(super) static PATH_SEGMENT: Grammar = Grammar {
    rule: "invalid-name",
    what: "a name",
    most: usize::MAX,
    fits: |text| !text.contains(['/', '%']) && text != "." && text != "..",
    help: "leave out `/` and `%`; `.` and `..` are no names",
};

/// A domain of three parts or more: webhooks.
pub(super) static QUALIFIED_DOMAIN: Grammar = Grammar {
    rule: "invalid-name",
    what: "a domain of at least three parts",
    most: 253,
    fits: |text| is_subdomain(text) && text.split('.').count() >= 3,
    help: "write it like `policy.example.com`, in lower case",
};

/// A domain and a path: controllers of an IngressClass.
pub(super) static DOMAIN_PATH: Grammar = Grammar {
    rule: "invalid-name",
    what: "a domain with a path",
    most: 250,
    fits: |text| text.split_once('/').is_some_and(|(domain, path)| is_subdomain(domain) && is_url_path(path)),
    help: "write it like `example.com/controller`",
};

/// A key of a label.
pub(super) static LABEL_KEY: Grammar = Grammar {
    rule: "invalid-label",
    what: "a label key",
    most: usize::MAX,
    fits: is_label_key,
    help: QUALIFIED_HELP,
};

/// A key of an annotation: as of a label, and the domain may have capitals.
pub(super) static ANNOTATION_KEY: Grammar = Grammar {
    rule: "invalid-label",
    what: "an annotation key",
    most: usize::MAX,
    fits: |text| is_qualified(text, u8::is_ascii_alphanumeric),
    help: QUALIFIED_HELP,
};

/// The value of a label.
pub(super) static LABEL_VALUE: Grammar = Grammar {
    rule: "invalid-label",
    what: "a label value",
    most: 63,
    fits: |text| text.is_empty() || is_name_part(text),
    help: "use letters, digits, `-`, `_` and `.`, with a letter or digit at both ends; put other text into an annotation",
};

/// A name with or without a domain before it: readiness gates, finalizers, protocols, resources.
pub(super) static QUALIFIED: Grammar = Grammar {
    rule: "invalid-name",
    what: "a qualified name",
    most: usize::MAX,
    fits: is_label_key,
    help: QUALIFIED_HELP,
};

const QUALIFIED_HELP: &str =
    "use up to 63 letters, digits, `-`, `_` and `.`, after at most one `domain/` in lower case";

/// The name of a container port, from the registry of IANA.
pub(super) static PORT_NAME: Grammar = Grammar {
    rule: "invalid-port",
    what: "a port name",
    most: 15,
    fits: is_port_name,
    help: "use lower-case letters, digits and single `-` inside, with a letter among them, or write the number without quotes",
};

/// The name of an environment variable since Kubernetes 1.32.
pub(super) static RELAXED_ENV_NAME: Grammar = Grammar {
    rule: "invalid-name",
    what: "the name of an environment variable",
    most: usize::MAX,
    fits: |text| text.bytes().all(|byte| (b' '..=b'~').contains(&byte) && byte != b'='),
    help: "use letters, digits and `_`",
};

/// The name of an environment variable before.
pub(super) static ENV_NAME: Grammar = Grammar {
    rule: "invalid-name",
    what: "the name of an environment variable",
    most: usize::MAX,
    fits: |text| is_config_key(text) && !text.starts_with(|first: char| first.is_ascii_digit()),
    help: "use letters, digits and `_`, and begin with a letter",
};

/// A key of a ConfigMap or Secret.
pub(super) static CONFIG_KEY: Grammar = Grammar {
    rule: "invalid-name",
    what: "a key of a ConfigMap or Secret",
    most: 253,
    fits: is_config_key,
    help: "use letters, digits, `-`, `_` and `.`; a key can be no path",
};

/// The name of an HTTP header.
pub(super) static HEADER_NAME: Grammar = Grammar {
    rule: "invalid-name",
    what: "the name of an HTTP header",
    most: usize::MAX,
    fits: |text| !text.is_empty() && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_alphanumeric()),
    help: "use letters, digits and `-`",
};

/// The name of a kernel parameter.
pub(super) static SYSCTL: Grammar = Grammar {
    rule: "invalid-name",
    what: "the name of a sysctl",
    most: 253,
    fits: |text| text.split(['.', '/']).all(is_sysctl_part),
    help: "write it like `net.core.somaxconn`",
};

impl Grammar {
    /// What is wrong with the spelling of a text, if anything.
    pub(super) fn fault(&self, text: &str) -> Option<String> {
        let what = self.what;
        if text.len() > self.most {
            return Some(format!(
                "`{}` has {} characters; {what} has at most {}",
                shown(text),
                text.len(),
                self.most
            ));
        }
        if (self.fits)(text) {
            return None;
        }
        let variable =
            if text.contains("$(") || text.contains("${") { ": its variable was not replaced" } else { "" };
        Some(format!("`{}` is not {what}{variable}", shown(text)))
    }
}

fn is_lower(byte: &u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

fn is_dns_label(text: &str, is_inner: fn(&u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    let ends = bytes.first().zip(bytes.last());
    ends.is_some_and(|(first, last)| is_inner(first) && is_inner(last))
        && bytes.iter().all(|byte| is_inner(byte) || *byte == b'-')
}

pub(super) fn is_label(text: &str) -> bool {
    is_dns_label(text, is_lower)
}

fn is_label_1035(text: &str) -> bool {
    is_label(text) && text.starts_with(|first: char| first.is_ascii_lowercase())
}

pub(super) fn is_subdomain(text: &str) -> bool {
    text.split('.').all(is_label)
}

fn is_search_domain(text: &str) -> bool {
    let part = |part: &str| {
        let bytes = part.strip_prefix('_').unwrap_or(part).as_bytes();
        let ends = bytes.first().zip(bytes.last());
        ends.is_some_and(|(first, last)| is_lower(first) && is_lower(last))
            && bytes.iter().all(|byte| is_lower(byte) || matches!(byte, b'-' | b'_'))
    };
    text.split('.').all(part)
}

fn is_url_path(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:".contains(&byte))
}

pub(super) fn is_label_key(text: &str) -> bool {
    is_qualified(text, is_lower)
}

/// A name, or a domain of such characters, a slash and a name.
fn is_qualified(text: &str, is_inner: fn(&u8) -> bool) -> bool {
    let (domain, name) = match text.split_once('/') {
        Some((domain, name)) => (Some(domain), name),
        None => (None, text),
    };
    let is_domain =
        |domain: &str| domain.len() <= 253 && domain.split('.').all(|part| is_dns_label(part, is_inner));
    name.len() <= 63 && is_name_part(name) && domain.is_none_or(is_domain)
}

fn is_name_part(text: &str) -> bool {
    let bytes = text.as_bytes();
    let ends = bytes.first().zip(bytes.last());
    ends.is_some_and(|(first, last)| first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric())
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

fn is_port_name(text: &str) -> bool {
    is_label(text) && text.bytes().any(|byte| byte.is_ascii_lowercase()) && !text.contains("--")
}

fn is_config_key(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !text.is_empty() && text.bytes().all(known) && text != "." && !text.starts_with("..")
}

fn is_sysctl_part(text: &str) -> bool {
    let bytes = text.as_bytes();
    let ends = bytes.first().zip(bytes.last());
    ends.is_some_and(|(first, last)| is_lower(first) && is_lower(last))
        && bytes.iter().all(|byte| is_lower(byte) || matches!(byte, b'-' | b'_'))
}

/// A text that is the beginning of a name as the server completes it to judge it: a `-` may stand at its end.
pub(super) fn completed(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth_back(1) {
        Some((end, _)) if text.ends_with('-') => Cow::Owned(format!("{}a", &text[..end])),
        _ => Cow::Borrowed(text),
    }
}

/// The number of a percentage such as `25%`; none where a text is none.
pub(super) fn percentage(text: &str) -> Option<u64> {
    let digits = text.strip_suffix('%')?;
    let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(grammar: &Grammar, good: &[&str], bad: &[&str]) {
        for text in good {
            assert_eq!(grammar.fault(text), None, "{text:?}");
        }
        for text in bad {
            assert!(grammar.fault(text).is_some(), "{text:?}");
        }
    }

    #[test]
    fn names_are_dns_names() {
        let long = "a".repeat(64);
        check(&LABEL, &["a", "0", "a-b", "a--b"], &["", "-a", "a-", "A", "a.b", "a_b", "ä", &long]);
        check(&LABEL_1035, &["a", "a0-b"], &["0", "0a", "A"]);
        check(&SUBDOMAIN, &["a.b", "0.1", &long], &["a..b", ".a", "a.", "a.-b", "$(X)"]);
        check(&WILDCARD, &["*.a", "*.a.b"], &["*", "*.", "a.*.b", "*.*.a"]);
        check(&PATH_SEGMENT, &["system:node", "A b"], &[".", "..", "a/b", "a%b"]);
        check(&QUALIFIED_DOMAIN, &["a.b.c"], &["a.b", "a.b.C"]);
        check(&DOMAIN_PATH, &["k8s.io/ingress-nginx", "a/b/c"], &["a", "a/", "/b", "A/b"]);
        check(&SEARCH_DOMAIN, &["_a.b", "a_b"], &["a_", "a..b"]);
    }

    #[test]
    fn labels_have_a_grammar_of_their_own() {
        let long = "a".repeat(64);
        check(&LABEL_KEY, &["A.b_c-d", "a.b/C"], &["", "a/b/c", "A.b/c", "/a", "a/", "a b", &long]);
        check(&ANNOTATION_KEY, &["A.b/C"], &["a_b/c", "a b"]);
        check(&LABEL_VALUE, &["", "A.b", "1"], &["-a", "a.", "12:30", "a b", &long]);
    }

    #[test]
    fn ports_variables_and_keys_have_names_too() {
        check(&PORT_NAME, &["http", "a1", "8080a"], &["", "80", "HTTP", "a--b", "-a", "abcdefghijklmnop"]);
        check(&ENV_NAME, &["A_b.c-d", "_"], &["0a", "a=b", "a b", "..a", "."]);
        check(&RELAXED_ENV_NAME, &["0a", "a b"], &["a=b", "ä", "a\n"]);
        check(&CONFIG_KEY, &["a.b", ".a", "0"], &["", ".", "..", "..a", "a/b", "café"]);
        check(&SYSCTL, &["net.core/x", "a_b"], &["Net", "net..x", "a-"]);
    }

    #[test]
    fn beginnings_may_end_with_a_dash() {
        assert_eq!(
            ["web-", "web", "-", "web--"].map(completed),
            ["wea", "web", "-", "weba"].map(Cow::Borrowed)
        );
    }

    #[test]
    fn percentages_are_digits_and_a_sign() {
        assert_eq!(["25%", "0%", "150%"].map(percentage), [Some(25), Some(0), Some(150)]);
        assert_eq!(["25", "%", "25 %", "-1%", "1.5%"].map(percentage), [None; 5]);
    }
}
