//! `overlint why`.
//!
//! `--format json` writes one object on one line. It always has `version` (1), `overlay` (the directory) and `object`
//! (`apiVersion`, `kind`, `namespace`, `name`). For one value it has `pointer`, `value` and `links`, newest first: each has
//! `relation` (`value`, `before`, `input`, `included`), `made` (what the step did), `value` (`null` where it is no scalar or
//! a Secret's), `words`, `depth` and the place, `file`, `line`, `column`. For several it has `values` instead: each has
//! `pointer`, `value`, `made` (`null` where it is as a resource's file has it), the place, and `was`, the place of the
//! value before, or `null`.

use std::io::{self, Write};
use std::slice;

use anyhow::Context as _;
use overlint_kustomize::remote::Remotes;
use overlint_kustomize::{BuildError, Builder, Built, Graph, Outcome, Resource};
use overlint_report::human::{Step, write_steps};
use overlint_report::{HumanOptions, escape, json};
use overlint_source::tree::path;
use overlint_source::{Origin, Sources};
use serde::Serialize;

use crate::args::{self, Answer};
use crate::check::resource_id;
use crate::commands::with_threads;
use crate::exit::Exit;
use crate::output::{is_colored, show_faults};
use crate::remote::Fetcher;
use crate::repository::Repository;
use crate::why::{self, Account, Found, Link, Places, Relation, Row};

/// Prints where values come from, or what is wrong with the build.
pub(crate) fn run(args: &args::Why, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let repository = Repository::open(slice::from_ref(&args.directory), args.root.as_deref())?;
    let sources = Sources::default();
    let (graph, built) = build(args, &repository, &sources)?;
    let faults = match built {
        Ok(built) if built.faults.is_empty() => {
            let answerer = Answerer { args, repository: &repository, sources: &sources, graph: &graph };
            return answerer.answer(&built, out);
        }
        Ok(built) => built.faults,
        Err(faults) => faults,
    };
    let findings: Vec<_> = faults.iter().map(BuildError::to_finding).collect();
    show_faults(&findings, &sources, &repository.here, err);
    Ok(Exit::Findings)
}

fn build(
    args: &args::Why,
    repository: &Repository,
    sources: &Sources,
) -> anyhow::Result<(Graph, Outcome<Built>)> {
    let builder = Builder::new(&repository.tree, sources).load_restrictor(args.load_restrictor.into());
    let run = |builder: Builder<'_>| {
        let graph = builder.graph(&repository.paths);
        let built = builder.build_each(&graph, &[0], |_, built| built).remove(0);
        (graph, built)
    };
    if !args.fetching.allow_remote {
        return with_threads(None, || run(builder));
    }
    let fetcher = Fetcher::new(args.fetching.cache_dir.as_deref())?;
    let remotes = Remotes::new(&repository.tree, &fetcher);
    with_threads(None, || run(builder.remotes(&remotes)))
}

struct Answerer<'a> {
    args: &'a args::Why,
    repository: &'a Repository,
    sources: &'a Sources,
    graph: &'a Graph,
}

