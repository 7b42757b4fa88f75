//! The evaluation of an expression within a budget.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use cel::IdedExpr;
use cel::common::ast::{
    CallExpr, ComprehensionExpr, EntryExpr, Expr, ListExpr, LiteralValue, MapExpr, SelectExpr, operators,
};
use regex::Regex;

use super::super::pattern;
use super::expression::Parsed;
use super::value::{Key, List, Val};
use super::{functions, operators as arithmetic};

/// How deep expressions are evaluated within each other.
const MAX_DEPTH: usize = 150;

/// How many regular expressions the rules of one object may compile.
const MAX_REGEXES: usize = 50;

/// Why there is no value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fault {
    /// The server fails here too, and refuses the object: what it says.
    Error(String),
    /// This evaluation knows less than the server.
    Unsupported(String),
    /// The budget is used up.
    Exhausted,
}

/// A value, or why there is none.
pub(crate) type Outcome = Result<Val, Fault>;

/// What evaluates the rules of one object.
pub(crate) struct Machine {
    steps: u64,
    depth: usize,
    variables: Vec<(String, Val)>,
    regexes: HashMap<String, Option<Rc<Regex>>>,
}

impl Machine {
    /// A machine that takes so many steps.
    pub(crate) fn new(steps: u64) -> Self {
        Self { steps, depth: 0, variables: Vec::new(), regexes: HashMap::new() }
    }

    /// The value of an expression for a value of `self`, of a new object: there is no `oldSelf`.
    pub(crate) fn run(&mut self, parsed: &Parsed, this: &Val) -> Outcome {
        self.depth = 0;
        self.variables.clear();
        self.variables.push(("self".to_owned(), this.clone()));
        self.variables.push(("oldSelf".to_owned(), Val::Optional(None)));
        self.evaluate(&parsed.root)
    }

    /// Takes so many steps.
    pub(crate) fn charge(&mut self, steps: usize) -> Result<(), Fault> {
        self.steps = self.steps.saturating_sub(steps as u64);
        if self.steps == 0 { Err(Fault::Exhausted) } else { Ok(()) }
    }

    /// The compiled form of a regular expression.
    pub(crate) fn regex(&mut self, text: &str) -> Result<Rc<Regex>, Fault> {
        let is_full = self.regexes.len() >= MAX_REGEXES;
        let known = match self.regexes.get(text) {
            Some(known) => known.clone(),
            None if is_full => return Err(Fault::Exhausted),
            None => {
                let compiled = match pattern::compile(text) {
                    Ok(regex) => Some(Rc::new(regex)),
                    Err(pattern::Fault::Syntax(why)) => {
                        return Err(Fault::Error(format!("`{text}` is no pattern: {why}")));
                    }
                    Err(pattern::Fault::TooLarge) => None,
                };
                self.regexes.insert(text.to_owned(), compiled.clone());
                compiled
            }
        };
        known.ok_or_else(|| Fault::Unsupported("a pattern is too large".to_owned()))
    }

    /// The value of an expression.
    pub(super) fn evaluate(&mut self, expression: &IdedExpr) -> Outcome {
        self.charge(1)?;
        if self.depth >= MAX_DEPTH {
            return Err(Fault::Unsupported("it nests too deeply".to_owned()));
        }
        self.depth += 1;
        let outcome = match &expression.expr {
            Expr::Literal(value) => literal(value),
            Expr::Ident(name) => self.variable(name),
            Expr::Select(select) => self.select(select),
            Expr::Call(call) => self.call(call),
            Expr::List(list) => self.list(list),
            Expr::Map(map) => self.map(map),
            Expr::Comprehension(each) => self.comprehension(each),
            Expr::Struct(_) | Expr::Unspecified => Err(unsupported("a message")),
        };
        self.depth -= 1;
        outcome
    }

    /// Whether a name is a variable.
    pub(super) fn has_variable(&self, name: &str) -> bool {
        self.variables.iter().any(|(known, _)| known == name)
    }

    fn variable(&self, name: &str) -> Outcome {
        if let Some((_, value)) = self.variables.iter().rev().find(|(known, _)| known == name) {
            return Ok(value.clone());
        }
        let types = ["bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type"];
        let known = types.into_iter().find(|known| *known == name);
        known.map(Val::Type).ok_or_else(|| unsupported(name))
    }

    /// The value of an expression while a variable has a value.
    pub(super) fn with(&mut self, name: &str, value: Val, expression: &IdedExpr) -> Outcome {
        self.variables.push((name.to_owned(), value));
        let outcome = self.evaluate(expression);
        self.variables.pop();
        outcome
    }

    fn select(&mut self, select: &SelectExpr) -> Outcome {
        let holder = self.evaluate(&select.operand)?;
        let key = Key::Text(select.field.as_str().into());
        match (&holder, select.test) {
            (Val::Map(map), true) => Ok(Val::Bool(map.contains_key(&key))),
            (Val::Optional(Some(inner)), true) => match &**inner {
                Val::Map(map) => Ok(Val::Bool(map.contains_key(&key))),
                _ => Err(no_overload("has")),
            },
            (Val::Optional(None), true) => Ok(Val::Bool(false)),
            (Val::Optional(_), false) => optional_entry(&holder, &key),
            (Val::Map(map), false) => map.get(&key).cloned().ok_or_else(|| no_key(&select.field)),
            _ => Err(no_overload("a field")),
        }
    }

