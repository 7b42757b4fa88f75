//! Where faults are told: at the key or the value, and each once.

use std::borrow::Cow;
use std::ops::Range;

use overlint_source::{Finding, Origin, Related};

use crate::version::Version;

use super::grammar::Grammar;
use super::place::Place;

/// Takes down what the server refuses in one object.
pub(super) struct Judge<'j> {
    /// The version of Kubernetes that judges.
    pub(super) version: Version,
    /// All findings so far.
    pub(super) findings: &'j mut Vec<Finding>,
    /// Which of them the schema made about this object.
    pub(super) schema: Range<usize>,
    /// How many findings there may be with those of this object.
    pub(super) most: usize,
}

/// A finding that was just added, unless the schema had said the same.
pub(super) struct Told<'f>(Option<&'f mut Finding>);

impl Told<'_> {
    /// With another place that has a part in it.
    pub(super) fn related(self, origin: Origin, message: &str) {
        if let Some(finding) = self.0 {
            finding.related.push(Related { origin, message: message.to_owned() });
        }
    }

    /// With nothing, or nothing but an empty value, at its place.
    pub(super) fn misses(self) {
        if let Some(finding) = self.0 {
            finding.misses = vec![finding.pointer.clone()];
        }
    }

    /// With the pointer of the place where what stands there was meant to stand.
    pub(super) fn meant(self, pointer: String) {
        if let Some(finding) = self.0 {
            finding.meant.push(pointer);
        }
    }
}

impl Judge<'_> {
    /// Reports a value.
    pub(super) fn refuse(
        &mut self,
        rule: &'static str,
        place: &Place<'_>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Told<'_> {
        self.add(rule, place.node().origin, place.pointer(), message.into(), help.into())
    }

    /// Reports a value at the key that it stands under.
    pub(super) fn refuse_key(
        &mut self,
        rule: &'static str,
        place: &Place<'_>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Told<'_> {
        self.add(rule, place.heading(), place.pointer(), message.into(), help.into())
    }

    /// Reports what a map does not have: at the patch that removed it, or else at the key above.
    pub(super) fn lacks(
        &mut self,
        parent: &Place<'_>,
        name: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        if !self.is_known(parent) {
            return;
        }
        let mapping = parent.node().as_mapping();
        let removal = mapping.and_then(|map| map.removed.iter().rev().find(|removal| removal.key == name));
        let (place, message) = match removal {
            Some(removal) => (removal.origin, format!("this patch removes `{name}`: {}", message.into())),
            None => (parent.heading(), message.into()),
        };
        self.add("missing-field", place, parent.pointer_to(name), message, help.into()).misses();
    }

    fn add(
        &mut self,
        rule: &'static str,
        origin: Origin,
        pointer: String,
        message: String,
        help: String,
    ) -> Told<'_> {
        if self.findings.len() >= self.most || self.is_refused(&pointer) {
            return Told(None);
        }
        self.findings.push(Finding::error(Cow::Borrowed(rule), origin, message).help(help).pointer(pointer));
        Told(self.findings.last_mut())
    }

    /// Whether the schema, or an earlier rule, refuses what is at a pointer, around it or in it.
    fn is_refused(&self, pointer: &str) -> bool {
        let own = self.findings[self.schema.end..].iter().any(|finding| finding.pointer == pointer);
        own || self.of_schema().any(|known| is_within(pointer, known) || is_within(known, pointer))
    }

    /// Whether a map has no key that is no field: with one, nobody knows what else was to stand there.
    pub(super) fn is_known(&self, parent: &Place<'_>) -> bool {
        let strays =
            self.findings[self.schema.clone()].iter().filter(|finding| finding.rule == "unknown-field");
        let mut holders = strays.filter_map(|finding| finding.pointer.rsplit_once('/')).peekable();
        holders.peek().is_none() || {
            let pointer = parent.pointer();
            !holders.any(|(holder, _)| holder == pointer)
        }
    }

    /// Whether the schema has nothing against what is at a place and in it: only then can two places be compared.
    pub(super) fn is_sound(&self, place: &Place<'_>) -> bool {
        self.schema.is_empty() || {
            let pointer = place.pointer();
            !self.of_schema().any(|known| is_within(known, &pointer))
        }
    }

    fn of_schema(&self) -> impl Iterator<Item = &str> {
        self.findings[self.schema.clone()].iter().map(|finding| finding.pointer.as_str())
    }
}

