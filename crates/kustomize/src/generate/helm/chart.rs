//! Where a chart lies, and its files.
//!
//! Source of the rules: `absChartHome` and `chartExistsLocally` in
//! `api/internal/builtins/HelmChartInflationGenerator.go` of kustomize 5.8.2. Unlike there every file of a chart goes
//! through the [`FileTree`](overlint_source::FileTree), so that no symbolic link leads Helm out of the repository, and
//! nothing is written into it.

use overlint_source::FileKind;
use overlint_source::tree::path;

use super::run::{ChartFile, HelmOptions, HelmPull};
use super::{Request, fault, helm_fault, outside, text};
use crate::budget::limit;
use crate::error::{BuildError, Fault, Result};
use crate::kustomization::Text;

/// How many files and symbolic links a chart may have.
const MAX_FILES: usize = 20_000;

/// A chart that was found.
pub(super) struct Chart {
    pub(super) files: Vec<ChartFile>,
    /// Whether it lies in the repository, where its own values are a file like any other.
    pub(super) is_vendored: bool,
    /// Its directory as the kustomization would name it.
    pub(super) place: String,
}

/// Finds a chart in the repository, or fetches it where that is allowed.
pub(super) fn find(request: &Request<'_>, name: &Text) -> Result<Chart> {
    let place = place(request, name);
    if place.starts_with('/') {
        return Err(outside(request.globals.chart_home.as_ref().unwrap_or(name)));
    }
    let directory = path::join(request.files.directory, &place).ok_or_else(|| outside(name))?;
    match request.files.tree.resolve(&directory) {
        Ok((real, FileKind::Directory)) => {
            Ok(Chart { files: read(request, name, &real)?, is_vendored: true, place })
        }
        Err(overlint_source::TreeError::Outside(_)) => Err(outside(name)),
        _ => Ok(Chart { files: pull(request, name, &place)?, is_vendored: false, place }),
    }
}

/// The directory of the chart, relative to the kustomization.
fn place(request: &Request<'_>, name: &Text) -> String {
    let home = request.globals.chart_home.as_ref().map_or("charts", Text::as_str);
    match (&request.chart.version, &request.chart.repo) {
        (Some(version), Some(_)) => {
            format!("{home}/{name}-{version}/{name}", name = name.text, version = version.text)
        }
        _ => format!("{home}/{}", name.text),
    }
}

/// Every file of a directory, those behind symbolic links too: Helm follows these.
fn read(request: &Request<'_>, name: &Text, directory: &str) -> Result<Vec<ChartFile>> {
    let tree = request.files.tree;
    let unreadable = |error: &overlint_source::TreeError| {
        fault(name.origin, format!("the chart `{}` cannot be read: {error}", name.text))
    };
    let (mut found, mut seen) = (Vec::new(), 0);
    let mut open = vec![(String::new(), directory.to_owned())];
    while let Some((prefix, directory)) = open.pop() {
        for file in tree.files(&directory).map_err(|error| unreadable(&error))? {
            seen += 1;
            if seen > MAX_FILES {
                return Err(limit(name.origin, format!("the chart has more than {MAX_FILES} files")));
            }
            let inside = join(&prefix, path::relative(&file, &directory));
            match tree.resolve(&file).map_err(|error| unreadable(&error))? {
                (real, FileKind::Directory) => open.push((inside, real)),
                (real, FileKind::File) => {
                    let bytes = tree.read(&real).map_err(|error| unreadable(&error))?;
                    request.files.charge(bytes.len(), name.origin)?;
                    found.push(ChartFile { path: inside, bytes });
                }
            }
        }
    }
    Ok(found)
}

fn join(prefix: &str, path: String) -> String {
    if prefix.is_empty() { path } else { format!("{prefix}/{path}") }
}

fn pull(request: &Request<'_>, name: &Text, place: &str) -> Result<Vec<ChartFile>> {
    let message = format!("there is no chart in `{place}`");
    let Some(repo) = &request.chart.repo else {
        return Err(fault(name.origin, message).help("put the chart there, or correct `name` or `chartHome`"));
    };
    refuse_pull(request.options, &message, repo)?;
    if let Some(config_home) = &request.globals.config_home {
        let message =
            "no chart is fetched with the `configHome` of a repository, which can name programs to run";
        return Err(fault(config_home.origin, message.to_owned())
            .help(format!("take `configHome` out, or put the chart into `{place}`")));
    }
    let call = HelmPull {
        name: text(name),
        repo: text(repo),
        version: request.chart.version.as_ref().map(text),
        devel: request.chart.devel,
    };
    let files = request.helm.pull(&call).map_err(|error| helm_fault(&error, repo.origin))?;
    let bytes = files.iter().map(|file| file.bytes.len()).sum();
    request.files.charge(bytes, repo.origin)?;
    Ok(files)
}

fn refuse_pull(options: &HelmOptions, message: &str, repo: &Text) -> Result<()> {
    if options.allow_pull {
        return Ok(());
    }
    let message = format!("{message}, and remote ones are not fetched");
    Err(BuildError::new(Fault::Remote, repo.origin, message).help(
        "put the chart there with `helm pull --untar`, or allow it to be fetched with `--allow-remote`",
    ))
}