    fn call(&mut self, call: &CallExpr) -> Outcome {
        match (call.func_name.as_str(), call.args.as_slice()) {
            (operators::CONDITIONAL, [condition, yes, no]) => match self.evaluate(condition)? {
                Val::Bool(true) => self.evaluate(yes),
                Val::Bool(false) => self.evaluate(no),
                _ => Err(no_overload("?:")),
            },
            (operators::LOGICAL_AND, [one, other]) => self.logical(one, other, false),
            (operators::LOGICAL_OR, [one, other]) => self.logical(one, other, true),
            (operators::NOT_STRICTLY_FALSE, [one]) => match self.evaluate(one) {
                Err(Fault::Error(_)) => Ok(Val::Bool(true)),
                Ok(value) => Ok(Val::Bool(!matches!(value, Val::Bool(false)))),
                fault => fault,
            },
            ("optMap" | "optFlatMap", [name, body]) if call.target.is_some() => {
                self.optional_map(call, name, body)
            }
            (name, arguments) if call.target.is_none() && arithmetic::is_operator(name) => {
                let values = self.all(arguments)?;
                arithmetic::apply(self, name, &values)
            }
            _ => self.function(call),
        }
    }

    /// `&&` and `||`: one side can decide although the other fails.
    fn logical(&mut self, one: &IdedExpr, other: &IdedExpr, decisive: bool) -> Outcome {
        let first = self.evaluate(one);
        match &first {
            Ok(Val::Bool(value)) if *value == decisive => return first,
            Err(Fault::Exhausted) => return first,
            _ => {}
        }
        let second = self.evaluate(other);
        match (&first, &second) {
            (_, Ok(Val::Bool(value))) if *value == decisive => second,
            (Ok(Val::Bool(_)), Ok(Val::Bool(_)) | Err(_)) => second,
            (Err(_), Err(Fault::Unsupported(_) | Fault::Exhausted)) => second,
            (Err(_), _) => first,
            _ => Err(no_overload("&&")),
        }
    }

    fn optional_map(&mut self, call: &CallExpr, name: &IdedExpr, body: &IdedExpr) -> Outcome {
        let (Some(target), Expr::Ident(name)) = (&call.target, &name.expr) else {
            return Err(unsupported(&call.func_name));
        };
        match self.evaluate(target)? {
            Val::Optional(None) => Ok(Val::Optional(None)),
            Val::Optional(Some(value)) => {
                let mapped = self.with(name, (*value).clone(), body)?;
                let flat = call.func_name == "optFlatMap";
                Ok(if flat { mapped } else { Val::Optional(Some(Rc::new(mapped))) })
            }
            _ => Err(no_overload(&call.func_name)),
        }
    }

    fn function(&mut self, call: &CallExpr) -> Outcome {
        let arguments = self.all(&call.args)?;
        let Some(target) = &call.target else {
            return functions::global(self, &call.func_name, &arguments);
        };
        if let Expr::Ident(space) = &target.expr {
            if !self.has_variable(space) && functions::is_namespace(space) {
                return functions::global(self, &format!("{space}.{}", call.func_name), &arguments);
            }
        }
        let target = self.evaluate(target)?;
        functions::member(self, &call.func_name, &target, &arguments)
    }

    fn all(&mut self, expressions: &[IdedExpr]) -> Result<Vec<Val>, Fault> {
        expressions.iter().map(|expression| self.evaluate(expression)).collect()
    }

    fn list(&mut self, list: &ListExpr) -> Outcome {
        let mut items = Vec::with_capacity(list.elements.len());
        for (index, element) in list.elements.iter().enumerate() {
            let value = self.evaluate(element)?;
            match value {
                Val::Optional(inner) if list.optional_indices.contains(&index) => {
                    items.extend(inner.map(|inner| (*inner).clone()));
                }
                value => items.push(value),
            }
        }
        Ok(Val::list(items))
    }

    fn map(&mut self, map: &MapExpr) -> Outcome {
        let mut entries = BTreeMap::new();
        for entry in &map.entries {
            let EntryExpr::MapEntry(entry) = &entry.expr else { return Err(unsupported("a message")) };
            let key = self.evaluate(&entry.key)?.key().ok_or_else(|| no_overload("a map"))?;
            match self.evaluate(&entry.value)? {
                Val::Optional(inner) if entry.optional => {
                    entries.extend(inner.map(|inner| (key, (*inner).clone())));
                }
                value => {
                    entries.insert(key, value);
                }
            }
        }
        Ok(Val::Map(Rc::new(entries)))
    }

