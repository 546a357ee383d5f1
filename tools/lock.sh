#!/usr/bin/env bash
# Write requirements.lock (what the program needs) and requirements-dev.lock
# (that and what its tests need) from pyproject.toml, with a hash of every file
# of each release. Run it with the oldest supported Python, as `make lock` does:
# back-ports that only an old Python needs are then in the lock as well. Versions
# already locked stay, unless --upgrade is given.
set -euo pipefail
cd "$(dirname "$0")/.."

python="${1:?usage: tools/lock.sh PYTHON [--upgrade]}"

# A machine's own package folders hold few files of a release, or others: their
# hashes would shut out everybody else. An own PIP_INDEX_URL is still honoured.
export PIP_CONFIG_FILE=/dev/null
unset PIP_FIND_LINKS PIP_EXTRA_INDEX_URL PIP_CONSTRAINT

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
"$python" -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet pip-tools

# pip-tools knows no dependency groups yet.
"$python" - > "$work/dev.in" <<'PYTHON'
import tomllib
with open("pyproject.toml", "rb") as file:
    print(*tomllib.load(file)["dependency-groups"]["dev"], sep="\n")
PYTHON

compile_lock() {
    CUSTOM_COMPILE_COMMAND="make lock" "$work/venv/bin/pip-compile" --quiet \
        --generate-hashes --strip-extras --allow-unsafe --no-emit-options \
        --annotation-style line "$@"
}

# The build back end is in the lock too: the project itself is installed from
# the checkout without build isolation, so that nothing unlocked is fetched.
compile_lock "${@:2}" --build-deps-for editable \
    --output-file requirements.lock pyproject.toml
compile_lock "${@:2}" \
    --output-file requirements-dev.lock requirements.lock "$work/dev.in"

# The folder of a run would be in the comments.
sed -i "s#$work/##g" requirements-dev.lock
if grep -n '://' requirements*.lock; then
    echo "tools/lock.sh: an address got into the lock (above)" >&2
    exit 1
fi
