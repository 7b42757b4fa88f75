//! What to write instead of a kind that is not there.

use std::collections::BTreeSet;

use overlint_source::suggest::closest;

use crate::catalog::{Catalog, Lookup};
use crate::pack::Kind;

/// Judges a kind that a catalog does not have: an error where its group is Kubernetes' own, in any version.
pub(crate) fn kind(catalog: &Catalog, group: &str, version: &str, kind: &str) -> Lookup {
    if !is_own_group(catalog, group, kind) {
        return Lookup::Foreign;
    }
    let message = what_is_wrong(catalog, group, version, kind);
    if let Some(help) = other_api_version(catalog, group, kind) {
        return Lookup::UnknownKind { message, help, culprit: "apiVersion" };
    }
    let help = close_kind(catalog, group, version, kind)
        .or_else(|| not_served_now(catalog, group, version, kind))
        .unwrap_or_else(|| kinds_of(catalog, group, version));
    Lookup::UnknownKind { message, help, culprit: "kind" }
}

/// A group without a dot cannot be a custom resource's, so with a kind of Kubernetes' own it is a slip.
fn is_own_group(catalog: &Catalog, group: &str, kind: &str) -> bool {
    let dotless = !group.contains('.');
    catalog.pack.kinds().any(|row| row.group == group || (dotless && row.name == kind))
}

fn what_is_wrong(catalog: &Catalog, group: &str, version: &str, kind: &str) -> String {
    let (now, name) = (catalog.version(), api_version(group, version));
    let Some(row) = catalog.pack.kind_rows(group, version, kind).last() else {
        return format!("there is no kind `{kind}` in `{name}`");
    };
    if row.last < catalog.version {
        let gone = catalog.version_at(row.last + 1);
        format!("`{name}` has no `{kind}` in Kubernetes {now}: it was removed in {gone}")
    } else {
        let since = catalog.version_at(row.first);
        format!("`{name}` has no `{kind}` in Kubernetes {now}: it came with {since}")
    }
}

/// The API versions that have the kind now: those of its group, else of any.
fn other_api_version(catalog: &Catalog, group: &str, kind: &str) -> Option<String> {
    let served = || catalog.pack.kinds().filter(|row| row.name == kind && catalog.serves(row));
    let mut rows: Vec<_> = served().filter(|row| row.group == group).collect();
    if rows.is_empty() {
        rows = served().collect();
    }
    rows.sort_by_key(|row| stability(row.version));
    let best = rows.first().map(|row| stability(row.version))?.0;
    let names = rows.iter().filter(|row| stability(row.version).0 == best);
    let names: Vec<_> = names.map(|row| format!("`{}`", api_version(row.group, row.version))).collect();
    Some(format!("use {}", names.join(" or ")))
}

/// Orders versions: stable before beta before alpha, within each the newest first.
fn stability(version: &str) -> (u8, std::cmp::Reverse<&str>) {
    let rank = match (version.contains("alpha"), version.contains("beta")) {
        (true, _) => 2,
        (_, true) => 1,
        _ => 0,
    };
    (rank, std::cmp::Reverse(version))
}

fn close_kind(catalog: &Catalog, group: &str, version: &str, kind: &str) -> Option<String> {
    let mut served: Vec<_> = catalog.pack.kinds().filter(|row| catalog.serves(row)).collect();
    if api_version(group, version) == "v1" && kind.eq_ignore_ascii_case("list") {
        return Some("did you mean `List`?".to_owned());
    }
    let same_version = |row: &&Kind<'_>| row.group == group && row.version == version;
    let names = served.iter().filter(same_version).map(|row| row.name);
    if let Some(name) = closest(kind, names) {
        return Some(format!("did you mean `{name}`?"));
    }
    served.sort_by_key(|row| (row.group != group, stability(row.version)));
    let name = closest(kind, served.iter().map(|row| row.name))?;
    let row = served.iter().find(|row| row.name == name)?;
    Some(format!("did you mean `{name}` of `{}`?", api_version(row.group, row.version)))
}

fn not_served_now(catalog: &Catalog, group: &str, version: &str, kind: &str) -> Option<String> {
    let row = catalog.pack.kind_rows(group, version, kind).last()?;
    let (first, last) = (catalog.version_at(row.first), catalog.version_at(row.last));
    // What the oldest known version has may be older still.
    let span = if row.first == 0 { format!("up to {last}") } else { format!("{first} to {last}") };
    Some(format!("remove the object: only Kubernetes {span} has this kind"))
}

fn kinds_of(catalog: &Catalog, group: &str, version: &str) -> String {
    let served =
        || catalog.pack.kinds().filter(|row| row.group == group && catalog.serves(row) && !row.is_list);
    let versions: BTreeSet<_> =
        served().map(|row| format!("`{}`", api_version(row.group, row.version))).collect();
    let kinds: Vec<_> =
        served().filter(|row| row.version == version).map(|row| format!("`{}`", row.name)).collect();
    match (kinds.is_empty(), versions.is_empty()) {
        (false, _) => format!("write one of its kinds: {}", kinds.join(", ")),
        (_, false) => format!("use {}", versions.into_iter().collect::<Vec<_>>().join(" or ")),
        _ => "remove the object, or write the `apiVersion` that has its kind".to_owned(),
    }
}

fn api_version(group: &str, version: &str) -> String {
    if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") }
}
