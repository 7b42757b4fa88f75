//! What to write instead of a kind that is not there.

use std::collections::BTreeSet;

use overlint_source::suggest::closest;

use crate::catalog::{Catalog, Deprecation, Lookup};
use crate::lifecycle::{Lifecycle, lifecycle};
use crate::pack::Kind;
use crate::version::Version;

/// Kinds that every group of the API has for the API's own talk: no object of them is kept.
const MACHINERY: [&str; 9] = [
    "APIGroup",
    "APIGroupList",
    "APIResourceList",
    "APIVersions",
    "CreateOptions",
    "DeleteOptions",
    "ListOptions",
    "Status",
    "WatchEvent",
];

/// Judges a kind that a catalog does not have: an error where its group is Kubernetes' own, in any version.
pub(crate) fn kind(catalog: &Catalog, group: &str, version: &str, kind: &str) -> Lookup {
    if !is_own_group(catalog, group, kind) {
        return Lookup::Foreign;
    }
    let last = catalog.pack.kind_rows(group, version, kind).last();
    match last.and_then(|row| end_of(catalog, &row)) {
        Some(gone) => removed(catalog, group, version, kind, gone),
        None => unknown(catalog, group, version, kind),
    }
}

/// A group without a dot cannot be a custom resource's, so with a kind of Kubernetes' own it is a slip.
fn is_own_group(catalog: &Catalog, group: &str, kind: &str) -> bool {
    let is_slip = || !group.contains('.') && catalog.pack.kinds().any(|row| row.name == kind);
    catalog.pack.has_group(group) || is_slip()
}

/// The first version without a kind, where that is not later than the catalog's.
fn end_of(catalog: &Catalog, row: &Kind<'_>) -> Option<Version> {
    let gone = lifecycle(row.group, row.version, row.name).and_then(Lifecycle::gone);
    let gone = gone.filter(|gone| *gone <= catalog.version());
    gone.or_else(|| (row.last < catalog.version).then(|| catalog.version_at(row.last + 1)))
}

fn removed(catalog: &Catalog, group: &str, version: &str, kind: &str, gone: Version) -> Lookup {
    let name = api_version(group, version);
    let message = format!("`{name}` `{kind}` is gone since Kubernetes {gone}");
    let (tail, help) = way_out(catalog, group, version, kind);
    Lookup::UnknownKind { rule: "removed-api", message: message + &tail, help, culprit: "apiVersion" }
}

/// What to say of a kind that is deprecated, and what to do about it.
pub(crate) fn successor(
    catalog: &Catalog,
    group: &str,
    version: &str,
    kind: &str,
    lifecycle: &Lifecycle,
) -> Deprecation {
    let (name, since) = (api_version(group, version), lifecycle.deprecated());
    let end = lifecycle.gone().map(|gone| format!(" and gone from {gone} on")).unwrap_or_default();
    let message = format!("`{name}` `{kind}` is deprecated since Kubernetes {since}{end}");
    let (tail, help) = way_out(catalog, group, version, kind);
    Deprecation { message: message + &tail, help }
}

/// Where to go from an API version that has no future: the end of a message, and the help.
fn way_out(catalog: &Catalog, group: &str, version: &str, kind: &str) -> (String, String) {
    let instead = lifecycle(group, version, kind).map_or("", |lifecycle| lifecycle.instead);
    if !instead.is_empty() {
        return (format!(": {instead}"), instead.to_owned());
    }
    match other_api_versions(catalog, group, kind).first() {
        Some(other) => (format!(": use `{other}`"), format!("write `apiVersion: {other}`")),
        None => (", and nothing takes its place".to_owned(), "remove the object".to_owned()),
    }
}

fn unknown(catalog: &Catalog, group: &str, version: &str, kind: &str) -> Lookup {
    let others = other_api_versions(catalog, group, kind);
    let name = api_version(group, version);
    let unknown =
        |message, help, culprit| Lookup::UnknownKind { rule: "unknown-kind", message, help, culprit };
    if let Some(row) = catalog.pack.kind_rows(group, version, kind).next() {
        let since = catalog.version_at(row.first);
        let message = format!("`{name}` `{kind}` is there only from Kubernetes {since} on");
        let later = format!("remove the object until the clusters run Kubernetes {since}");
        return unknown(message, use_one_of(&others).unwrap_or(later), "apiVersion");
    }
    let message = format!("there is no kind `{kind}` in `{name}`");
    if let Some(help) = use_one_of(&others) {
        return unknown(message, help, "apiVersion");
    }
    if MACHINERY.contains(&kind) {
        let help = "remove it: only the API server and its clients exchange this kind".to_owned();
        return unknown(message, help, "kind");
    }
    let help = close_kind(catalog, group, version, kind);
    unknown(message, help.unwrap_or_else(|| kinds_of(catalog, group, version)), "kind")
}

fn use_one_of(names: &[String]) -> Option<String> {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    (!names.is_empty()).then(|| format!("use {}", names.join(" or ")))
}

/// The most stable API versions that have the kind and a future: those of its group, else of any.
fn other_api_versions(catalog: &Catalog, group: &str, kind: &str) -> Vec<String> {
    let has_future = |row: &Kind<'_>| {
        let lifecycle = lifecycle(row.group, row.version, row.name);
        catalog.serves(row) && !lifecycle.is_some_and(|l| l.is_deprecated_in(catalog.version()))
    };
    let mut rows: Vec<_> = catalog.pack.kinds().filter(|row| row.name == kind && has_future(row)).collect();
    if rows.iter().any(|row| row.group == group) {
        rows.retain(|row| row.group == group);
    }
    rows.sort_by_key(|row| stability(row.version));
    let best = rows.first().map(|row| stability(row.version).0);
    rows.retain(|row| Some(stability(row.version).0) == best);
    rows.into_iter().map(|row| api_version(row.group, row.version)).collect()
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
