# Debian packages of Debian 12, installed only where missing or too old. Sourced by setup.sh.
# shellcheck shell=bash

is_debian_12() {
  [ -r /etc/os-release ] || return 1
  # shellcheck disable=SC1091
  (. /etc/os-release && [ "${ID:-}" = debian ] && [ "${VERSION_ID:-}" = 12 ])
}

# Prints the names of the packages of these groups that are missing or older than their pin.
missing_debian_packages() {
  local line status package version installed
  local -A have=()
  local -a wanted=()
  mapfile -t wanted < <(pins debian "$@")
  # One query for all; it exits with 1 when some package is unknown, which is what is being asked.
  while read -r status package version; do
    if [ "$status" = installed ]; then have[$package]=$version; fi
  done < <(dpkg-query -W -f='${db:Status-Status} ${Package} ${Version}\n' "${wanted[@]%% *}" \
    2>/dev/null)
  for line in "${wanted[@]}"; do
    read -r package version <<<"$line"
    installed=${have[$package]:-}
    if [ -z "$installed" ] || dpkg --compare-versions "$installed" lt "$version"; then
      echo "$package"
    fi
  done
}

setup_debian_packages() {
  local -a missing=() as_root=()
  mapfile -t missing < <(missing_debian_packages "$@")
  [ ${#missing[@]} -gt 0 ] || return 0

  local install="apt-get install --no-install-recommends ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null ||
      fail "Debian packages are missing and there is no sudo; as root: $install"
    as_root=(sudo)
  fi
  say "Debian packages: ${missing[*]}"
  local -a apt_get=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive
    apt-get -q -y -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300)
  local log
  log=$(mktemp)
  run_apt() { "${apt_get[@]}" "$@" >"$log" 2>&1; }
  if ! retry run_apt update || ! retry run_apt install --no-install-recommends "${missing[@]}"; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    fail "apt-get failed (its last lines are above): $install"
  fi
  rm -f "$log"

  mapfile -t missing < <(missing_debian_packages "$@")
  [ ${#missing[@]} -eq 0 ] || fail "still missing, or older than setup/dependencies.txt asks: ${missing[*]}"
}
