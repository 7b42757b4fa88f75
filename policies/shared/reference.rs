//! What the policies on references that lead nowhere say.

use overlint_policy::{Findings, Overlay, Unresolved};

/// Reports the references of a sort that lead nowhere, and for which no name was evidently meant.
pub(crate) fn report_missing(
    overlay: &Overlay<'_>,
    findings: &mut Findings<'_>,
    is_meant: impl Fn(&Unresolved) -> bool,
) {
    for unresolved in overlay.unresolved().iter().filter(|one| one.near.is_none() && is_meant(one)) {
        let (kind, name) = (&unresolved.kind, &unresolved.name);
        let message = format!("there is no {kind} `{name}`");
        let help = "add it, correct the name, or list it under `exists` in overlint.yaml";
        findings.about(unresolved.referrer(overlay)).add(unresolved.place.clone(), message, help);
    }
}
