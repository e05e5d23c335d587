#!/bin/bash
# poam.sh: the second month and those behind it.  The package before comes in
# by the front door, items keep their numbers, persons decide, and nothing new
# makes no new package.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 70
s=invoice-fraud
cp -R "$root/samples/$s" "$s"
new_key key "$s"
mkdir "$s/poam"
current=out/$s/current

build() { # STATUS ARGUMENT...: from the sample's answers
	local want=$1
	shift
	exits "$want" "$dossier" build "$s" --from "$s" --key key/producer.key "$@"
}
items() { jq -r ".items[] | $1" "$current/data/poam.json"; }
item() { jq -r --arg id "$1" ".items[] | select(.id == \$id) | $2" "$current/data/poam.json"; }
statement() { jq -r .dsseEnvelope.payload "$current/signatures/producer.sigstore.json" | base64 -d | jq -r "$1"; }
serial() { statement .predicate.serial; }
plan() { # ID STATE EXPIRES
	printf '%s\n' "state: $2" 'owner: Dana Whitfield' 'reason: it goes in March' \
		'approver: Grace Adeyemi' 'approved: 2026-11-20' "expires: $3" >"$s/poam/$1.yml"
}
is_read() { [ "$(jq -r '.sources[] | select(.id == "previous") | .state' "$1/data/snapshot.json")" = "$2" ]; }

# ---- The first package starts a history.
ok "a first package is made" build 2
ok "it names no package before" same "$(statement .predicate.previous)" null
ok "every item is open, from POAM-0001 on" same "$(items '[.id, .state] | join(" ")' | head -n 1)" "POAM-0001 open"
ok "each failure that is no history has an item" same "$(items .check | wc -l)" \
	"$(jq '[.verdicts[] | select(.word == "FAIL" and (.history | not))] | length' $current/data/assessment.json)"
ok "the page says that a history begins" grep -q "No package came before this one" "$current/data/site/poam.html"
ok "the first page leads to it" grep -q 'href="poam.html"' "$current/data/site/index.html"
ok "the same again makes no package" says "nothing changed" build 2
ok "its serial is 1" same "$(serial)" 1
items '[.id, .uuid, .check, .subject, .detected_at] | join(" ")' >first

# ---- A person accepts; the items keep who they are.
plan POAM-0003 accepted 2026-12-31
cp -R out twin
sleep 1.1
ok "a plan is something new" build 2
ok "the same in another folder, a second later" exits 2 "$dossier" build "$s" --from "$s" --key key/producer.key --out twin
ok "is the same package" cmp twin/$s/current/data/seal.json $current/data/seal.json
ok "its serial is 2" same "$(serial)" 2
ok "the package before is named" same "$(statement .predicate.previous.package)" "$(basename out/$s/*-r1)"
ok "with its content digest" same "$(statement .predicate.previous.content.sha256)" \
	"$(jq -r .content.sha256 out/$s/*-r1/data/seal.json)"
ok "the item is accepted" same "$(item POAM-0003 .state)" accepted
items '[.id, .uuid, .check, .subject, .detected_at] | join(" ")' >second
ok "the items are those of the first package" sh -c 'head -n "$(wc -l <first)" second | cmp - first'
ok "what stays UNKNOWN is new behind them" same "$(items 'select(.found == "UNKNOWN") | .id' | head -n 1)" \
	"$(printf 'POAM-%04d' $(($(wc -l <first) + 1)))"
