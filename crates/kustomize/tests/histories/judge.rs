//! The judgement of one scalar: what was written for it is changed where it stands, and the overlay built again.

use overlint_source::{Input, Made};

use crate::Random;
use crate::derive;
use crate::locate::{Located, locate};
use crate::overlays::{Build, Scalar};

/// How many of the texts that a value follows from are changed, one after the other.
const CHANGED: usize = 2;

/// How many characters of a text are changed, one after the other, where only a part of it counts.
const MANY: usize = 40;

/// What came of it.
pub(crate) enum Verdict {
    /// It changed, or it is kustomize's own and follows from what its place asks for.
    Passes(&'static str),
    Fails(String),
    /// It cannot be told: the category, and more.
    Unjudged(&'static str, String),
}

impl Verdict {
    pub(crate) fn category(&self) -> &str {
        match self {
            Self::Passes(category) | Self::Unjudged(category, _) => category,
            Self::Fails(_) => "fails",
        }
    }
}

/// Judges a scalar.
pub(crate) fn judge(build: &Build<'_>, scalar: &Scalar<'_>, random: &mut Random) -> Verdict {
    if let Err(why) = derive::check(build, scalar) {
        return Verdict::Fails(why);
    }
    let value = Input::from(scalar.node);
    let mut texts = derive::written(&value);
    if texts.is_empty() {
        return own_text(build, scalar, &value);
    }
    texts.retain(|text| text.text.is_some());
    if texts.is_empty() {
        return Verdict::Unjudged("unjudged: made of bytes that are no text", String::new());
    }
    random.shuffle(&mut texts);
    let verdicts: Vec<Verdict> =
        texts.iter().take(CHANGED).map(|text| judge_text(build, scalar, &value, text)).collect();
    let rank = |verdict: &Verdict| match verdict {
        Verdict::Fails(_) => 0,
        Verdict::Passes(_) => 1,
        Verdict::Unjudged(..) => 2,
    };
    verdicts.into_iter().min_by_key(rank).unwrap()
}

/// Kustomize's own text: it must be one that the place asks for.
fn own_text(build: &Build<'_>, scalar: &Scalar<'_>, value: &Input) -> Verdict {
    let text = value.text.as_deref().unwrap_or_default();
    let object = &build.built.resources[scalar.resource];
    let (file, ..) = build.spot(value.origin);
    let source = build.sources.get(value.origin.source).unwrap();
    let asks = |word: &str| source.text().contains(word);
    let is_right = match (scalar.pointer.as_str(), text) {
        ("/apiVersion", "" | "v1") | ("/type", "Opaque") | ("/immutable", "true") => true,
        ("/kind", "ConfigMap") => asks("configMapGenerator") || asks("ConfigMapGenerator"),
        ("/kind", "Secret") => asks("secretGenerator") || asks("SecretGenerator"),
        ("/kind", "ServiceAccount") => asks("IAMPolicyGenerator"),
        // What kustomize notes among the annotations shows where a patch copies it.
        (pointer, _) if pointer.contains("/internal.config.kubernetes.io/") => true,
        (pointer, _) if pointer.ends_with("managed-by") => text.starts_with("kustomize-v"),
        (pointer, _) if pointer.ends_with("io/transformations") => text.contains("configuredIn: "),
        (pointer, _) if pointer.ends_with("io/origin") => {
            let (holder, ..) = build.spot(object.origin());
            let named = text.lines().next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
            let named = named.trim_start_matches("path: ").trim_start_matches("configuredIn: ");
            holder.ends_with(named)
        }
        (pointer, text) if pointer.starts_with("/spec/") && asks(&format!("={text}]")) => true,
        (_, "null") => asks("replace") || asks("add") || asks("copy"),
        _ => value.history.as_deref().is_some_and(|step| step.made == Made::Joined),
    };
    if is_right {
        Verdict::Passes("kustomize's own text")
    } else {
        Verdict::Fails(format!("{file} does not ask for it"))
    }
}

fn judge_text(build: &Build<'_>, scalar: &Scalar<'_>, value: &Input, text: &Input) -> Verdict {
    let Ok(located) = locate(build, text) else {
        return Verdict::Fails("a text is not where it should be".to_owned());
    };
    let (mut broken, of_part) = (0, derive::is_of_a_part(value));
    for changed in changes(&located, of_part) {
        let Some(again) = Build::of(build.overlay, Some((&located.path, &changed))) else {
            broken += 1;
            continue;
        };
        if differs(build, &again, scalar) {
            return Verdict::Passes(category(value));
        }
        if of_part {
            continue;
        }
        let line = text.origin.line;
        return Verdict::Fails(format!(
            "a change of {:?} at {}:{line} does not change it",
            text.text, located.path
        ));
    }
    let more = format!("{:?} at {}:{} ({broken} ways)", text.text, located.path, text.origin.line);
    Verdict::Unjudged("unjudged: the overlay does not build with another value", more)
}

fn category(value: &Input) -> &'static str {
    match value.history.as_deref().map(|step| step.made) {
        None => "as written",
        Some(Made::Written) => "overwrites another",
        Some(Made::Prefix | Made::Suffix) => "affix",
        Some(Made::Hash) => "hash",
        Some(Made::Reference) => "reference",
        Some(Made::Image) => "image",
        Some(Made::Base64) => "Base64",
        Some(Made::Replacement) => "replacement",
        Some(Made::Variable) => "variable",
        Some(Made::Copied | Made::Piece) => "copy",
        Some(Made::Respelled) => "another spelling",
        Some(Made::Alias) => "alias",
        Some(Made::Joined | Made::Generated) => "kustomize's own text",
    }
}

/// The file with another character in the text, in some ways; what is blank gets one.
fn changes(located: &Located, everywhere: bool) -> Vec<String> {
    let Located { file, start, length, .. } = located;
    let text = &file[*start..start + length];
    if text.is_empty() {
        let word = if file[..*start].ends_with(['"', '\'']) { "x" } else { " x" };
        return vec![format!("{}{word}{}", &file[..*start], &file[*start..])];
    }
    let letters = || text.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric());
    let first = if everywhere { MANY } else { 1 };
    let mut places: Vec<(usize, char)> = letters().take(first).chain(letters().next_back()).collect();
    if places.is_empty() {
        places = text.char_indices().take(1).collect();
    }
    let put = |(at, c): (usize, char)| {
        let at = start + at;
        format!("{}{}{}", &file[..at], other(c), &file[at + c.len_utf8()..])
    };
    let mut changes: Vec<String> = places.iter().copied().map(put).collect();
    // What else names the object in this file goes along, where the overlay does not build otherwise.
    if let (Some(&(at, c)), true) = (places.first(), text.len() > 2) {
        let changed = format!("{}{}{}", &text[..at], other(c), &text[at + c.len_utf8()..]);
        changes.push(file.replace(text, &changed));
    }
    changes
}

