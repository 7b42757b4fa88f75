//! The account of one value: the steps that made it, what each was made of, and how its files came to be read.

use std::collections::HashSet;

use overlint_kustomize::Role;
use overlint_source::{History, Input, Made, Node, Origin};

use super::{CONCEALED, Found, Places, printed};

/// How many links an account has at most.
const MAX_LINKS: usize = 200;

/// Where a value comes from.
#[derive(Clone, Debug)]
pub struct Account {
    /// Where the object has it, as a JSON pointer.
    pub pointer: String,
    /// The value as it is printed.
    pub value: String,
    /// The steps, newest first.
    pub links: Vec<Link>,
    /// Whether it may be a Secret's value: then no value is told.
    pub is_secret: bool,
}

/// A step, or a part of one.
#[derive(Clone, Debug)]
pub struct Link {
    /// What it is to the link before.
    pub relation: Relation,
    /// The step that made the value, as `why` calls it in JSON.
    pub made: &'static str,
    /// The value as it was behind this step; nothing where it is no scalar.
    pub value: Option<String>,
    /// What happened, in words.
    pub words: String,
    /// Where.
    pub origin: Origin,
    /// How deep it stands below the value itself: what an input was made of stands one deeper.
    pub depth: usize,
}

/// What a link is to those before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The step that made the value.
    Value,
    /// The value that the step before wrote over, or changed.
    Before,
    /// A value that the step before was made with.
    Input,
    /// The entry that led to the file of the link before.
    Included,
}

impl Relation {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Before => "before",
            Self::Input => "input",
            Self::Included => "included",
        }
    }
}

/// The name of a step in JSON.
pub(super) fn made_name(made: Made) -> &'static str {
    match made {
        Made::Written => "written",
        Made::Prefix => "prefix",
        Made::Suffix => "suffix",
        Made::Hash => "hash",
        Made::Reference => "reference",
        Made::Image => "image",
        Made::Base64 => "base64",
        Made::Replacement => "replacement",
        Made::Variable => "variable",
        Made::Copied => "copied",
        Made::Piece => "piece",
        Made::Respelled => "respelled",
        Made::Alias => "alias",
        Made::Joined => "joined",
        Made::Generated => "generated",
    }
}

/// Tells where a scalar comes from.
pub fn account(found: &Found<'_>, places: &Places<'_>, is_secret: bool) -> Account {
    let value = if is_secret { CONCEALED.to_owned() } else { printed(found.node) };
    let mut teller = Teller { places, is_secret, links: Vec::new(), shown: HashSet::new() };
    teller.value(&Input::from(found.node), Relation::Value, 0);
    for above in found.above.iter().rev() {
        teller.alias_above(above);
    }
    Account { pointer: found.pointer.clone(), value, links: teller.links, is_secret }
}

struct Teller<'a> {
    places: &'a Places<'a>,
    is_secret: bool,
    links: Vec<Link>,
    /// The steps that were told, by their address: a value may be the input of many.
    shown: HashSet<*const History>,
}

