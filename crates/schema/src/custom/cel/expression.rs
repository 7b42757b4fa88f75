//! The text of a rule and its parsed form.

use std::sync::OnceLock;

use cel::IdedExpr;
use cel::common::ast::{EntryExpr, Expr};
use cel::parser::PrattParser;

/// The longest rule that is looked at, in bytes.
const MAX_LENGTH: usize = 16 << 10;

/// How many characters a rule may have that make its tree deeper.
const MAX_OPERATORS: usize = 1_500;

/// How deep parentheses and the like may nest.
const MAX_NESTING: u16 = 60;

/// An expression, parsed when it is first needed.
#[derive(Debug)]
pub(crate) struct Expression {
    text: String,
    parsed: OnceLock<Result<Parsed, Refusal>>,
}

/// The tree of an expression.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(super) root: IdedExpr,
    /// Whether it asks for the object before the change.
    pub(super) mentions_old_self: bool,
}

/// Why there is no tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It is no expression.
    Syntax(String),
    /// It is too large to be looked at here.
    TooLarge,
}

impl Expression {
    /// The expression of a text.
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), parsed: OnceLock::new() }
    }

    /// Its text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Its tree.
    pub(crate) fn parsed(&self) -> Result<&Parsed, Refusal> {
        self.parsed.get_or_init(|| parse(&self.text)).as_ref().map_err(Clone::clone)
    }
}

fn parse(text: &str) -> Result<Parsed, Refusal> {
    let operators = text.chars().filter(|c| "+-*/%.?!&|<>=,:([{".contains(*c)).count();
    if text.len() > MAX_LENGTH || operators > MAX_OPERATORS {
        return Err(Refusal::TooLarge);
    }
    let parser = PrattParser::default()
        .max_recursion_depth(MAX_NESTING)
        .max_expression_node_count(20_000)
        .enable_optional_syntax(true);
    match parser.parse(text) {
        Ok(root) => Ok(Parsed { mentions_old_self: mentions(&root, "oldSelf"), root }),
        Err(errors) => {
            let first = errors.errors.first().map(|error| error.msg.clone()).unwrap_or_default();
            let first = first.trim_start_matches("Syntax error: ");
            Err(if first.contains("limit") { Refusal::TooLarge } else { Refusal::Syntax(first.to_owned()) })
        }
    }
}

/// Whether a variable is asked for.
fn mentions(root: &IdedExpr, name: &str) -> bool {
    let mut left = vec![root];
    while let Some(next) = left.pop() {
        match &next.expr {
            Expr::Ident(ident) if ident == name => return true,
            Expr::Call(call) => {
                left.extend(call.target.as_deref());
                left.extend(&call.args);
            }
            Expr::Comprehension(each) => left.extend([
                &each.iter_range,
                &each.accu_init,
                &each.loop_cond,
                &each.loop_step,
                &each.result,
            ]),
            Expr::List(list) => left.extend(&list.elements),
            Expr::Select(select) => left.push(&select.operand),
            Expr::Map(map) => map.entries.iter().for_each(|entry| match &entry.expr {
                EntryExpr::MapEntry(entry) => left.extend([&entry.key, &entry.value]),
                EntryExpr::StructField(field) => left.push(&field.value),
            }),
            Expr::Struct(made) => made.entries.iter().for_each(|entry| match &entry.expr {
                EntryExpr::MapEntry(entry) => left.extend([&entry.key, &entry.value]),
                EntryExpr::StructField(field) => left.push(&field.value),
            }),
            Expr::Ident(_) | Expr::Literal(_) | Expr::Unspecified => {}
        }
    }
    false
}
