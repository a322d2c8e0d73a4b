# Shared by the set-up scripts: messages, the pins, retries. Sourced by setup.sh.
# shellcheck shell=bash

installed_groups=(build demo test python extended mpi bench bench-fne bench-thingsvision)

say() { echo "setup: $*"; }
error() { echo "setup: error: $*" >&2; }
fail() { error "$@"; exit 1; }

# Where downloads, models and demo images are kept, outside the repository.
cache_dir() { echo "${LEXICNN_CACHE:-$HOME/.cache/lexicnn}"; }

# pins REGISTRY GROUP...: prints "package version" for every pinned package of these groups.
pins() {
  local registry=$1 groups
  shift
  groups=" $* "
  awk -v registry="$registry" -v groups="$groups" \
    '$1 == registry && index(groups, " " $2 " ") { print $3, $4 }' "$dependencies_file"
}

# retry COMMAND...: runs it up to three times, for registries that are out of reach for a moment.
retry() {
  local attempt
  for attempt in 1 2 3; do
    "$@" && return 0
    [ "$attempt" -lt 3 ] || break
    say "'$1' failed (attempt $attempt of 3); trying again in $((attempt * 5)) s"
    sleep $((attempt * 5))
  done
  return 1
}
