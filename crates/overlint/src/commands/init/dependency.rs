//! What a crate of policy tests depends on.

use std::path::Path;

use anyhow::{Context as _, bail};
use overlint_source::tree::path;

/// The value of `overlint` in `Cargo.toml`: of a checkout its path, relative where it shares more than the root of the
/// file system with the crate; of a URL the repository; otherwise a version.
pub(super) fn line(given: Option<&str>, directory: &Path) -> anyhow::Result<String> {
    let given = given.unwrap_or(env!("CARGO_PKG_VERSION"));
    if given.chars().any(char::is_control) {
        bail!("`--overlint` has a control character");
    }
    if is_version(given) {
        return Ok(quoted(given));
    }
    if given.contains("://") || given.starts_with("git@") {
        return Ok(format!("{{ git = {} }}", quoted(given)));
    }
    let checkout = Path::new(given);
    if !checkout.join("Cargo.toml").is_file() {
        bail!("`{given}` is neither a version, nor a URL, nor a directory with a `Cargo.toml`");
    }
    Ok(format!("{{ path = {} }}", quoted(&path_from(directory, checkout)?)))
}

fn is_version(text: &str) -> bool {
    let digits = text.trim_start_matches(['^', '~', '=']);
    digits.starts_with(|c: char| c.is_ascii_digit()) && !digits.contains(['/', '\\', ':'])
}

fn path_from(directory: &Path, checkout: &Path) -> anyhow::Result<String> {
    let checkout = checkout.canonicalize().context("the checkout of Overlint cannot be opened")?;
    let above = std::path::absolute(directory).context("the working directory is gone")?;
    let there =
        above.ancestors().find_map(|above| above.canonicalize().ok().map(|real| (above.to_owned(), real)));
    let directory = there.map_or(above.clone(), |(given, real)| {
        above.strip_prefix(&given).map_or(real.clone(), |rest| real.join(rest))
    });
    let text = |path: &Path| path.to_str().map(|path| path.replace('\\', "/")).context("a path is not UTF-8");
    let (checkout, directory) = (text(&checkout)?, text(&directory)?);
    let first = |path: &str| path.trim_start_matches('/').split('/').next().unwrap_or_default().to_owned();
    if first(&checkout) != first(&directory) {
        return Ok(checkout);
    }
    Ok(path::relative(checkout.trim_start_matches('/'), directory.trim_start_matches('/')))
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_told_from_the_others() {
        let line = |given| line(given, Path::new("policy-tests")).map_err(|error| error.to_string());
        assert_eq!(line(None), Ok(quoted(env!("CARGO_PKG_VERSION"))));
        assert_eq!(line(Some("0.1")), Ok("\"0.1\"".to_owned()));
        let git = "https://example.com/overlint.git";
        assert_eq!(line(Some(git)), Ok(format!("{{ git = \"{git}\" }}")));
        assert_eq!(line(Some(env!("CARGO_MANIFEST_DIR"))), Ok("{ path = \"..\" }".to_owned()));
        assert!(line(Some("no/such/directory")).is_err_and(|error| error.contains("neither a version")));
        assert!(line(Some("a\nb")).is_err());
    }
}
