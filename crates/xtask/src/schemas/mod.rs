//! `cargo xtask schemas`: packs the schemas of the Kubernetes API into `schemas/`, or writes what is packed for others.

mod enumerations;
mod fetch;
mod kubeconform;
mod nodes;
mod openapi;
mod pack;
mod required;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use openapi::Api;
use overlint_schema::Catalog;

const USAGE: &str = "usage: cargo xtask schemas [--check | --kubeconform DIR [--version VERSION]]";

/// Packs the schemas, or with `--check` compares them with what lies there and fails where they differ. With
/// `--kubeconform` writes the schemas of a version, the newest unless another is given, as JSON Schemas.
pub(crate) fn run(args: &[String], out: &mut dyn Write) -> Result<()> {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        [] => pack_all(false),
        ["--check"] => pack_all(true),
        ["--kubeconform", directory] => kubeconform::write(Path::new(directory), &Catalog::newest()?, out),
        ["--kubeconform", directory, "--version", version] => {
            kubeconform::write(Path::new(directory), &Catalog::kubernetes(version.parse()?)?, out)
        }
        _ => bail!(USAGE),
    }
}

fn pack_all(check: bool) -> Result<()> {
    let root = workspace_root();
    let mut apis = read_apis(&root.join("target/schemas"))?;
    required::level(&mut apis);
    enumerations::restrict(&mut apis)?;
    let folder = root.join("schemas");
    store(&folder.join("kubernetes.bin"), &pack::pack(&apis)?, check)?;
    store(&folder.join("SOURCES.md"), fetch::sources().as_bytes(), check)
}

fn workspace_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read_apis(cache: &Path) -> Result<BTreeMap<u8, Api>> {
    let mut apis = BTreeMap::new();
    for package in fetch::PACKAGES {
        for (minor, file) in fetch::definitions(package, cache)? {
            let text = std::fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
            let api = Api::parse(&text).with_context(|| format!("Kubernetes 1.{minor}"))?;
            apis.insert(minor, api);
        }
    }
    Ok(apis)
}

fn store(path: &Path, content: &[u8], check: bool) -> Result<()> {
    if !check {
        return std::fs::write(path, content).with_context(|| format!("writing {}", path.display()));
    }
    let old = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    if old != content {
        bail!("{} is not what `cargo xtask schemas` makes: run it", path.display());
    }
    Ok(())
}
