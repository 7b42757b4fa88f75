//! Arithmetic on tree paths.
//!
//! What is mounted into a tree (see [`super::Mounted`]) has paths of the form `MOUNT//PATH`, its root `MOUNT//`. No
//! other path has an empty segment, so nothing that is joined to a path leads into a mount, or out of one.

/// Where a mounted path is divided.
const DIVIDER: &str = "//";

/// The mount and the path within it, where a path has one.
pub fn split_mount(path: &str) -> Option<(&str, &str)> {
    path.rsplit_once(DIVIDER)
}

/// A path within a mount.
pub fn in_mount(mount: &str, path: &str) -> String {
    format!("{mount}{DIVIDER}{path}")
}

/// `path`, relative to the directory `base`, as a tree path; `None` where it climbs above the root or is absolute. The
/// root of what lies in a mount is the mount's.
pub fn join(base: &str, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return None;
    }
    if let Some((mount, base)) = split_mount(base) {
        return join(base, path).map(|joined| in_mount(mount, &joined));
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

/// The directory that holds a path; that of the root, and of a mount's, is the root.
pub fn parent(path: &str) -> &str {
    match path.rfind('/') {
        Some(at) if path[..at].ends_with('/') && at + 1 < path.len() => &path[..=at],
        Some(at) if !path[..at].ends_with('/') => &path[..at],
        _ => "",
    }
}

/// The last segment of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// Whether `path` is `directory` or lies below it, by whole segments.
pub fn is_within(path: &str, directory: &str) -> bool {
    if directory.is_empty() {
        return split_mount(path).is_none();
    }
    if directory.ends_with(DIVIDER) {
        return split_mount(path).is_some_and(|(mount, _)| directory.strip_suffix(DIVIDER) == Some(mount));
    }
    path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// How `path` is reached from the directory `from`: with `..` where it lies outside, `.` where they are the same. An
/// absolute path, which lies in no tree, stays as it is, and so does one in a mount.
pub fn relative(path: &str, from: &str) -> String {
    if path.starts_with('/') || split_mount(path).is_some() {
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

    #[test]
    fn a_mount_is_a_root_of_its_own() {
        let root = in_mount("https://example.com/a?ref=b", "");
        let file = join(&root, "c/d.yaml").expect("it lies within");
        assert_eq!(file, "https://example.com/a?ref=b//c/d.yaml");
        assert_eq!(split_mount(&file), Some(("https://example.com/a?ref=b", "c/d.yaml")));
        assert_eq!((join(&file, "../../.."), join(&root, "..")), (None, None));
        assert_eq!((parent(&file), parent(parent(&file)), parent(&root)), (&file[..30], &root[..], ""));
        assert!(is_within(&file, &root) && is_within(&root, &root) && is_within(&file, parent(&file)));
        assert!(!is_within(&file, "") && !is_within("c/d.yaml", &root));
        assert_eq!(relative(&file, "c"), file);
    }

    #[test]
    fn nothing_that_is_joined_leads_into_a_mount() {
        assert_eq!(join("", "https://example.com/a//b").as_deref(), Some("https:/example.com/a/b"));
    }
}
