#!/usr/bin/env bash
# Installs what the browser, PDF and Word tests need from Debian: only what is missing, and only with the right to.
set -u

missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v pdftoppm >/dev/null || missing+=(poppler-utils)
command -v soffice >/dev/null || missing+=(libreoffice-writer-nogui libreoffice-calc-nogui)
compgen -G '/usr/lib/*/libatomic.so.1' >/dev/null || missing+=(libatomic1) # the browser driver's Node needs it
[ -n "$(find /usr/share/fonts /usr/local/share/fonts ~/.local/share/fonts -iname 'Noto*CJK*' -print -quit 2>/dev/null)" ] || missing+=(fonts-noto-cjk)
[ ${#missing[@]} -eq 0 ] && exit 0

explain() {
    echo "Not installed: ${missing[*]}. $1 The tests that need them will be skipped; to run them:" >&2
    echo "    sudo apt-get install ${missing[*]}" >&2
    exit 0
}

command -v apt-get >/dev/null || explain "This machine has no apt-get."
if [ "$(id -u)" -eq 0 ]; then
    as_root=()
elif sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
else
    explain "Installing them needs root, or sudo without a password."
fi

echo "Installing ${missing[*]} ..." >&2
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq >&2 &&
    "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null </dev/null ||
    explain "apt-get failed (its message is above)."
