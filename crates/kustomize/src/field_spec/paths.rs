//! Many field paths looked down at once: what several share is gone down once.

use overlint_source::{Node, Value};
use smol_str::SmolStr;

use super::{split, without_slash};

/// Field paths with their numbers, by their parts.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    /// The numbers of the paths that end here.
    ends: Vec<usize>,
    below: Vec<(SmolStr, Paths)>,
}

/// What is found down a path.
pub(crate) enum Found<'n> {
    /// A node at its end.
    Node(&'n Node),
    /// A scalar on the way, or an empty part: whoever goes there fails.
    Blocked,
}

impl Paths {
    /// Adds a path.
    pub(crate) fn add(&mut self, path: &str, number: usize) {
        let mut at = self;
        let mut rest = without_slash(path);
        while !rest.is_empty() {
            let (part, behind) = split(rest);
            let name = part.strip_suffix("[]").unwrap_or(&part);
            let index = at.below.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
                at.below.push((name.into(), Self::default()));
                at.below.len() - 1
            });
            at = &mut at.below[index].1;
            rest = behind;
        }
        at.ends.push(number);
    }

    /// Calls `look` with each path's number and what is found down it. Goes as deep as the paths do.
    pub(crate) fn visit<'n>(&self, node: &'n Node, look: &mut dyn FnMut(usize, Found<'n>)) {
        self.ends.iter().for_each(|number| look(*number, Found::Node(node)));
        if self.below.is_empty() {
            return;
        }
        match &node.value {
            Value::Sequence(list) => list.items.iter().for_each(|item| self.visit_item(item, look)),
            Value::Mapping(_) => {
                for (name, below) in &self.below {
                    match node.get(name) {
                        _ if name.is_empty() => below.block(look),
                        Some(value) => below.visit(value, look),
                        None => {}
                    }
                }
            }
            Value::Scalar(_) if node.is_null() => {}
            Value::Scalar(_) => self.below.iter().for_each(|(_, below)| below.block(look)),
        }
    }

    /// An item of a list: paths that end at the list do not end here.
    fn visit_item<'n>(&self, item: &'n Node, look: &mut dyn FnMut(usize, Found<'n>)) {
        let mut below = |number: usize, found: Found<'n>| {
            if !self.ends.contains(&number) {
                look(number, found);
            }
        };
        self.visit(item, &mut below);
    }

    fn block<'n>(&self, look: &mut dyn FnMut(usize, Found<'n>)) {
        self.ends.iter().for_each(|number| look(*number, Found::Blocked));
        self.below.iter().for_each(|(_, below)| below.block(look));
    }
}

#[cfg(test)]
mod tests {
    use overlint_source::Origin;
    use overlint_source::read::{Limits, Place, read_first};

    use super::*;

    fn found(paths: &[&str], text: &str) -> Vec<String> {
        let mut all = Paths::default();
        paths.iter().enumerate().for_each(|(number, path)| all.add(path, number));
        let document =
            read_first(text, Place::At(Origin::NOWHERE), &Limits::default()).expect("the text is YAML");
        let mut found = Vec::new();
        all.visit(&document.root.expect("there is a root"), &mut |number, at| {
            let text = match at {
                Found::Node(node) => node.text().unwrap_or("a collection").to_owned(),
                Found::Blocked => "blocked".to_owned(),
            };
            found.push(format!("{number} {text}"));
        });
        found.sort();
        found
    }

    #[test]
    fn each_path_finds_what_it_would_find_alone() {
        let paths = ["a/b", "a/c/d", "/a/b/e", "x[]/y", "a"];
        assert_eq!(
            found(&paths, "{a: [{b: 1, c: {d: 2}}, {b: {e: 3}}], x: [{y: 4}, {y: 5}]}"),
            ["0 1", "0 a collection", "1 2", "2 3", "2 blocked", "3 4", "3 5", "4 a collection"]
        );
    }

    #[test]
    fn null_ends_a_path_and_an_empty_part_blocks_it() {
        assert_eq!(found(&["a/b"], "{a: ~}"), [""; 0]);
        assert_eq!(found(&["a//b"], "{a: {}}"), ["0 blocked"]);
    }
}