    /// A macro over a list or the keys of a map, as the parser spells it out.
    fn comprehension(&mut self, each: &ComprehensionExpr) -> Outcome {
        let range = match self.evaluate(&each.iter_range)? {
            Val::List(list) => {
                list.items.iter().cloned().enumerate().map(|(at, item)| (index(at), item)).collect()
            }
            Val::Map(map) => pairs(&map, each.iter_var2.is_some()),
            _ => return Err(no_overload("a loop")),
        };
        let start = self.evaluate(&each.accu_init)?;
        let depth = self.variables.len();
        let result = self.loop_over(each, range, start);
        self.variables.truncate(depth);
        result
    }

    fn loop_over(&mut self, each: &ComprehensionExpr, range: Vec<(Val, Val)>, start: Val) -> Outcome {
        let mut gathered = start;
        for (first, second) in range {
            self.variables.push((each.accu_var.clone(), gathered));
            let one = if each.iter_var2.is_some() { first } else { second.clone() };
            self.variables.push((each.iter_var.clone(), one));
            if let Some(name) = &each.iter_var2 {
                self.variables.push((name.clone(), second));
            }
            let goes_on = !matches!(self.evaluate(&each.loop_cond)?, Val::Bool(false));
            let next = if goes_on { self.loop_step(&each.loop_step, &each.accu_var)? } else { None };
            if each.iter_var2.is_some() {
                self.variables.pop();
            }
            self.variables.pop();
            let before = self.variables.pop().map_or(Val::Null, |(_, value)| value);
            gathered = next.unwrap_or(before);
            if !goes_on {
                break;
            }
        }
        self.with(&each.accu_var, gathered, &each.result)
    }

    /// The next value of what a loop gathers; nothing where that was changed in place, as an appended list is: a copy for
    /// each item would cost the square of their number.
    fn loop_step(&mut self, step: &IdedExpr, gathered: &str) -> Result<Option<Val>, Fault> {
        let Expr::Call(call) = &step.expr else { return self.evaluate(step).map(Some) };
        let is_gathered =
            |expression: &IdedExpr| matches!(&expression.expr, Expr::Ident(name) if name == gathered);
        match (call.func_name.as_str(), call.args.as_slice()) {
            (operators::CONDITIONAL, [condition, yes, no]) if is_gathered(no) => {
                match self.evaluate(condition)? {
                    Val::Bool(true) => self.loop_step(yes, gathered),
                    Val::Bool(false) => Ok(None),
                    _ => Err(no_overload("?:")),
                }
            }
            (operators::ADD, [one, other]) if is_gathered(one) && matches!(other.expr, Expr::List(_)) => {
                let added = self.evaluate(other)?;
                self.append(gathered, added)
            }
            _ => self.evaluate(step).map(Some),
        }
    }

    fn append(&mut self, gathered: &str, added: Val) -> Result<Option<Val>, Fault> {
        let known = self.variables.iter_mut().rev().find(|(name, _)| name == gathered);
        match (known, added) {
            (Some((_, Val::List(list))), Val::List(added)) => {
                let list: &mut List = Rc::make_mut(list);
                list.items.extend(added.items.iter().cloned());
                Ok(None)
            }
            _ => Err(no_overload("+")),
        }
    }
}

/// The keys and values of a map; without `with_values` each key stands for its entry.
fn pairs(map: &BTreeMap<Key, Val>, with_values: bool) -> Vec<(Val, Val)> {
    map.iter().map(|(key, value)| (key.val(), if with_values { value.clone() } else { key.val() })).collect()
}

fn index(at: usize) -> Val {
    Val::Int(i64::try_from(at).unwrap_or(i64::MAX))
}

/// The entry of a map that may be missing, as an optional.
pub(super) fn optional_entry(holder: &Val, key: &Key) -> Outcome {
    let found = match holder {
        Val::Map(map) => map.get(key).cloned(),
        Val::Optional(None) => None,
        Val::Optional(Some(inner)) => return optional_entry(inner, key),
        Val::List(list) => match key {
            Key::Int(at) => usize::try_from(*at).ok().and_then(|at| list.items.get(at).cloned()),
            _ => return Err(no_overload("[?]")),
        },
        _ => return Err(no_overload(".?")),
    };
    Ok(Val::Optional(found.map(Rc::new)))
}

fn literal(value: &LiteralValue) -> Outcome {
    Ok(match value {
        LiteralValue::Null => Val::Null,
        LiteralValue::Boolean(value) => Val::Bool(*value.inner()),
        LiteralValue::Int(value) => Val::Int(*value.inner()),
        LiteralValue::UInt(value) => Val::Uint(*value.inner()),
        LiteralValue::Double(value) => Val::Double(*value.inner()),
        LiteralValue::String(value) => Val::text(value.inner()),
        LiteralValue::Bytes(value) => Val::Bytes(value.inner().into()),
    })
}

/// Something that is not known here.
pub(super) fn unsupported(what: &str) -> Fault {
    Fault::Unsupported(format!("`{what}` is not known here"))
}

/// Something that takes no values of these types. The server checks types before, so that it never comes to this where they
/// are known to both.
pub(super) fn no_overload(what: &str) -> Fault {
    Fault::Unsupported(format!("`{what}` takes no values of these types here"))
}

/// A key that is not there.
pub(super) fn no_key(key: &str) -> Fault {
    Fault::Error(format!("there is no `{key}`"))
}
