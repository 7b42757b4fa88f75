//! Limits, and work that stays in proportion.

use std::time::{Duration, Instant};

use overlint_source::read::{Limits, ReadError, read_first};

use crate::support::{first, place};

fn fault_with(text: &str, limits: Limits) -> ReadError {
    read_first(text, place(), &limits).expect_err("a limit is met")
}

#[test]
fn nesting_is_bounded() {
    let flow = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let block = |depth: usize| "- ".repeat(depth) + "a";
    let maps =
        |depth: usize| (0..depth).map(|level| format!("{}a:\n", " ".repeat(level))).collect::<String>();
    for deep in [flow(200), block(200), maps(200), "{a: ".repeat(200) + &"}".repeat(200)] {
        assert!(first(&deep).is_ok());
    }
    for deep in [
        flow(1001),
        block(1001),
        maps(1001),
        "[".repeat(100_000),
        "{a: ".repeat(100_000),
        "- ".repeat(100_000),
    ] {
        let error = first(&deep).expect_err("too deep");
        assert_eq!(error.message, "lists and maps are nested more than 256 deep here");
    }
    assert_eq!(first(&flow(1001)).unwrap_err().origin.column, 257);
}

#[test]
fn nesting_through_aliases_counts() {
    let nested = |inner: &str| format!("{}{inner}{}", "[".repeat(100), "]".repeat(100));
    let text = format!("- &a {}\n- &b {}\n- {}\n", nested("x"), nested("*a"), nested("*b"));
    let error = first(&text).expect_err("300 deep");
    assert_eq!(
        (error.origin.line, error.message.as_str()),
        (3, "lists and maps are nested more than 256 deep here")
    );
}

#[test]
fn alias_bombs_are_refused_before_they_go_off() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let item = format!("*a{}, ", level - 1);
        text += &format!("a{level}: &a{level} [{}]\n", item.repeat(10));
    }
    let error = first(&text).expect_err("10^30 nodes");
    assert!(error.message.starts_with("aliases and merge keys add more than 100"), "{}", error.message);
    assert_eq!(error.origin.line, 6);
}

#[test]
fn merge_bombs_are_refused() {
    let mut text =
        format!("a0: &a0 {{{}}}\n", (0..100).map(|key| format!("k{key}: v, ")).collect::<String>());
    for level in 1..40 {
        text += &format!("a{level}: &a{level} {{<<: *a{}, x: *a{}}}\n", level - 1, level - 1);
    }
    assert!(first(&text).unwrap_err().message.starts_with("aliases and merge keys add more than"));
}

#[test]
fn bytes_of_aliases_are_bounded() {
    let text = format!("- &a \"{}\"\n{}", "x".repeat(1 << 20), "- *a\n".repeat(300));
    let error = first(&text).expect_err("300 MiB");
    assert_eq!(error.message, "aliases and merge keys add more than 268435456 bytes here");
    assert_eq!(error.origin.line, 258);
}

#[test]
fn nodes_of_the_text_are_bounded() {
    let error = fault_with("[a, b, c]", Limits { max_nodes: 3, ..Limits::default() });
    assert_eq!((error.origin.column, error.message.as_str()), (8, "the text holds more than 3 values"));
    let limits = Limits { max_expanded_nodes: 1, expanded_per_node: 0, ..Limits::default() };
    assert_eq!(fault_with("[&a b, *a, *a]", limits).origin.column, 12);
}

#[test]
fn hostile_texts_cost_no_more_than_their_size() {
    let shapes: [fn(usize) -> String; 8] = [
        |size| "[".repeat(200) + &"a, ".repeat(size) + &"]".repeat(200),
        |size| "a: &a b\n".repeat(size),
        |size| "# c\n".repeat(size),
        |size| "- \"a\\\n b\"\n".repeat(size),
        |size| "{".to_owned() + &"a, ".repeat(size) + "}",
        |size| format!("x: &x {{{}}}\ny:\n{}", "a: 1, ".repeat(size), "- <<: *x\n".repeat(10)),
        |size| " ".repeat(size * 4) + "\n" + &"\n".repeat(size) + "a",
        |size| "? a\n".repeat(size),
    ];
    for shape in shapes {
        let time = |size| {
            let text = shape(size);
            let start = Instant::now();
            let _ = first(&text);
            start.elapsed()
        };
        let (small, large) = (time(2_000), time(40_000));
        assert!(large < small * 200 + Duration::from_millis(500), "{small:?} {large:?}: {}", &shape(3)[..20]);
    }
}
