//! Arithmetic on tree paths.

/// `path`, relative to the directory `base`, as a tree path; `None` where it climbs above the root or is absolute.
pub fn join(base: &str, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The directory that holds a path; the root's is the root.
pub fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// The last segment of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// Whether `path` is `directory` or lies below it, by whole segments.
pub fn is_within(path: &str, directory: &str) -> bool {
    directory.is_empty()
        || path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// How `path` is reached from the directory `from`: with `..` where it lies outside, `.` where they are the same. An
/// absolute path, which lies in no tree, stays as it is.
pub fn relative(path: &str, from: &str) -> String {
    if path.starts_with('/') {
        return path.to_owned();
    }
    let (path_parts, from_parts) = (segments(path), segments(from));
    let shared = path_parts.iter().zip(&from_parts).take_while(|(a, b)| a == b).count();
    let climbs = std::iter::repeat_n("..", from_parts.len() - shared);
    let joined = climbs.chain(path_parts[shared..].iter().copied()).collect::<Vec<_>>().join("/");
    if joined.is_empty() { ".".to_owned() } else { joined }
}

fn segments(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_within_the_root() {
        assert_eq!(join("a/b", "../c/./d").as_deref(), Some("a/c/d"));
        assert_eq!(join("a", "../..").as_deref(), None);
        assert_eq!(join("a", "/etc").as_deref(), None);
    }

    #[test]
    fn a_sibling_with_the_same_beginning_is_not_within() {
        assert!(is_within("tree/a", "tree"));
        assert!(!is_within("tree-evil/a", "tree"));
    }

    #[test]
    fn relative_paths_climb_out() {
        assert_eq!(relative("a/b/c", "a"), "b/c");
        assert_eq!(relative("a/b", "a/c/d"), "../../b");
        assert_eq!(relative("a", "a"), ".");
        assert_eq!(relative("/etc/overlint.yaml", "a"), "/etc/overlint.yaml");
    }
}
