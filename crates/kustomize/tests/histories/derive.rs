//! What a value follows from: the texts that were written, and how each step makes its value of them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use overlint_source::resolve::{Resolved, resolve};
use overlint_source::{History, Input, Made, Scalar as Text};

use crate::locate::locate;
use crate::overlays::{Build, Scalar};

/// How many written texts of one value are looked at.
const MANY: usize = 500;

/// The texts that a value follows from, as they were written.
pub(crate) fn written(value: &Input) -> Vec<Input> {
    let mut found = Vec::new();
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop().filter(|_| found.len() < MANY) {
        let Some(step) = value.history.as_deref() else {
            found.push(value.clone());
            continue;
        };
        match step.made {
            Made::Written => found.push(Input { history: None, ..value.clone() }),
            Made::Generated | Made::Joined => {}
            // Of the base of a replacement nothing may be left.
            Made::Replacement | Made::Base64 | Made::Copied | Made::Piece | Made::Reference => {
                waiting.extend(step.inputs.first());
            }
            Made::Alias | Made::Respelled => waiting.extend(&step.base),
            Made::Prefix | Made::Suffix | Made::Hash | Made::Image | Made::Variable => {
                waiting.extend(step.base.iter().chain(&step.inputs));
            }
        }
    }
    found
}

/// Whether a value follows from a part of a text only, so that not every change of the text shows.
pub(crate) fn is_of_a_part(value: &Input) -> bool {
    let of_input = |step: &History| step.inputs.iter().any(|input| input.steps().any(is_piece));
    value.steps().any(|step| is_piece(step) || of_input(step))
}

fn is_piece(step: &History) -> bool {
    step.made == Made::Piece
}

/// Whether a scalar says the truth of its origin: every step follows from its inputs, and every written text stands at
/// its place.
pub(crate) fn check(build: &Build<'_>, scalar: &Scalar<'_>) -> Result<(), String> {
    let value = Input::from(scalar.node);
    if !value.origin.is_somewhere() {
        return Err("it comes from nowhere".to_owned());
    }
    follows(&value)?;
    for text in written(&value).iter().filter(|text| text.text.is_some()) {
        locate(build, text)?;
    }
    Ok(())
}

/// Whether each step of a value follows from its inputs.
fn follows(value: &Input) -> Result<(), String> {
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        let Some(step) = value.history.as_deref() else { continue };
        if let Some(text) = &value.text
            && !step_follows(text, step)
        {
            let inputs: Vec<_> = step.inputs.iter().map(|input| input.text.as_deref()).collect();
            let base = step.base.as_ref().map(|base| base.text.as_deref());
            return Err(format!("{text:?} is no {:?} of {base:?} and {inputs:?}", step.made));
        }
        waiting.extend(step.inputs.iter().chain(&step.base).take(MANY));
    }
    Ok(())
}

fn step_follows(text: &str, step: &History) -> bool {
    let base = step.base.as_ref().and_then(|base| base.text.as_deref()).unwrap_or_default();
    let first = step.inputs.first().and_then(|input| input.text.as_deref());
    match step.made {
        Made::Written => step.inputs.is_empty(),
        Made::Prefix => first.is_some_and(|affix| text == format!("{affix}{base}")),
        Made::Suffix => first.is_some_and(|affix| text == format!("{base}{affix}")),
        Made::Hash => text.strip_prefix(base).is_some_and(|hash| hash.starts_with('-') && hash.len() == 11),
        Made::Reference | Made::Copied => first == Some(text),
        Made::Image => is_image(text, base, step),
        Made::Base64 => first.is_none_or(|plain| STANDARD.encode(plain) == text.replace('\n', "")),
        Made::Variable => is_expanded(text, base, step),
        Made::Respelled => same_meaning(text, base),
        Made::Alias => text == base && first.is_some_and(|alias| alias.starts_with('*')),
        Made::Piece => first.is_some_and(|whole| whole.contains(text)),
        Made::Replacement => first.is_some_and(|part| replaces(text, part)),
        Made::Joined | Made::Generated => true,
    }
}

/// Whether a text holds what was put into it, perhaps spelled as JSON or YAML spells it.
fn replaces(text: &str, part: &str) -> bool {
    part.split(|c: char| !c.is_alphanumeric()).all(|word| text.contains(word))
}

/// Whether each part of an image is from the base or from an input.
fn is_image(text: &str, base: &str, step: &History) -> bool {
    let inputs = || step.inputs.iter().filter_map(|input| input.text.as_deref());
    let mut rest = text.to_owned();
    for input in inputs() {
        let Some(at) = rest.rfind(input) else { return false };
        rest.replace_range(at..at + input.len(), "");
    }
    !step.inputs.is_empty() && rest.split([':', '@']).all(|part| base.contains(part))
}

/// Whether the parts of a text between its variables are all there, in their order, and all inputs too.
fn is_expanded(text: &str, base: &str, step: &History) -> bool {
    let mut rest = text;
    let mut fragments = base.split("$(");
    let head = fragments.next().unwrap_or_default().replace("$$", "$");
    let tails = fragments.filter_map(|part| part.split_once(')').map(|(_, tail)| tail.replace("$$", "$")));
    for fragment in std::iter::once(head).chain(tails) {
        let Some(at) = rest.find(&fragment) else { return false };
        rest = &rest[at + fragment.len()..];
    }
    let mut inputs = step.inputs.iter().filter_map(|input| input.text.as_deref());
    // Go reads an integer with leading zeros as decimal there.
    let decimal = |input: &str| input.trim_start_matches('0').to_owned();
    inputs.all(|input| text.contains(input) || holds_number(text, input) || text.contains(&decimal(input)))
}

/// Whether some part of a text is a number in another spelling: kustomize spells those that it puts into a text anew.
fn holds_number(text: &str, input: &str) -> bool {
    let is_number = |part: &str| part.starts_with(|c: char| c.is_ascii_digit()) && same_meaning(part, input);
    let starts = text.char_indices().map(|(at, _)| at);
    starts.into_iter().any(|start| {
        let rest = &text[start..];
        rest.char_indices().any(|(at, c)| is_number(&rest[..at + c.len_utf8()]))
    })
}

/// Whether two spellings mean the same: as numbers, as dates, as nothing, or but for line breaks.
fn same_meaning(new: &str, old: &str) -> bool {
    let number = |text: &str| match resolve(&Text::plain(text)) {
        Resolved::Int(value) => value.to_string().parse::<f64>().ok(),
        Resolved::Uint(value) => value.to_string().parse().ok(),
        Resolved::Float(value) => Some(value),
        _ => None,
    };
    let is_null = |text: &str| resolve(&Text::plain(text)) == Resolved::Null;
    let words = |text: &str| text.split_whitespace().collect::<String>();
    let date = |text: &str| text.trim_end_matches('Z').get(..10).map(str::to_owned);
    let truth = |text: &str| match text.to_ascii_lowercase().as_str() {
        "y" | "yes" | "on" | "true" => Some(true),
        "n" | "no" | "off" | "false" => Some(false),
        _ => None,
    };
    (number(new).is_some() && number(new) == number(old))
        || (is_null(new) && is_null(old))
        || words(new) == words(old)
        || words(new) == words(&old.replace("$$", "$"))
        || (matches!(resolve(&Text::plain(old)), Resolved::Timestamp(_)) && date(new) == date(old))
        || (truth(new).is_some() && truth(new) == truth(old))
        || new.replace('\u{85}', " ") == old.replace('\u{85}', " ")
}