/// What many rules say.
impl Judge<'_> {
    /// Holds that a field is there and not empty; returns whether it is.
    pub(super) fn wants(&mut self, parent: &Place<'_>, name: &str) -> bool {
        match parent.field(name) {
            Some(value) if !value.is_empty() => return true,
            Some(value) => {
                self.refuse(
                    "missing-field",
                    &value,
                    format!("`{name}` must not be empty"),
                    format!("write `{name}`"),
                )
                .misses();
            }
            None => {
                let message = format!("{} has no `{name}`", parent.describe());
                self.lacks(parent, name, message, format!("add `{name}`"));
            }
        }
        false
    }

    /// Holds that the text under a key, where there is one, is of a grammar.
    pub(super) fn named(&mut self, parent: &Place<'_>, name: &str, grammar: &Grammar) {
        if let Some(value) = parent.field(name)
            && !value.text().is_empty()
        {
            self.spelt(&value, grammar);
        }
    }

    /// Holds that there is text under a key, of a grammar.
    pub(super) fn wants_named(&mut self, parent: &Place<'_>, name: &str, grammar: &Grammar) {
        if self.wants(parent, name) {
            self.named(parent, name, grammar);
        }
    }

    /// Holds that a text is of a grammar; returns whether it is.
    pub(super) fn spelt(&mut self, place: &Place<'_>, grammar: &Grammar) -> bool {
        let fault = grammar.fault(place.text());
        if let Some(message) = fault {
            self.refuse(grammar.rule, place, message, grammar.help);
            return false;
        }
        true
    }

    /// Holds that a key is of a grammar; returns whether it is.
    pub(super) fn key_spelt(&mut self, key: &str, value: &Place<'_>, grammar: &Grammar) -> bool {
        let Some(message) = grammar.fault(key) else { return true };
        self.refuse_key(grammar.rule, value, message, grammar.help);
        false
    }

    /// Holds that the number under a key, where there is one, lies between two.
    pub(super) fn within(&mut self, parent: &Place<'_>, name: &str, range: std::ops::RangeInclusive<i64>) {
        if let Some(value) = parent.field(name) {
            self.in_range(&value, range);
        }
    }

    /// Holds that a value, where it is a number, lies between two.
    pub(super) fn in_range(&mut self, value: &Place<'_>, range: std::ops::RangeInclusive<i64>) {
        if let Some(number) = value.integer()
            && !range.contains(&number)
        {
            let (least, most) = range.into_inner();
            let bounds = match most {
                i64::MAX => format!("at least {least}"),
                _ => format!("from {least} to {most}"),
            };
            let message = format!("{} must be {bounds}, not `{number}`", value.describe());
            self.refuse("out-of-range", value, message, format!("write a number that is {bounds}"));
        }
    }

    /// Holds that none of these numbers is negative.
    pub(super) fn not_negative(&mut self, parent: &Place<'_>, names: &[&str]) {
        for name in names {
            self.within(parent, name, 0..=i64::MAX);
        }
    }

    /// Holds that not more than one of these fields is there; returns how many are. The message is the reason.
    pub(super) fn at_most_one(&mut self, parent: &Place<'_>, names: &[&str], reason: &str) -> usize {
        let mut first: Option<(&str, Origin)> = None;
        let mut count = 0;
        for (name, value) in parent.fields().filter(|(name, _)| names.contains(name)) {
            count += 1;
            if let Some((before, origin)) = first {
                let message = format!("`{name}` stands beside `{before}`: {reason}");
                let told = self.refuse_key(
                    "conflicting-fields",
                    &value,
                    message,
                    format!("keep one of `{before}` and `{name}`"),
                );
                told.related(origin, "the other stands here");
            } else {
                first = Some((name, value.heading()));
            }
        }
        count
    }

    /// Holds that just one of these fields is there. The message is the reason.
    pub(super) fn just_one(&mut self, parent: &Place<'_>, names: &[&str], reason: &str) {
        if self.at_most_one(parent, names, reason) == 0 {
            let named: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
            let message = format!("{} has none of {}: {reason}", parent.describe(), named.join(", "));
            self.lacks(parent, names[0], message, format!("add one of {}", named.join(", ")));
        }
    }

    /// Holds that a field is not there. The message is the reason, as it follows upon the name.
    pub(super) fn must_not(&mut self, parent: &Place<'_>, name: &str, reason: &str) {
        if let Some(value) = parent.field(name) {
            let message = format!("`{name}` {reason}");
            self.refuse_key("conflicting-fields", &value, message, format!("remove `{name}`"));
        }
    }

    /// Reports what stands in a list a second time.
    pub(super) fn repeats(&mut self, later: &Place<'_>, first: Origin, what: &str) {
        let message = format!("{what} `{}` stands here a second time", shown(later.text()));
        self.refuse("duplicate-name", later, message, "give each its own")
            .related(first, "it stands here first");
    }
}

/// Whether a pointer leads to a place, or into it.
fn is_within(pointer: &str, place: &str) -> bool {
    pointer.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The beginning of a text, short enough for a message.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    const MOST: usize = 60;
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(MOST) {
        Some((end, _)) => Cow::Owned(format!("{}…", &line[..end])),
        None if line.len() < text.trim_end().len() => Cow::Owned(format!("{line}…")),
        None => Cow::Borrowed(line),
    }
}
