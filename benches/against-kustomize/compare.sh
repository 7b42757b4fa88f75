#!/usr/bin/env bash
# Builds every overlay of a repository with Overlint, and with kustomize's own library in one Go process, in turn, and
# prints the CPU time of both and their ratio; both build, print into memory and count the bytes, which must be as many. Needs cargo, go and a repository:
#     benches/against-kustomize/compare.sh REPOSITORY [ROUNDS]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "${1:?usage: compare.sh REPOSITORY [ROUNDS]}" && pwd)
rounds=${2:-3}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cd "$here/../.."
cargo build --release --quiet --package overlint-benches --example build_all
overlint=$PWD/${CARGO_TARGET_DIR:-target}/release/examples/build_all
(cd "$here" && go build -o "$scratch/kustomize-library" .)
cargo run --release --quiet -- list overlays "$repository" >"$scratch/overlays"
cd "$repository"

# The least of each: what disturbs a run only ever adds to it.
TIMEFORMAT='%U %S'
for ((round = 1; round <= rounds; round++)); do
    "$scratch/kustomize-library" <"$scratch/overlays" 2>/dev/null | tail -n 1 >>"$scratch/theirs"
    for _ in 1 2 3; do
        spent=$({ time "$overlint" >"$scratch/ours"; } 2>&1)
        printf '%s %s\n' "$(cat "$scratch/ours")" "$spent" >>"$scratch/times"
    done
    # Both must have done the same work.
    for count in built failed bytes; do
        [ "$(grep -o "$count=[0-9]*" "$scratch/theirs" | tail -n 1)" = "$(grep -o "$count=[0-9]*" "$scratch/ours")" ] ||
            { echo "not the same: $(tail -n 1 "$scratch/theirs"); $(cat "$scratch/ours")" >&2; exit 1; }
    done
done
theirs=$(sed 's/.*cpu=\([0-9.]*\).*/\1/' "$scratch/theirs" | sort -n | head -n 1)
ours=$(awk '{ print $(NF - 1) + $NF }' "$scratch/times" | sort -n | head -n 1)
cat "$scratch/ours"
awk -v theirs="$theirs" -v ours="$ours" \
    'BEGIN { printf "CPU: kustomize library %.2f s, overlint %.2f s, ratio %.1f\n", theirs, ours, theirs / ours }'
