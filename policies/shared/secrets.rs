//! What looks like a secret, by its name and by its value.

/// A word of a name that speaks of a secret; one of several words stands for these in a row.
const SECRETS: [&str; 19] = [
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "PWD",
    "PASS",
    "SECRET",
    "TOKEN",
    "CREDENTIAL",
    "CREDENTIALS",
    "APIKEY",
    "API_KEY",
    "ACCESS_KEY",
    "PRIVATE_KEY",
    "SECRET_KEY",
    "AUTH_KEY",
    "ENCRYPTION_KEY",
    "SIGNING_KEY",
    "SECRETKEY",
    "ACCESSKEY",
];

/// The last word of a name that says where a secret is, what kind it is or how long it lives: not what it is.
const ABOUT: [&str; 62] = [
    "ADDR",
    "ADDRESS",
    "AGE",
    "ALGORITHM",
    "AUDIENCE",
    "BACKEND",
    "BYTES",
    "CACHE",
    "CLASS",
    "COUNT",
    "DAYS",
    "DIR",
    "DIRECTORY",
    "DISABLED",
    "DURATION",
    "ENABLED",
    "ENDPOINT",
    "ENGINE",
    "EXPIRATION",
    "EXPIRES",
    "EXPIRY",
    "FIELD",
    "FILE",
    "FILENAME",
    "FORMAT",
    "HEADER",
    "HOST",
    "HOURS",
    "ID",
    "ISSUER",
    "KIND",
    "LENGTH",
    "LIFETIME",
    "LIMIT",
    "LOCATION",
    "MANAGER",
    "MAX",
    "METHOD",
    "MIN",
    "MINUTES",
    "MODE",
    "MOUNT",
    "NAME",
    "NAMES",
    "NAMESPACE",
    "PATH",
    "POLICY",
    "PORT",
    "PREFIX",
    "PROVIDER",
    "REF",
    "REGION",
    "REQUIRED",
    "SECONDS",
    "SERVICE",
    "SIZE",
    "TIMEOUT",
    "TTL",
    "TYPE",
    "URI",
    "URL",
    "VERSION",
];

/// The first word of a name that is a switch.
const SWITCHES: [&str; 12] =
    ["ALLOW", "DISABLE", "ENABLE", "HAS", "IS", "MAX", "MIN", "NO", "PUBLIC", "REQUIRE", "SKIP", "USE"];

/// The word of a variable's name that says it holds a secret, if one does.
pub(crate) fn secret_word(name: &str) -> Option<&'static str> {
    // Most names have none of these letters: they cost no allocation.
    let has_hint = ["PASS", "PWD", "SECRET", "TOKEN", "CRED", "KEY"].iter().any(|hint| contains(name, hint));
    if !has_hint {
        return None;
    }
    let words: Vec<String> = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_uppercase)
        .collect();
    let (first, last) = (words.first()?.as_str(), words.last()?.as_str());
    if ABOUT.contains(&last) || SWITCHES.contains(&first) {
        return None;
    }
    SECRETS.into_iter().find(|secret| {
        // `PWD` alone is the directory that a shell is in, and `PASS` alone a verdict.
        let is_alone = words.len() == 1 && ["PWD", "PASS"].contains(secret);
        let parts: Vec<&str> = secret.split('_').collect();
        !is_alone && words.windows(parts.len()).any(|window| window == parts)
    })
}

fn contains(name: &str, hint: &str) -> bool {
    name.as_bytes().windows(hint.len()).any(|window| window.eq_ignore_ascii_case(hint.as_bytes()))
}

/// Whether a value under a name with that word is the secret itself.
pub(crate) fn tells_secret(value: &str, word: &str) -> bool {
    let value = value.trim();
    let is_password = ["PASS", "PWD"].iter().any(|part| word.contains(part));
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
    !(value.is_empty()
        || is_switch(value)
        || is_placeholder(value)
        || is_elsewhere(value)
        || (is_number && !is_password)
        || (word == "SECRET" || word.starts_with("CREDENTIAL")) && is_object_name(value))
}

fn is_switch(value: &str) -> bool {
    ["true", "false", "yes", "no", "on", "off", "none", "null", "nil", "disabled", "enabled"]
        .iter()
        .any(|switch| value.eq_ignore_ascii_case(switch))
}

