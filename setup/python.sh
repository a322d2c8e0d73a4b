# The virtual environment and the Python packages in it. Sourced by setup.sh.
# shellcheck shell=bash

# Prints the first Python that will do: the system's, else what is found.
find_python() {
  local candidate
  for candidate in /usr/bin/python3 python3 python3.13 python3.12 python3.11; do
    "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
      2>/dev/null || continue
    command -v "$candidate"
    return 0
  done
  return 1
}

venv_works() {
  [ -x "$venv_dir/bin/python" ] && "$venv_dir/bin/python" -c 'import pip' 2>/dev/null
}

setup_venv() {
  venv_works && return 0
  local python
  python=$(find_python) || fail "no Python 3.11 or newer with modules venv and ensurepip was found"
  say "virtual environment: ${venv_dir##*/} with $("$python" --version)"
  rm -rf "$venv_dir"
  "$python" -m venv "$venv_dir"
}

# What the packages of a group depend on: its pins and the Python they are for.
stamp_of() {
  { pins pypi "$1" && "$venv_dir/bin/python" -VV; } | sha256sum
}

setup_python_packages() {
  setup_venv
  local group stale=()
  for group in "$@"; do
    [ "$(cat "$venv_dir/stamp-$group" 2>/dev/null)" = "$(stamp_of "$group")" ] || stale+=("$group")
  done
  [ ${#stale[@]} -gt 0 ] || return 0

  local -a requirements=()
  mapfile -t requirements < <(pins pypi "${stale[@]}" | sed 's/ /==/')
  if [ ${#requirements[@]} -gt 0 ]; then
    say "Python packages of ${stale[*]}: ${#requirements[@]}, into ${venv_dir##*/}"
    local -a pip=("$venv_dir/bin/python" -m pip --disable-pip-version-check --quiet)
    # --no-deps: dependencies.txt lists everything; `check` below tells when it does not.
    retry "${pip[@]}" install --no-deps "${requirements[@]}" ||
      fail "pip could not install these packages (see above)"
    "${pip[@]}" check || fail "setup/dependencies.txt lacks what is named above"
  fi
  for group in "${stale[@]}"; do
    stamp_of "$group" >"$venv_dir/stamp-$group"
  done
}
