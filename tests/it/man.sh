#!/bin/bash
# man.sh: the man pages say what the program has, both ways: the commands'
# options and arguments against --help (the option table), the reasons of
# verify, exit statuses, and the words that the readers of system.yml,
# trust.yml, connectors and templates accept, taken from their source.
# Ends with "man: N passed, N failed, N skipped".
set -u
export LC_ALL=C
cd "$(dirname "$0")/../.." || exit 70
dossier=${DOSSIER:-build/dossier}
passed=0 failed=0 skipped=0

pass() { passed=$((passed + 1)); }
fail() { # WHAT
	failed=$((failed + 1))
	echo "FAILED  $*"
}
same() { # WHAT WANTED SEEN: sets, one a line
	local diff
	if [ -z "$2" ] || [ -z "$3" ]; then
		fail "$1: nothing to compare"
		return
	fi
	diff=$(diff <(sort -u <<<"$2") <(sort -u <<<"$3"))
	if [ -z "$diff" ]; then pass; else fail "$1 (< the program, > the page)"; echo "$diff"; fi
}
page() { # FILE: as plain text on long lines
	mandoc -T ascii -O width=900 "$1" | col -b
}
section() { # FILE NAME: the lines of its source
	awk -v want=".Sh $2" '$0 == want { on = 1; next } /^\.Sh / { on = 0 } on' "$1"
}
# Words of `static const char *const NAME[] = {...}` in C files.
words() { # NAME FILE...
	local name=$1
	shift
	cat "$@" | tr '\n' ' ' | grep -oE "static const char \*const ${name}\[\] = \{[^}]*\}" | grep -oE '"[^"]*"' | tr -d '"'
}
# What a page writes as `Ic NAME`: members of a file.
items() { # FILE
	grep -hE '^\.' "$1" | grep -oE 'Ic [a-z_]+' | cut -d' ' -f2
}
has_word() { # PAGE WORD
	grep -qE "(^|[^A-Za-z0-9_-])$2($|[^A-Za-z0-9_-])" <<<"$1"
}

if ! command -v mandoc >/dev/null; then
	echo "skipped man: no mandoc"
	echo "man: 0 passed, 0 failed, 1 skipped"
	exit 0
fi

# ---- Every page is clean, and every command has one --------------------------

for f in man/*.[157]; do
	out=$(mandoc -T lint -W warning "$f" 2>&1)
	if [ -z "$out" ]; then pass; else fail "$f: mandoc lint"; echo "$out"; fi
done
commands=$("$dossier" --help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p')
same "commands" "$commands" "$(ls man/dossier-*.1 | sed 's/man.dossier-\(.*\)\.1/\1/')"
same "commands in dossier(1)" "$commands" \
	"$(section man/dossier.1 DESCRIPTION | sed -n 's/^\.It Xr dossier-\([a-z]*\) 1/\1/p')"

# ---- SYNOPSIS and OPTIONS against --help -------------------------------------

# Option values and brackets are the page's own matter; the rest is equal.
normal() {
	tr '\n' ' ' | sed -E 's/\[(--[a-z-]+)[^]]*\]/<\1>/g; s/ (--[a-z-]+)(=| )[A-Z]+/ <\1>/g; s/ *\| */|/g; s/  */ /g; s/^ //; s/ $//'
}
for c in $commands; do
	f=man/dossier-$c.1
	[ -e "$f" ] || continue
	help=$("$dossier" "$c" --help | sed -n '1s/^usage: //p')
	want=$(normal <<<"$help")
	seen=$(page "$f" | awk '/^SYNOPSIS/ { on = 1; next } /^[A-Z]/ { on = 0 } on && NF' | sed 's/^ *//' | normal)
	if [ "$want" = "$seen" ]; then pass; else fail "$f: SYNOPSIS"; printf '< %s\n> %s\n' "$want" "$seen"; fi
	same "$f: OPTIONS" "$(grep -oE -e '--[a-z-]+' <<<"$help")" \
		"$(section "$f" OPTIONS | grep '^\.It ' | grep -oE 'Fl -[a-z-]+' | sed 's/^Fl /-/')"
done

# ---- verify's reasons ---------------------------------------------------------

same "reasons of verify" "$(grep -ohE '\[R_[A-Z_]+\] = "[A-Z-]+"' src/seal/*.c | sed 's/.*"\(.*\)"/\1/')" \
	"$(section man/dossier-verify.1 REASONS | sed -n 's/^\.It Sy //p')"

# ---- Exit statuses -------------------------------------------------------------

same "exit statuses" "$(sed -n '/^err_exit/,/^}/s/.*return \([0-9]*\);/\1/p' src/base/error.c)
1
2" "$(section man/dossier.1 "EXIT STATUS" | sed -n 's/^\.It //p')"

# ---- Files that people write -----------------------------------------------------

same "keys of system.yml" "$(words '(keys|source_keys)' src/core/system*.c)" "$(items man/dossier-system.yml.5)"
same "members of a plan" "$(words keys src/core/poam_load.c)" "$(items man/dossier-poam.5)"
same "members of trust.yml" "$(words '(top_keys|key_keys|authority_keys|stamp_keys|require_keys)' src/seal/trust.c)" \
	"$(grep -oE '(^\.Ss|Ic) [a-z_]+' man/dossier-trust.5 | cut -d' ' -f2)"
text=$(page man/dossier-connector.5)
missing=
for w in $(words '[a-z_]+' src/extract/connector*.c src/extract/step.c src/extract/template.c | grep -v '^[A-Z]'); do
	has_word "$text" "$w" || missing="$missing $w"
done
if [ -z "$missing" ]; then pass; else fail "dossier-connector(5) does not say:$missing"; fi
same "kinds and their fields" "$(sed -n '/^static const struct field_def/,/^\/\* ---- The table/p; /KIND("/p' src/core/kind.c |
	grep -oE '([A-Z0-9]+\(|\.name = )"[a-z0-9_.]+"' | cut -d'"' -f2)" \
	"$(section man/dossier-connector.5 KINDS | awk '/^\.El/ { exit } /^\.It Sy/ { print $3; next } on { print } /^\.Bl/ { on = 1 }' |
		tr ' ,;*?' '\n' | sed 's/:.*//' | grep .)"

same "blocks and front matter of templates" "$(words keys src/compose/template_read.c)
$(sed -n '/^static const struct block/,/^};/s/.*{"\([a-z-]*\)".*/\1/p' src/compose/block.c)" \
	"$(sed -n 's/^\.It Ic //p' man/dossier-template.7)"

echo "man: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
