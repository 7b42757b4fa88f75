//! Faults with their places and words.

use crate::support::{documents, fault};

#[test]
fn faults_say_what_is_wrong_and_where() {
    for (text, expected) in [
        ("a: 1\n\tb: 2\n", "2:1 a tab cannot indent YAML: use spaces"),
        ("a:\n\t- b\n", "2:1 a tab cannot indent YAML: use spaces"),
        ("a: |\n \tb\n", "2:2 a tab cannot indent YAML: use spaces"),
        ("a: \"x\nb: 1\n", "1:4 the quote `\"` is never closed"),
        ("a: 'x\n---\n", "1:4 the quote `'` is never closed"),
        ("a: [1, 2\n", "1:4 `[` is never closed"),
        ("a: {b: 1\n---\n", "1:4 `{` is never closed"),
        ("a: [1, 2\nb: 3\n", "2:2 expected `,` or `]`, found `:`"),
        ("a: {b: 1\nc: 2\n", "2:2 expected `,` or `}`, found `:`"),
        ("a: b: c\n", "1:5 a `: ` is not allowed here, within the value of this line: is a quote missing?"),
        (
            "a: - b\n",
            "1:4 a list item with `-` is not allowed here, within the value of this line: is a quote missing?",
        ),
        ("a: 1\n  b: 2\n", "2:4 a `: ` is not allowed here: this line goes on with a value from above"),
        ("a: 1\nb\nc: 2\n", "2:1 `b` stands where a key must stand, but no `:` follows it"),
        ("- a\nb: 1\n", "2:1 expected the next `-` of the list, found a key: check the indentation"),
        ("a:\n  b: 1\n c: 2\n", "3:2 expected the next key of the map, found a map: check the indentation"),
        ("a: [b]]\n", "1:7 expected the next key of the map, found `]`"),
        ("a: ]\n", "1:4 expected a value, found `]`"),
        ("a: @x\n", "1:4 a value cannot start with `@`: put it in quotes"),
        ("a: `x`\n", "1:4 a value cannot start with a backtick: put it in quotes"),
        ("a: \"\\/\"\n", "1:5 YAML has no such escape: write `\\\\` for a backslash, or use single quotes"),
        ("a: \"\\xz\"\n", "1:5 this escape needs 2 hexadecimal digits"),
        (
            "a: \"\\ud83d\"\n",
            "1:5 this escape is no character; YAML does not write one character as two escapes",
        ),
        ("a: |0\n", "1:4 an indentation of 0 is not possible"),
        (
            "a: |x\n",
            "1:5 the text behind `|` or `>` begins on the next line; nothing else may stand on this one",
        ),
        ("a: !x!y z\n", "1:4 the tag handle `!x!` is not declared"),
        ("a: !<x y\n", "1:4 the tag lacks its `>`"),
        (
            "%FOO\n---\n",
            "1:1 a line that begins with `%` is a YAML directive, and only `%YAML` and `%TAG` exist",
        ),
        ("%YAML 1.2\n---\n", "1:1 only YAML 1.1 can be asked for"),
        ("'a' 'b'\n", "1:5 expected `---` or the end of the text, found a value"),
        ("...\n", "1:1 expected a value, found `...`"),
        ("é: x\u{7f}\n", "1:5 the character U+007F is not allowed in YAML"),
        ("a: 1\nb: \u{0}\n", "2:4 the character U+0000 is not allowed in YAML"),
        ("a: \u{FFFE}\n", "1:4 the character U+FFFE is not allowed in YAML"),
        ("x\u{2028}\ny: \u{80}\n", "2:4 the character U+0080 is not allowed in YAML"),
    ] {
        assert_eq!(fault(text), expected, "{text:?}");
    }
}

#[test]
fn faults_name_the_other_place() {
    for (text, line, column, said) in [
        ("a: \"x\nb: 1\n", 3, 1, "the text ends here"),
        ("a: [1,\n---\n", 2, 1, "found `---` here"),
        ("a:\n  b: 1\n c: 2\n", 1, 1, "the map begins here"),
        ("a: 1\n  b: 2\n", 1, 4, "the value begins here"),
        ("<<: {}\n<<: {}\n", 1, 1, "the first one stands here"),
        ("- &y [a, *y]\n", 1, 6, "`&y` names this"),
    ] {
        let (origin, message) = documents(text).unwrap_err().related.unwrap_or_else(|| panic!("{text:?}"));
        assert_eq!((origin.line, origin.column, message.as_str()), (line, column, said), "{text:?}");
    }
}

#[test]
fn go_yaml_is_lenient_here() {
    for text in [
        "[a\n- b]\n",
        "a: b#c\n",
        "a: 'x'#c\n",
        "a:\n# c\n\t# tab before a comment behind a comment\n  b\n",
        "{a: 1,}\n",
        "[a,]\n",
        "{a, b: }\n",
        "{? a : b}\n",
        "? a\n",
        "a:\n- b\n",
        "- - - a\n",
        "a: \"x\ny\"\n",
        "key with spaces: 1\n",
        "'a': 1\n\"b\": 2\n",
        "a: !!str\nb: 1\n",
        "a:   \t# tab and comment\n  b: 1\n",
        "[a, [b, {c: d}], e: f]\n",
    ] {
        assert!(documents(text).is_ok(), "{text:?}: {}", fault(text));
    }
}

#[test]
fn a_key_ends_within_1024_characters() {
    let key = |length: usize| format!("{}: 1\n", "k".repeat(length));
    assert!(documents(&key(1024)).is_ok());
    assert!(documents(&key(1025)).is_err());
    assert!(documents(&format!("{}: 1\n", "é".repeat(1024))).is_ok());
}