/// Another character of the same kind.
fn other(c: char) -> char {
    match c {
        // Letters that few words begin with, so that nothing is met that has the new name already.
        'q' => 'j',
        'a'..='z' => 'q',
        'Q' => 'J',
        'A'..='Z' => 'Q',
        '9' => '8',
        '0'..='8' => char::from(u8::try_from(c).unwrap() + 1),
        _ => 'x',
    }
}

/// Whether the scalar has another text: what has its place, in the objects that have its object's place.
fn differs(before: &Build<'_>, after: &Build<'_>, scalar: &Scalar<'_>) -> bool {
    let object = before.spot(before.built.resources[scalar.resource].origin());
    let place = before.spot(scalar.node.origin);
    let texts = |build: &Build<'_>, by_pointer: bool| {
        let mut texts: Vec<String> = build
            .scalars()
            .iter()
            .filter(|one| build.spot(build.built.resources[one.resource].origin()) == object)
            .filter(|one| {
                if by_pointer { one.pointer == scalar.pointer } else { build.spot(one.node.origin) == place }
            })
            .map(|one| one.node.text().unwrap_or_default().to_owned())
            .collect();
        texts.sort();
        texts
    };
    let here = texts(after, false);
    if here.is_empty() { texts(after, true) != texts(before, true) } else { here != texts(before, false) }
}
