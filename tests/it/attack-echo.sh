#!/bin/bash
# attack-echo.sh: a server that sends our own secret back, escaped, coded, in
# a field or in a redirect: it is in no file, no log and no output.
. "$(dirname "$0")/lib.sh"
ok "an echoed secret is kept nowhere" python3 "$root/tests/it/attack_echo.py" "$dossier" "$work"
finish attack-echo