/// Whether somebody, or something, is to put the value in.
fn is_placeholder(value: &str) -> bool {
    const PARTS: [&str; 5] = ["$(", "${", "{{", "<", "%("];
    const WORDS: [&str; 12] = [
        "changeme",
        "change-me",
        "change_me",
        "replaceme",
        "replace-me",
        "replace_me",
        "placeholder",
        "redacted",
        "todo",
        "dummy",
        "your-",
        "your_",
    ];
    let is_masked = value.chars().all(|c| matches!(c, '*' | 'x' | 'X' | '.' | '-' | '_' | '?'));
    is_masked
        || value.starts_with('$')
        || PARTS.iter().any(|part| value.contains(part))
        || WORDS.iter().any(|word| contains(value, word))
}

/// Whether the value says where the secret is: a path, a URL without a password, a reference to a vault.
fn is_elsewhere(value: &str) -> bool {
    const SCHEMES: [&str; 12] = [
        "arn",
        "awssm",
        "bao",
        "env",
        "file",
        "gcpsm",
        "op",
        "secret",
        "secretsmanager",
        "sm",
        "ssm",
        "vault",
    ];
    let scheme = value.split(['/', ':', '+']).next().unwrap_or_default();
    let is_path = ["/", "./", "../", "~/"].iter().any(|start| value.starts_with(start));
    // A slash may be part of base64, which ends in no extension of a file.
    let is_key =
        value.starts_with('/') && !value.contains('.') && value.len() >= 40 && !value[1..].contains('/');
    let is_vault = value.contains(':') && SCHEMES.contains(&scheme) || value.starts_with("ref+");
    (is_path && !is_key) || is_vault || (value.contains("://") && url_password(value).is_none())
}

/// Whether a value is made as the names of objects are: `web-credentials`.
fn is_object_name(value: &str) -> bool {
    let is_word = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    value.split(['-', '.']).all(is_word)
}

/// The password within a URL, if it has one.
pub(crate) fn url_password(value: &str) -> Option<&str> {
    let (_, rest) = value.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (user, _) = authority.rsplit_once('@')?;
    user.split_once(':').map(|(_, password)| password).filter(|password| !password.is_empty())
}

/// Whether a value has a private key as OpenSSL writes it.
pub(crate) fn has_private_key(value: &str) -> bool {
    value.contains("-----BEGIN") && value.contains("PRIVATE KEY-----")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_names_of_secrets() {
        for (name, word) in [
            ("DB_PASSWORD", "PASSWORD"),
            ("db-passwd", "PASSWD"),
            ("MYSQL_PWD", "PWD"),
            ("GITHUB_TOKEN", "TOKEN"),
            ("STRIPE_API_KEY", "API_KEY"),
            ("AWS_SECRET_ACCESS_KEY", "SECRET"),
            ("PASSWORD", "PASSWORD"),
        ] {
            assert_eq!(secret_word(name), Some(word), "{name}");
        }
        let none = "PWD OLDPWD PASS LOG_LEVEL PASSWORD_FILE SECRET_NAME AWS_ACCESS_KEY_ID TOKEN_URL MAX_TOKENS KEY \
                    TOKEN_TTL MONKEY USE_TOKEN PASSENGERS COMPASS_MODE SECRETARY KEYCLOAK_REALM _";
        for name in none.split_whitespace() {
            assert_eq!(secret_word(name), None, "{name}");
        }
    }

    #[test]
    fn knows_what_is_no_secret() {
        for value in [
            "",
            "true",
            "$(PASSWORD)",
            "${PASSWORD}",
            "$PASSWORD",
            "<password>",
            "{{ .Values.password }}",
            "changeme",
            "****",
            "xxx",
            "/run/secrets/password",
            "vault:secret/data/web#password",
            "arn:aws:secretsmanager:eu:1:x",
            "ref+vault://web#password",
            "https://vault.example.com/v1",
            "op://web/db/password",
        ] {
            assert!(!tells_secret(value, "PASSWORD"), "{value}");
        }
        assert!(!tells_secret("web-credentials", "SECRET"));
        assert!(!tells_secret("3600", "TOKEN"));
        for value in ["hunter2", "1234", "correct-Horse7", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"] {
            assert!(tells_secret(value, "PASSWORD"), "{value}");
        }
    }

    #[test]
    fn a_url_may_have_a_password() {
        assert_eq!(url_password("postgres://web:hunter2@db:5432/web"), Some("hunter2"));
        for url in ["postgres://web@db/web", "postgres://web:@db", "http://db:5432/a:b@c", "mailto:a@b", ""] {
            assert_eq!(url_password(url), None, "{url}");
        }
    }
}
