#!/usr/bin/env bash
# Builds every overlay of a repository with Overlint, and with kustomize's own library in one Go process, in turn, and
# prints the CPU time and the peak memory of both and their ratio. Needs cargo, go and a repository:
#     benches/against-kustomize/compare.sh REPOSITORY [ROUNDS]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "${1:?usage: compare.sh REPOSITORY [ROUNDS]}" && pwd)
rounds=${2:-3}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cd "$here/../.."
cargo build --release --quiet
overlint=$PWD/${CARGO_TARGET_DIR:-target}/release/overlint
(cd "$here" && go build -o "$scratch/kustomize-library" .)
cd "$repository"
"$overlint" list overlays . >"$scratch/overlays"
# The first run writes every file; those that are measured find nothing to change.
"$overlint" build --all -o "$scratch/built" . >/dev/null

for ((round = 1; round <= rounds; round++)); do
    theirs=$("$scratch/kustomize-library" <"$scratch/overlays" 2>/dev/null | tail -n 1)
    TIMEFORMAT='%U %S %R'
    times=$({ time "$overlint" build --all -o "$scratch/built" . >/dev/null; } 2>&1)
    awk -v theirs="$theirs" -v times="$times" 'BEGIN {
        split(times, t, " "); ours = t[1] + t[2]
        match(theirs, /cpu=[0-9.]+/); cpu = substr(theirs, RSTART + 4, RLENGTH - 4)
        printf "kustomize library: %s\noverlint: cpu=%.3f wall=%.3f\nratio of CPU: %.1f\n", theirs, ours, t[3], cpu / ours
    }'
done