ok "the plan is an input" cmp "$s/poam/POAM-0003.yml" "$current/data/inputs/poam/POAM-0003.yml"
ok "the package before is evidence" test -f "$current/data/evidence/objects/$(sha256sum <"$(echo out/$s/*-r1)/data/poam.json" | cut -c1-64)"
ok "the same again makes no package" says "nothing changed" build 2
ok "it verifies" exits 0 "$dossier" verify --trust key/trust.yml "$current"

# ---- A rebuild from a package has its past.
mkdir -p again/$s
cp -R "$s/vault" again/$s/
ok "a rebuild from the package" exits 2 "$dossier" build "$s" --from "$current" --key key/producer.key --out again
for f in facts assessment poam snapshot; do
	ok "has its $f.json" cmp "again/$s/current/data/$f.json" "$current/data/$f.json"
done

# ---- Dates alone move an item.
ok "a day after the deviation's end" build 2 --as-of 2027-01-01T00:00:00Z
ok "it is open again" same "$(item POAM-0003 '[.state, .since, .detected_at] | join(" ")')" "open 2027-01-01 2026-11-23"
ok "the page says why" grep -q "The deviation 'accepted' expired on 2026-12-31" "$current/data/site/poam.html"
ok "others are overdue" grep -q "nine days overdue" "$current/data/site/poam.html"

# ---- What a person writes is checked.
plan POAM-0003 closed 2027-12-31
ok "what still fails is not closed by writing so" build 2 --as-of 2027-01-01T00:00:00Z
ok "it stays open" same "$(item POAM-0003 .state)" open
plan POAM-0999 closed 2027-12-31
ok "a plan for no item is refused" says "poam/POAM-0999.yml:1:1: there is no item 'POAM-0999'" build 65
echo "state: done" >"$s/poam/POAM-0999.yml"
ok "lint reads plans" says "poam/POAM-0999.yml:1:8: unknown word 'done' for 'state'" exits 1 "$dossier" lint "$s"
rm "$s/poam/POAM-0999.yml"

# ---- Another package before, by path and digest.
first=$(echo "$PWD"/out/$s/*-r1)
digest=$(jq -r .content.sha256 "$first/data/seal.json")
sed -i "s|^previous:.*|previous: {package: \"$first\", digest: \"sha256:$digest\"}|" "$s/system.yml"
ok "a package by path and digest" build 2
ok "is the one that is named" same "$(statement .predicate.previous.package)" "$(basename "$first")"
ok "and was read" is_read $current OK
was=$(readlink $current)
sed -i "s/$digest/$(printf '%064d' 0)/" "$s/system.yml"
ok "with another digest it is refused" says "'current' was not switched" build 2
last=$(for p in out/$s/*-r*; do echo "${p##*-r} $p"; done | sort -n | tail -n 1 | cut -d' ' -f2)
ok "the source says so" is_read "$last" REFUSED
ok "no item has a number then" same "$(jq '.items | length' "$last/data/poam.json")" 0
ok "and the reason is there" says "its content digest is sha256:$digest" jq -r .why "$last/data/poam.json"
ok "the page says so" grep -q "does not mean that nothing is open" "$last/data/site/poam.html"
ok "current leads where it led" same "$(readlink $current)" "$was"
sed -i 's/^previous:.*/previous: current/' "$s/system.yml"

# ---- A package before that is not whole.
sed -i 's/"open"/"closed"/' "$current/data/poam.json"
ok "a package before that was changed is refused" says "it is not whole" build 2
sed -i 's/"closed"/"open"/' "$current/data/poam.json"
ok "current leads where it led" same "$(readlink $current)" "$was"

# ---- No package before, by decision.
rm "$s"/poam/*
sed -i 's/^previous:.*/previous: none/' "$s/system.yml"
ok "previous: none" build 2
ok "names no package before" same "$(statement .predicate.previous)" null
ok "and numbers from the start" cmp first <(items '[.id, .uuid, .check, .subject, .detected_at] | join(" ")')
# ---- A gather reads the package before; a small system, of files alone.
mkdir -p tiny/records
cat >tiny/system.yml <<'YML'
system: {id: tiny, name: Tiny, owner: A. Person, impact: low, baseline: sp800-53r5-low}
models: [{id: m}]
sources: [{id: notes, connector: records}]
YML
note() { # N
	printf '%s\n' 'by: Dana Whitfield' 'review:' "  id: R-$1" '  subject: model/m' \
		'  at: 2026-09-14T10:00:00Z' '  who: Dana Whitfield' '  outcome: success' >"tiny/records/$1.yml"
}
tiny() { # STATUS ARGUMENT...
	local want=$1
	shift
	exits "$want" "$dossier" build tiny --key key/producer.key --as-of 2026-11-25T00:00:00Z "$@"
}
current=out/tiny/current
# Without NIST's schema beside the program no package is complete.
whole=2
[ -z "$(find -L "$(dirname "$dossier")/standards" -name oscal_complete_schema.xsd 2>/dev/null)" ] || whole=0
note 1
ok "tiny: a first package" tiny $whole
ok "tiny: the same again, gathered anew, makes no package" says "nothing changed" tiny $whole
note 2
ok "tiny: a second package" tiny $whole
ok "tiny: the gather read the package before" is_read $current OK
ok "tiny: the snapshot has it" grep -q '"base": "tiny-2026-11-25-r1"' "$(echo out/tiny/snapshots/*.json | tr ' ' '\n' | tail -n 1)"
note 3
ok "tiny: a third package" tiny $whole
ok "tiny: an older snapshot is said to go on from an older package" says \
	"the snapshot goes on from tiny-2026-11-25-r1, and tiny-2026-11-25-r3 is current" tiny $whole --from out/tiny/snapshots/*_03.json
ok "tiny: a snapshot for each gather" same "$(echo out/tiny/snapshots/* | wc -w)" 4
name() { # PACKAGE DIGEST
	sed -i '/^previous/d' tiny/system.yml
	echo "previous: {package: \"$1\", digest: \"sha256:$2\"}" >>tiny/system.yml
}
zeros=$(printf '%064d' 0)
name nowhere "$zeros"
ok "tiny: a package that is not there" says "there is no package 'nowhere'" tiny 2
name "../out/$s/current" "$zeros"
ok "tiny: a package of another system" says "it is of the system '$s', not of 'tiny'" tiny 2
name "../out/tiny/$(readlink $current)" "$(jq -r .content.sha256 $current/data/seal.json)"
rm -r "$current/signatures"
ok "tiny: a package without its statement" says "its statement: " tiny 2
finish poam
