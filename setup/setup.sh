#!/usr/bin/env bash
# Installs what lexicnn needs: setup/setup.sh GROUP...   (build, demo, test, python, extended, mpi, bench,
#                                bench-fne, bench-thingsvision)
#
# Debian packages where this is Debian 12, Python packages into .venv at the root of the repository
# ($LEXICNN_VENV: another one; the bench groups, with the peers, have their own); both as
# pinned in setup/dependencies.txt. For the tests also npm packages into web/node_modules. Run again it only checks, in less than a second.
# Exit status: 0 all is there, 1 something is missing (and named), 2 wrong use.
set -euo pipefail

setup_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root_dir=$(dirname "$setup_dir")
dependencies_file=$setup_dir/dependencies.txt
venv_dir=$root_dir/${LEXICNN_VENV:-.venv}

# shellcheck source=setup/common.sh
source "$setup_dir/common.sh"
# shellcheck source=setup/debian.sh
source "$setup_dir/debian.sh"
# shellcheck source=setup/other_linux.sh
source "$setup_dir/other_linux.sh"
# shellcheck source=setup/python.sh
source "$setup_dir/python.sh"
# shellcheck source=setup/node.sh
source "$setup_dir/node.sh"

usage() {
  echo "usage: setup/setup.sh GROUP...   with GROUP one of: ${installed_groups[*]}" >&2
  exit 2
}

[ $# -gt 0 ] || usage
for group in "$@"; do
  [[ " ${installed_groups[*]} " == *" $group "* ]] || { error "unknown group '$group'"; usage; }
done

if is_debian_12; then
  setup_debian_packages "$@"
else
  check_other_linux "$@"
fi
setup_python_packages "$@"
if [[ " $* " == *" test "* ]]; then setup_npm_packages; fi
mkdir -p "$(cache_dir)"
say "ready: $*"
