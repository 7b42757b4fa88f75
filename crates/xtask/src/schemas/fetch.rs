//! Gets the packages that carry the schemas, with `pip`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

/// A release of `kubernetes-validate`.
pub(super) struct Package {
    version: &'static str,
    file: &'static str,
    digest: &'static str,
    options: &'static [&'static str],
    contains: &'static str,
}

/// The releases that together hold every version.
pub(super) const PACKAGES: &[Package] = &[
    Package {
        version: "1.24.0",
        file: "kubernetes-validate-1.24.0.tar.gz",
        digest: "c4121729c9e60ed216d8335b0da787141f6f5827e26483c777de3b27f4eb3d98",
        options: &["--no-binary=:all:"],
        contains: "Kubernetes 1.11 to 1.24",
    },
    Package {
        version: "1.37.0",
        file: "kubernetes_validate-1.37.0-py3-none-any.whl",
        digest: "85136d018a27b50ec7fc049d902bfa5193f5976807e6c0f408e3ab6fe078cad9",
        options: &["--only-binary=:all:"],
        contains: "Kubernetes 1.25 to 1.37",
    },
];

/// Takes the definitions of each version out of an archive, since only Python is sure to be where `pip` is.
const EXTRACT: &str = r"
import os, re, sys, tarfile, zipfile
archive, target = sys.argv[1:]
def keep(name, read):
    found = re.search(r'/v1\.(\d+)\.0-local/_definitions\.json$', name)
    if found:
        with open(os.path.join(target, found.group(1) + '.json'), 'wb') as out:
            out.write(read())
if archive.endswith('.whl'):
    with zipfile.ZipFile(archive) as whl:
        for name in whl.namelist():
            keep(name, lambda: whl.read(name))
else:
    with tarfile.open(archive) as tar:
        for member in tar:
            keep(member.name, lambda: tar.extractfile(member).read())
";

/// The definitions of each version in a package: the minor number and the file, in any order.
pub(super) fn definitions(package: &Package, cache: &Path) -> Result<Vec<(u8, PathBuf)>> {
    let archive = download(package, cache)?;
    let folder = cache.join(package.version);
    std::fs::create_dir_all(&folder)?;
    call(Command::new("python3").args(["-c", EXTRACT]).arg(&archive).arg(&folder))?;
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&folder)? {
        let path = entry?.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        let minor = stem.and_then(|stem| stem.parse().ok());
        found.push((minor.with_context(|| format!("{} has no version", path.display()))?, path));
    }
    ensure!(!found.is_empty(), "{} holds no definitions", archive.display());
    Ok(found)
}

fn download(package: &Package, cache: &Path) -> Result<PathBuf> {
    let archive = cache.join(package.file);
    if !archive.exists() {
        std::fs::create_dir_all(cache)?;
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "download", "--quiet", "--no-deps"]).args(package.options);
        call(pip.arg("--dest").arg(cache).arg(format!("kubernetes-validate=={}", package.version)))?;
    }
    let content = std::fs::read(&archive).with_context(|| format!("reading {}", archive.display()))?;
    let digest = Sha256::digest(&content).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    if digest != package.digest {
        bail!("{} has the digest {digest} where {} was expected", archive.display(), package.digest);
    }
    Ok(archive)
}

fn call(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("running {command:?}"))?;
    ensure!(status.success(), "{command:?} failed: {status}");
    Ok(())
}

/// The text of `SOURCES.md`.
pub(super) fn sources() -> String {
    let mut rows = String::new();
    for package in PACKAGES {
        let Package { version, file, digest, contains, .. } = package;
        let _ = writeln!(rows, "| `kubernetes-validate` {version} | `{file}` | `{digest}` | {contains} |");
    }
    format!(
        "<!-- Made by `cargo xtask schemas`. -->
# Sources of the packed schemas

`kubernetes.bin` is made from the OpenAPI definitions of Kubernetes as these packages of PyPI carry them, without
their prose.

| package | file | SHA-256 | holds |
|---|---|---|---|
{rows}
The definitions come from the OpenAPI documents of Kubernetes, copyright The Kubernetes Authors;
`kubernetes-validate` is copyright 2018 Will Thames. Both are under the Apache License, Version 2.0:
<https://www.apache.org/licenses/LICENSE-2.0>. They were changed: stripped of their descriptions, made strict,
leveled in what they require, restricted to the values of `crates/xtask/src/schemas/enumerations.txt`, which is this
project's own, and packed into another format.
"
    )
}
