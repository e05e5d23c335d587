# small.sh: sourced by crash.sh and alloc.sh: a system of one model and one
# file, with as few rules as there can be, that builds in milliseconds.
# shellcheck shell=bash disable=SC2154
# The program of another folder has no schema of OSCAL beside it: what the
# schema costs is thousands of calls, and a package without it is incomplete.
mkdir "$work/program" && cp "$dossier" "$work/program/" && dossier=$work/program/${dossier##*/}
small_status=2
data=$work/data
small_as_of=2026-11-20T00:00:00Z
small_first=small-2026-11-20-r1
small_second=small-2026-11-20-r2

build() { # [COMMAND...]: by that command
	"$@" "$dossier" build . --data "$data" --as-of $small_as_of --json
}
build_plain() { "$dossier" build . --data "$data" --as-of $small_as_of --no-pdf; }

# Its first package, and a change, in $work/first.
make_first() {
	mkdir -p "$data"/{controls/checks,mappings/sources,templates/documents}
	cp -R "$root/controls/frameworks" "$root/controls/statements.yml" "$data/controls"
	cp "$root/controls/checks/CIP.yml" "$data/controls/checks"
	cp "$root/mappings/sources/"{evaluation,package}.yml "$data/mappings/sources"
	cp "$root/templates/style.css" "$data/templates"
	cp "$root/templates/documents/model-card.md" "$data/templates/documents"
	cp -R "$root/tests/it/crash/small" "$work/first" && cd "$work/first" &&
		"$dossier" init . --key --data "$data" && exits $small_status build && echo >>evaluation/one.json
}

fresh() { # DIR: the state before the run
	rm -rf "$1"
	cp -R "$work/first" "$1" && cd "$1" || exit 70
}

# What a package says, but for the times when its answers were received, and
# the digest of snapshot.json, which holds them.
content() { # PACKAGE
	(
		cd "out/small/$1" && find data -type f | sort
		find data -type f ! -name seal.json -print0 | sort -z | xargs -0 sed -E \
			-e 's/20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9:]{5,8}Z?/TIME/g' \
			-e "s/$(sha256sum <data/snapshot.json | cut -c-64)/SNAPSHOT/"
		jq -r .dsseEnvelope.payload signatures/producer.sigstore.json | base64 -d |
			jq '.predicate | .content = null'
	) | sha256sum
}

verifies() { # PACKAGE
	"$dossier" verify --trust trust.yml "out/small/$1" >verify.out 2>&1 || { echo "$1 does not verify"; cat verify.out; }
}