impl Answerer<'_> {
    fn answer(&self, built: &Built, out: &mut dyn Write) -> anyhow::Result<Exit> {
        let resource = why::find_object(&built.resources, &self.args.object)?;
        let asked = self.args.pointer.as_deref().unwrap_or_default();
        let found = why::find_node(resource.node(), asked)?;
        let mut text = Vec::new();
        if found.node.as_scalar().is_some() {
            self.one(resource, &found, &mut text)?;
        } else {
            self.several(resource, &found, &mut text)?;
        }
        match out.write_all(&text) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(error).context("the answer cannot be written")
            }
            _ => Ok(Exit::Clean),
        }
    }

    fn one(&self, resource: &Resource, found: &Found<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        let places = Places::new(self.sources, self.graph, 0);
        let account = why::account(found, &places, why::is_secret(resource, &found.pointer));
        match self.args.format {
            Answer::Human => self.tell(resource, &account, out),
            Answer::Json => {
                let links = account.links.iter().map(|link| LinkV1::new(link, self)).collect();
                let answer = Told::One { pointer: &account.pointer, value: &account.value, links };
                self.write_json(resource, answer, out)
            }
        }
    }

    fn tell(&self, resource: &Resource, account: &Account, out: &mut Vec<u8>) -> io::Result<()> {
        let (kind, name) = (&resource.id().gvk.kind, &resource.id().name);
        let head = format!("{kind} `{name}`, {}", account.pointer);
        writeln!(out, "{}: {}\n", escape(&head), escape(&account.value))?;
        let steps: Vec<Step> = account.links.iter().map(|link| step(link, account.is_secret)).collect();
        let options = HumanOptions {
            color: is_colored(self.args.color),
            prefix: self.repository.here.clone(),
            ..HumanOptions::default()
        };
        write_steps(&steps, self.sources, &options, out)
    }

    fn several(&self, resource: &Resource, found: &Found<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        let places = Places::new(self.sources, self.graph, 0);
        let rows = why::rows(found, &places, |pointer| why::is_secret(resource, pointer));
        match self.args.format {
            Answer::Human => rows.iter().try_for_each(|row| writeln!(out, "{}", escape(&self.line(row)))),
            Answer::Json => {
                let values = rows.iter().map(|row| RowV1::new(row, self)).collect();
                self.write_json(resource, Told::Several { values }, out)
            }
        }
    }

    /// `/spec/replicas  3  prod/scale.yaml:6:13  (patch; was base/deployment.yaml:8:13)`
    fn line(&self, row: &Row) -> String {
        let was = row.was.map(|origin| format!("was {}", self.place(origin)));
        let notes: Vec<String> = row.made.iter().cloned().chain(was).collect();
        let notes = if notes.is_empty() { String::new() } else { format!("  ({})", notes.join("; ")) };
        let (first, more) = row.value.split_once('\n').map_or((&*row.value, ""), |(first, _)| (first, " …"));
        format!("{}  {first}{more}  {}{notes}", row.pointer, self.place(row.origin))
    }

    fn place(&self, origin: Origin) -> String {
        let file = path::relative(&self.sources.path(origin.source), &self.repository.here);
        format!("{file}:{}:{}", origin.line, origin.column)
    }

    fn write_json(&self, resource: &Resource, told: Told<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        let id = resource_id(resource);
        let object = ObjectV1 {
            api_version: &id.api_version,
            kind: &id.kind,
            namespace: &id.namespace,
            name: &id.name,
        };
        let overlay = self.repository.shown(&self.repository.paths[0]);
        json::write_value(&AnswerV1 { version: 1, overlay, object, told }, out)?;
        out.write_all(b"\n")
    }
}

fn step(link: &Link, is_secret: bool) -> Step {
    // How a file came to be read is no secret.
    let is_secret = is_secret && link.relation != Relation::Included;
    let indent = "  ".repeat(link.depth);
    Step { words: format!("{indent}{}", link.words), origin: link.origin, is_secret }
}

#[derive(Serialize)]
struct AnswerV1<'a> {
    version: u8,
    overlay: String,
    object: ObjectV1<'a>,
    #[serde(flatten)]
    told: Told<'a>,
}

#[derive(Serialize)]
struct ObjectV1<'a> {
    #[serde(rename = "apiVersion")]
    api_version: &'a str,
    kind: &'a str,
    namespace: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Told<'a> {
    One { pointer: &'a str, value: &'a str, links: Vec<LinkV1<'a>> },
    Several { values: Vec<RowV1<'a>> },
}

#[derive(Serialize)]
struct LinkV1<'a> {
    relation: &'a str,
    made: &'a str,
    value: Option<&'a str>,
    words: &'a str,
    depth: usize,
    #[serde(flatten)]
    place: PlaceV1,
}

#[derive(Serialize)]
struct RowV1<'a> {
    pointer: &'a str,
    value: &'a str,
    made: Option<&'a str>,
    #[serde(flatten)]
    place: PlaceV1,
    was: Option<PlaceV1>,
}

#[derive(Serialize)]
struct PlaceV1 {
    file: String,
    line: u32,
    column: u32,
}

impl<'a> LinkV1<'a> {
    fn new(link: &'a Link, answerer: &Answerer<'_>) -> Self {
        Self {
            relation: link.relation.name(),
            made: link.made,
            value: link.value.as_deref(),
            words: &link.words,
            depth: link.depth,
            place: PlaceV1::new(link.origin, answerer),
        }
    }
}

impl<'a> RowV1<'a> {
    fn new(row: &'a Row, answerer: &Answerer<'_>) -> Self {
        Self {
            pointer: &row.pointer,
            value: &row.value,
            made: row.made.as_deref(),
            place: PlaceV1::new(row.origin, answerer),
            was: row.was.map(|origin| PlaceV1::new(origin, answerer)),
        }
    }
}

impl PlaceV1 {
    fn new(origin: Origin, answerer: &Answerer<'_>) -> Self {
        let file = answerer.repository.shown(&answerer.sources.path(origin.source));
        Self { file, line: origin.line, column: origin.column }
    }
}
