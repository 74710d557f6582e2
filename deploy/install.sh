#!/usr/bin/env bash
# Installs kaifaqu from this bundle without a network: ./install.sh [/opt/kaifaqu]. Run again with a newer bundle to upgrade.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
there="${1:-/opt/kaifaqu}"
python="${PYTHON:-python3}"

machine="$("$python" "$here/machine.py")"
[ "$machine" = "$(cat "$here/machine")" ] || { echo "This bundle is for $(cat "$here/machine"), this is $machine: make the bundle on such a machine." >&2; exit 2; }
[ -x "$there/bin/python" ] || "$python" -m venv "$there"
"$there/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --find-links "$here/wheels" --require-hashes -r "$here/run.txt"
"$there/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --no-deps --force-reinstall "$here"/wheels/kaifaqu-*.whl
echo "kaifaqu $("$there/bin/python" -c 'import kaifaqu; print(kaifaqu.__version__)') is in $there. Next: units/ and begin-a-real-home.md."
