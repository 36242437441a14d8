#!/bin/sh
# Free fonts for official documents: Fandol into a folder (default target/fonts), LXGW WenKai and Noto CJK into the
# system. Safe to run again; does nothing where all is there. An office's own licensed fonts go elsewhere (--fonts).
set -eu

folder=${1:-target/fonts}
packages="fonts-noto-cjk fonts-lxgw-wenkai"
faces="FandolFang-Regular FandolHei-Regular FandolKai-Regular FandolSong-Regular FandolSong-Bold"

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        echo "fonts: please run once as root: $*" >&2
        return 1
    fi
}

installed() {
    dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'
}

system_fonts() {
    if ! command -v apt-get >/dev/null; then
        echo "fonts: no apt here; install Noto Serif CJK, Noto Sans CJK and LXGW WenKai by hand" >&2
        return
    fi
    missing=
    for package in $packages; do
        installed "$package" || missing="$missing $package"
    done
    # shellcheck disable=SC2086 # a list of packages
    [ -z "$missing" ] || as_root apt-get install -y --no-install-recommends $missing
}

fandol() {
    for face in $faces; do
        [ -s "$folder/$face.otf" ] || incomplete=1
    done
    [ -n "${incomplete:-}" ] || return 0
    if ! command -v apt-get >/dev/null; then
        echo "fonts: no apt here; put the Fandol .otf files into $folder by hand" >&2
        return
    fi
    # Only five files of the TeX package are wanted, so it is unpacked, not installed.
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    (cd "$work" && apt-get -o APT::Sandbox::User=root download texlive-lang-chinese >/dev/null)
    dpkg -x "$work"/texlive-lang-chinese_*.deb "$work/tree"
    mkdir -p "$folder"
    for face in $faces; do
        find "$work/tree" -name "$face.otf" -exec cp {} "$folder/" \;
        [ -s "$folder/$face.otf" ] || { echo "fonts: $face.otf is not in texlive-lang-chinese" >&2; return 1; }
    done
    # GPLv3 with the font exception.
    find "$work/tree" -path '*/fandol/COPYING*' -exec cp {} "$folder/" \;
    gunzip -f "$folder"/COPYING.gz 2>/dev/null || true
}

# The folder first: it needs no root.
fandol
system_fonts
