//! The documentation of a policy, executed.

use super::Failure;
use super::case::Case;
use crate::policy::Policy;

/// The headings of a policy's documentation, in order.
const HEADINGS: [&str; 6] =
    ["What it does", "Why it matters", "Example (bad)", "Example (good)", "Configuration", "References"];

/// Runs the documentation of a policy. Fails unless its headings are `What it does`, `Why it matters`, `Example
/// (bad)`, `Example (good)`, `Configuration` and `References`; the YAML under the first example gives exactly
/// one finding and that under the second none. A YAML block under `Configuration` holds for both.
pub fn check_documentation(policy: &'static dyn Policy) -> Result<(), Failure> {
    let (id, sections) = (policy.rule().id, sections(policy.rule().documentation));
    let headings: Vec<_> = sections.iter().map(|section| section.heading).collect();
    if headings != HEADINGS {
        return Err(format!("{id}: the headings are {headings:?} and should be {HEADINGS:?}").into());
    }
    let mut failure = Failure::default();
    for section in sections.iter().filter(|section| section.text.trim().is_empty()) {
        failure.add(format!("{id}: nothing stands under `{}`", section.heading));
    }
    let options = sections[4].example();
    failure.append(check_example(policy, &sections[2], options, 1).err().unwrap_or_default());
    failure.append(check_example(policy, &sections[3], options, 0).err().unwrap_or_default());
    failure.into_result()
}

fn check_example(
    policy: &'static dyn Policy,
    section: &Section<'_>,
    options: Option<&str>,
    wanted: usize,
) -> Result<(), Failure> {
    let name = format!("{}, {}", policy.rule().id, section.heading);
    let example = section.example().ok_or_else(|| Failure::from(format!("{name}: no block of YAML")))?;
    let case = Case::from_fixture(&name, example)?.with_options(options)?;
    let findings = case.run(policy)?;
    let mut failure = Failure::default();
    failure.require(findings.len() == wanted, || {
        let found: Vec<_> =
            findings.iter().map(|found| format!("{}: {}", found.origin.line, found.message)).collect();
        format!("{name}: should give {wanted} findings and gives {found:?}")
    });
    failure.into_result()
}

/// What stands between two headings.
#[derive(Debug, PartialEq)]
struct Section<'a> {
    heading: &'a str,
    text: &'a str,
}

impl<'a> Section<'a> {
    /// The first block of YAML.
    fn example(&self) -> Option<&'a str> {
        let (_, block) = self.text.split_once("```yaml\n")?;
        block.split_once("```").map(|(block, _)| block)
    }
}

fn sections(documentation: &str) -> Vec<Section<'_>> {
    let first = documentation.strip_prefix("## ").map(|text| text.split("\n## "));
    first
        .into_iter()
        .flatten()
        .filter_map(|part| part.split_once('\n'))
        .map(|(heading, text)| Section { heading: heading.trim(), text })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_have_a_heading_and_perhaps_an_example() {
        let found = sections("## One\ntext\n\n## Two\n```yaml\na: 1\n```\nb\n");
        assert_eq!(found[0], Section { heading: "One", text: "text\n" });
        assert_eq!(found[1].heading, "Two");
        assert_eq!(found[1].example(), Some("a: 1\n"));
        assert_eq!(found[0].example(), None);
    }
}
