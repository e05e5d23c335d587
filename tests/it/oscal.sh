#!/bin/bash
# oscal.sh: the OSCAL files of whole packages: valid by NIST's schema and by
# the OSCAL project's own libraries, XML and JSON the same, ids that stay, no
# word of the assessor's, hostile text, and a machine without the schema.
. "$(dirname "$0")/lib.sh"
schema=$root/build/standards/oscal-1.2.1/oscal_complete_schema.xsd
cli=$root/tools/oscal-cli/oscal-cli

build() { # FOLDER OUT [OPTION...]: a draft; prints its data/oscal
	local dir=$1 out=$2
	shift 2
	"$dossier" build "$dir" --draft --out "$out" --data "$root" "$@" >"$work/.build" 2>&1
	local rc=$?
	[ $rc = 0 ] || [ $rc = 2 ] || { cat "$work/.build" >&2; return 1; }
	echo "$out"/*/*-draft-1/data/oscal
}

# ids KIND FILE: "uuid check subject" of observations or risks, sorted
ids() {
	jq -r --arg k "$1" '[.. | objects | .[$k]? // empty | .[]] | .[] |
		(.props | map(select(.name == "check" or .name == "subject") | .value) | join(" ")) + " " + .uuid' "$2" | sort
}

for s in invoice-fraud benefits-triage; do
	sample=$root/samples/$s
	one=$(build "$sample" "$work/$s-1" --from "$sample")
	two=$(build "$sample" "$work/$s-2" --from "$sample")
	ok "$s has results in XML and JSON" test -s "$one/assessment-results.xml" -a -s "$one/assessment-results.json"
	ok "$s built twice is the same" diff -r "$one" "$two"
	all="${all:-} $one"
done
one=$work/invoice-fraud-1/invoice-fraud/*-draft-1/data/oscal
one=$(echo $one)
ok "invoice-fraud has a plan of action" test -s "$one/plan-of-action-and-milestones.json"

# What is the same has the same id after a statement changed.
cp -R "$root/samples/invoice-fraud" "$work/changed"
sed -i 's/^owner: .*/owner: Somebody Else/' "$work"/changed/statements/*/*.yml
changed=$(build "$work/changed" "$work/changed-1" --from "$work/changed")
all="$all $changed"
for kind in observations risks findings; do
	ok "ids of $kind stay" same "$(ids $kind "$changed/assessment-results.json")" "$(ids $kind "$one/assessment-results.json")"
done
ok "a result has a new id" test "$(jq -r '.[].results[0].uuid' "$changed/assessment-results.json")" != "$(jq -r '.[].results[0].uuid' "$one/assessment-results.json")"

# The assessor's word stands nowhere; every FAIL of today is a risk.
not_satisfied() { ! grep -h -o '"satisfied"\|compliant' "$@"; }
# shellcheck disable=SC2086  # a list of folders
ok "no document says satisfied" not_satisfied $(printf '%s/*.json ' $all)
fails() { jq '[.verdicts[] | select(.word == "FAIL" and (.history | not))] | length' "$1/../assessment.json"; }
risks() { jq '[.[].results[0].risks[]? | select(.status == "open")] | length' "$1/assessment-results.json"; }
ok "each failing verdict is an open risk" same "$(risks "$one")" "$(fails "$one")"
seen() { ! grep -q 'were not checked against' "$1/../site/index.html"; }
ok "with the schema, no page says otherwise" seen "$one"
ok "each verdict is an observation" same "$(jq '.[].results[0].observations | length' "$one/assessment-results.json")" "$(jq '.verdicts | length' "$one/../assessment.json")"
links() { # every rlink leads to a file with its hash
	jq -r '.. | objects | .rlinks? // empty | .[] | .hashes[0].value + "  " + .href' "$1/$2" >"$work/.links"
	[ -s "$work/.links" ] && (cd "$1" && sha256sum --check --strict --quiet "$work/.links")
}
ok "links of the results lead to files with their hashes" links "$one" assessment-results.json
ok "links of the plan lead to files with their hashes" links "$one" plan-of-action-and-milestones.json

# A system whose every text is hostile: names, owner, marking, features.
mega=$(head -c 900000 /dev/zero | tr '\0' "<")
# As YAML, and as JSON would, writes it.
evil=$(printf '<script>alert(1)</script>{{ insert: param, ac-1_prm_1 }} *a* _b_ [c](d) \\u202e\\u0001\\u001b[31m\\ufffe # "q" &amp; =cmd|x!A0 ../../etc')
mkdir -p "$work/hostile/statements/m" "$work/hostile/exports"
cat >"$work/hostile/system.yml" <<-Y
	system: {id: hostile, name: "${evil//\"/\\\"}", owner: "- <b>{{ x }} *a* _b_ [c](d) &amp; \u202e", impact: low, baseline: sp800-53r5-low}
	marking: {banner: "${evil//\"/\\\"}", controlled_by: ["# x", "\u202e"]}
	models:
	  - {id: m, names: {exports: m}, production: {alias: champion}, high_impact: false}
	sources:
	  - {id: exports, connector: evidently, files: "exports/*.json", zone: UTC}
	previous: none
	documents: [model-card]
Y
cat >"$work/hostile/statements/m/features-monitored.yml" <<-Y
	owner: "1. $mega"
	date: 2026-06-01
	expires: 2036-06-01
	features: ["x", "${evil//\"/\\\"}", "\u00a0y\u3000", "# h"]
	predictions: [score]
Y
jq -n --argjson evil "\"${evil//\"/\\\"}\"" '
	def one($c): {metric_value_location: {metric: {params: {type: "evidently:metric_v2:ValueDrift", column: $c, method: "psi", threshold: 0.1}}}, value: 0.9};
	{timestamp: "2026-11-20T06:00:00", metric_results: {a: one("x"), b: one($evil), c: one("\u00a0y\u3000"), d: one("# h")}}' >"$work/hostile/exports/drift.json"
hostile=$(build "$work/hostile" "$work/hostile-1")
ok "a hostile system has results" test -s "$hostile/assessment-results.json"
ok "what is hostile is in them" grep -q 'insert: param' "$hostile/assessment-results.json"
raw() { ! LC_ALL=C grep -l -P '[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80\xae|\xef\xbf\xbe' "$hostile"/*; }
ok "no control or direction character is in them" raw
ok "a text of 900 kB is cut" test "$(stat -c %s "$hostile/assessment-results.json")" -lt 500000
all="$all $hostile"

# shellcheck disable=SC2086
files=$(printf '%s/* ' $all)
# shellcheck disable=SC2086
pairs=$(for f in $(printf '%s/*.xml ' $all); do echo "$f" "${f%.xml}.json"; done)
if [ -s "$schema" ]; then
	# shellcheck disable=SC2046,SC2086
	ok "valid by NIST's schema" xmllint --noout --schema "$schema" $(printf '%s/*.xml ' $all)
else
	skip "NIST's schema" "no $schema: tools/fetch-standards gets it"
fi
if "$cli" setup >"$work/.setup" 2>&1; then
	# shellcheck disable=SC2086
	ok "valid by the OSCAL project's libraries" "$cli" validate --errors-only $files
	# shellcheck disable=SC2086
	ok "XML and JSON hold the same" "$cli" same $pairs
else
	skip "the OSCAL project's libraries" "$(tail -n 1 "$work/.setup")"
fi

# Without the schema: said, and not complete.
mkdir -p "$work/bare/bin" "$work/bare/share/dossier"
cp "$dossier" "$work/bare/bin/dossier"
cp -R "$root/controls" "$root/mappings" "$root/templates" "$work/bare/share/dossier/"
sample=$root/samples/benefits-triage
ok "without the schema: exit 2" exits 2 "$work/bare/bin/dossier" build "$sample" --from "$sample" --draft --out "$work/bare/out"
ok "and the log says so" says "NIST's schema is not installed" "$work/bare/bin/dossier" build "$sample" --from "$sample" --draft --out "$work/bare/out2"
bare=$(echo "$work"/bare/out/*/*-draft-1/data)
ok "and the files" grep -q 'was not checked against it' "$bare/oscal/assessment-results.xml"
ok "and the first page" grep -q 'were not checked against' "$bare/site/index.html"
ok "and what was not seen" grep -q 'were not checked against' "$bare/site/sources.html"
ok "and tool.json" same "$(jq -r .oscal_schema "$bare/tool.json")" "not installed"
mkdir -p "$work/bare/share/dossier/standards/oscal-1.2.1"
echo "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'/>" >"$work/bare/share/dossier/standards/oscal-1.2.1/oscal_complete_schema.xsd"
ok "another schema is none" says "is not NIST's schema of OSCAL 1.2.1" "$work/bare/bin/dossier" build "$sample" --from "$sample" --draft --out "$work/bare/out3"
finish oscal
