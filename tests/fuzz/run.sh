#!/usr/bin/env bash
# Fuzzes every target of a build with libFuzzer, one after the other.
#
#     tests/fuzz/run.sh BUILD SECONDS
#
# Corpora grow in BUILD/corpus/TARGET, from the smoke test's seeds; inputs that found something are in
# BUILD/found/TARGET. Status 1 if any of them shows a mistake of lexicnn. HDF5 1.10 crashes on forged
# headers of objects (docs/store.md): fuzzing .h5ad files goes on after a crash, and one within HDF5
# is counted only.
set -euo pipefail

build=$(realpath "$1")
seconds=$2
programs=$build/tests/fuzz
export ASAN_OPTIONS=detect_stack_use_after_return=1:allocator_may_return_null=1
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
# libFuzzer ends without a clean-up.
TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT

limits=(-timeout=20 -rss_limit_mb=4000)
failed=0

# Whether HDF5, and not lexicnn, is innermost in every stack of a report: where it went wrong, and
# where the memory came from.
is_within_hdf5() {
  awk '/^ +#0 / { open = 1 }
       !open || !/^ +#[0-9]+ / { next }
       /libhdf5/ { hdf5 = 1; open = 0; next }
       /lexicnn::/ { ours = 1; open = 0 }
       END { exit !(hdf5 && !ours) }' "$1"
}

for program in "$programs"/fuzz_*; do
  target=${program##*/fuzz_}
  corpus=$build/corpus/$target
  found=$build/found/$target
  [ -d "$corpus" ] || "$programs/smoke_$target" --seeds "$corpus"
  rm -rf "$found"
  mkdir -p "$found"
  goes_on=()
  [ "$target" = h5ad ] && goes_on=(-fork=1 -ignore_crashes=1 -ignore_timeouts=1 -ignore_ooms=1)
  echo "fuzz: $target for $seconds s"
  "$program" "${limits[@]}" "${goes_on[@]}" -max_total_time="$seconds" -artifact_prefix="$found/" \
    "$corpus" >"$build/$target.log" 2>&1 || true

  within_hdf5=0
  for input in "$found"/*; do
    [ -e "$input" ] || continue
    if "$program" "${limits[@]}" "$input" >"$build/report.txt" 2>&1; then
      echo "fuzz: $target: $input does no harm alone"
    elif [ "$target" = h5ad ] && is_within_hdf5 "$build/report.txt"; then
      within_hdf5=$((within_hdf5 + 1))
    else
      failed=1
      echo "fuzz: $target: found $input"
      cat "$build/report.txt"
    fi
  done
  grep -aoE '^(Done [0-9]+ runs|#[0-9]+: cov: [0-9]+)' "$build/$target.log" | tail -n 1 || true
  [ "$target" != h5ad ] || echo "fuzz: $target: $within_hdf5 inputs crash HDF5"
done
exit "$failed"