impl Teller<'_> {
    /// The steps of a value, newest first. Inputs go one deeper each, so that depth is bounded by the number of links.
    fn value(&mut self, value: &Input, relation: Relation, depth: usize) {
        let verb = if relation == Relation::Input { "from" } else { "set to" };
        let (mut next, mut relation, mut verb) = (Some(value), relation, verb);
        while let Some(value) = next.take().filter(|_| self.links.len() < MAX_LINKS) {
            let words = self.words(verb, value);
            let Some(step) = value.history.as_deref() else {
                self.add(relation, "written", value, words, depth);
                break;
            };
            self.add(relation, made_name(step.made), value, words, depth);
            if !self.shown.insert(std::ptr::from_ref(step)) {
                break;
            }
            for input in step.inputs.iter().filter(|input| !is_told(input, value)) {
                self.value(input, Relation::Input, depth + 1);
            }
            (next, relation) = (step.base.as_ref(), Relation::Before);
            verb = if step.made.uses_base() { "from" } else { "replaces" };
        }
    }

    /// Adds a link, and how its file came to be read where that was not told yet.
    fn add(&mut self, relation: Relation, made: &'static str, value: &Input, words: String, depth: usize) {
        let text = value.text.as_ref().filter(|_| !self.is_secret).map(ToString::to_string);
        let is_told = self.links.iter().any(|link| link.origin.source == value.origin.source);
        self.links.push(Link { relation, made, value: text, words, origin: value.origin, depth });
        if is_told {
            return;
        }
        for inclusion in self.places.way(value.origin) {
            if self.links.iter().any(|link| link.origin == inclusion.origin) {
                break;
            }
            let words = format!("included {}", role_words(inclusion.role));
            let (relation, origin) = (Relation::Included, inclusion.origin);
            self.links.push(Link { relation, made: "included", value: None, words, origin, depth });
        }
    }

    /// A list or map that an alias stands for brings its children along.
    fn alias_above(&mut self, above: &Node) {
        let step = above.history.as_deref().filter(|step| step.made == Made::Alias);
        if let Some(alias) = step.and_then(|step| step.inputs.first()) {
            let words = format!("which the alias `{}` stands for", alias.text.as_deref().unwrap_or_default());
            self.add(Relation::Input, "alias", alias, words, 0);
        }
    }

    /// What happened to a value. `verb` is what it is to the link before.
    fn words(&self, verb: &str, value: &Input) -> String {
        let (text, by) = (self.shown(value), self.by(value.origin));
        let Some(step) = value.history.as_deref() else { return format!("{verb} {text}{by}") };
        let first = step.inputs.first().map(|input| self.shown(input)).unwrap_or_default();
        let how = match step.made {
            Made::Written | Made::Image | Made::Replacement => by,
            Made::Prefix => format!("{by}, which puts {first} before it"),
            Made::Suffix => format!("{by}, which puts {first} behind it"),
            Made::Hash => ", with a hash of the content behind it".to_owned(),
            Made::Reference => ", the name of the object that it refers to".to_owned(),
            Made::Base64 => ", the Base64 of what stands here".to_owned(),
            Made::Variable => ", in which variables were replaced".to_owned(),
            Made::Copied => ", copied from elsewhere".to_owned(),
            Made::Piece => ", a part of the text here".to_owned(),
            Made::Respelled => ", in another spelling than here".to_owned(),
            Made::Alias => format!(", which the alias {first} stands for"),
            Made::Joined => ", put together by kustomize".to_owned(),
            Made::Generated => format!(" by kustomize itself, for what stands here{by}"),
        };
        format!("{verb} {text}{how}")
    }

    /// A value in backticks, its first line alone.
    fn shown(&self, value: &Input) -> String {
        match &value.text {
            None => "what is no text".to_owned(),
            Some(_) if self.is_secret => format!("`{CONCEALED}`"),
            Some(text) => match text.split_once('\n') {
                Some((first, _)) => format!("`{first}…`"),
                None => format!("`{text}`"),
            },
        }
    }

    /// What asks for a value, as its place tells.
    fn by(&self, origin: Origin) -> String {
        if let Some(field) = self.places.field(origin) {
            return if field.is_empty() { String::new() } else { format!(" by `{field}`") };
        }
        match self.places.role(origin) {
            Some(Role::Patch) => " by the patch".to_owned(),
            Some(Role::Plugin) => " by the plugin".to_owned(),
            Some(Role::Data) => " by the generator's file".to_owned(),
            Some(Role::Component | Role::Base | Role::Resource | Role::Configuration) | None => String::new(),
        }
    }
}

/// Whether an input is nothing but what stands at the place of the value itself, which the words tell.
fn is_told(input: &Input, value: &Input) -> bool {
    input.history.is_none() && input.origin == value.origin
}

fn role_words(role: Role) -> &'static str {
    match role {
        Role::Resource => "as a resource",
        Role::Base => "as a base",
        Role::Component => "as a component",
        Role::Patch => "as a patch",
        Role::Data => "by a generator",
        Role::Configuration => "as a configuration",
        Role::Plugin => "as a plugin",
    }
}
