#!/bin/bash
# install.sh: the installed program works from any directory.
. "$(dirname "$0")/lib.sh"
ok "make install" make -s -C "$root" install DESTDIR="$work/root" PREFIX=/usr
cd "$work" || exit 70
dossier=$work/root/usr/bin/dossier
ok "it finds its rules" exits 0 "$dossier" sources
ok "init, lint, check a sample" sh -c '"$0" init s --sample >/dev/null && "$0" lint s && { "$0" check s --from s >/dev/null; [ $? = 1 ]; }' "$dossier"
ok "build a draft" exits 2 "$dossier" build s --from s --draft
finish install
