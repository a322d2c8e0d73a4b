# Any Linux but Debian 12: installs no system package, names what is missing. Sourced by setup.sh.
# shellcheck shell=bash

# What a group needs: group | how it is looked for | what it is called | Debian's package, as a help.
# How: cmake VERSION, python, or command, pkg-config, header, file with names of which one will do.
needs_elsewhere='
build    | command g++,clang++                | a C++20 compiler (g++ 12, clang++ 14 or newer) | g++
build    | command make                       | make                                    | make
build    | cmake 3.25                         | CMake 3.25 or newer                     | cmake
build    | command ninja                      | Ninja                                   | ninja-build
build    | command pkg-config                 | pkg-config                              | pkg-config
build    | python                             | Python 3.11 or newer with venv and ensurepip | python3-venv
build    | pkg-config hdf5-serial,hdf5        | HDF5, development files                 | libhdf5-dev
build    | pkg-config vips                    | libvips, development files              | libvips-dev
build    | pkg-config libjpeg                 | libjpeg-turbo, development files        | libjpeg62-turbo-dev
build    | pkg-config libcrypto               | OpenSSL, development files              | libssl-dev
build    | pkg-config zlib                    | zlib, development files                 | zlib1g-dev
build    | header CLI/CLI.hpp                 | CLI11                                   | libcli11-dev
build    | header nlohmann/json.hpp           | JSON for Modern C++                     | nlohmann-json3-dev
build    | header linear.h,liblinear/linear.h  | LIBLINEAR, development files            | liblinear-dev
build    | pkg-config fmt                     | {fmt}, development files                | libfmt-dev
build    | pkg-config gtest                   | GoogleTest, development files           | libgtest-dev
build    | pkg-config benchmark               | Google Benchmark, development files     | libbenchmark-dev
demo     | file /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf,/usr/share/fonts/noto/NotoColorEmoji.ttf,/usr/share/fonts/google-noto-emoji/NotoColorEmoji.ttf | the font Noto Color Emoji (bitmaps) | fonts-noto-color-emoji
demo     | file /usr/share/unicode/emoji/emoji-test.txt | the Unicode data (emoji-test.txt) | unicode-data
test     | command clang-format-14            | clang-format 14                         | clang-format-14
test     | command chromium,chromium-browser,google-chrome | Chromium                   | chromium
python   | command python3-config             | the development files of Python         | python3-dev
mpi      | command mpicc                      | Open MPI, development files             | libopenmpi-dev
mpi      | command mpirun                     | Open MPI                                | openmpi-bin
mpi      | pkg-config hdf5-openmpi            | parallel HDF5, development files        | libhdf5-openmpi-dev
mpi      | command ip                         | ip, for tests on two hosts              | iproute2
extended | command clang++-14                 | clang++ 14 with its sanitisers          | clang-14 libclang-rt-14-dev
'

# is_there KIND ARGUMENT: succeeds where one of the comma-separated alternatives is found.
is_there() {
  local kind=$1 alternative
  local -a alternatives=()
  IFS=, read -ra alternatives <<<"${2:-}"
  case $kind in
    python) find_python >/dev/null; return ;;
    cmake)
      local have
      have=$(cmake --version 2>/dev/null | awk 'NR == 1 { print $3 }')
      [ -n "$have" ] && [ "$(printf '%s\n' "$2" "$have" | sort -V | head -n 1)" = "$2" ]
      return ;;
  esac
  for alternative in "${alternatives[@]}"; do
    case $kind in
      command) command -v "$alternative" >/dev/null && return 0 ;;
      pkg-config) pkg-config --exists "$alternative" 2>/dev/null && return 0 ;;
      header)
        local compiler
        compiler=$(command -v g++ || command -v clang++) || return 1
        "$compiler" -E -x c++ -include "$alternative" /dev/null >/dev/null 2>&1 && return 0
        ;;
      file) [ -r "$alternative" ] && return 0 ;;
    esac
  done
  return 1
}

check_other_linux() {
  local group how what package kind argument missing=
  while IFS='|' read -r group how what package; do
    read -r group <<<"$group"
    [ -n "$group" ] && [[ " $* " == *" $group "* ]] || continue
    read -r kind argument <<<"$how"
    read -r what <<<"$what" # trims
    read -r package <<<"$package"
    is_there "$kind" "$argument" || missing+="  $what (Debian: $package)"$'\n'
  done <<<"$needs_elsewhere"
  [ -n "$missing" ] || return 0
  error "this is not Debian 12, so no system package is installed here; these are missing:"
  printf '%s' "$missing" >&2
  fail "install them with this system's package manager, then run again: setup/setup.sh $*"
}
