#!/bin/bash
# cli.sh: what a person and a script see: exit statuses, messages, help.
. "$(dirname "$0")/lib.sh"
sample=$root/samples/invoice-fraud
clean=$root/samples/benefits-triage
cd "$work" || exit 70
new_key key invoice-fraud

ok "help fits one screen" test "$("$dossier" --help | wc -l)" -le 24
ok "help fits 80 columns" test "$("$dossier" --help | wc -L)" -le 80
ok "no command: 64" exits 64 "$dossier"
ok "unknown command: 64" exits 64 "$dossier" biuld
ok "unknown command: the nearest" says "did you mean 'build'?" "$dossier" biuld
ok "unknown option: the nearest" says "did you mean '--draft'?" "$dossier" build x --darft
ok "missing argument: 64" exits 64 "$dossier" build
ok "one argument too many: 64" exits 64 "$dossier" check a b
ok "an option without its value: 64" exits 64 "$dossier" check a --from
for c in init lint gather check build sign verify explain sources; do
	ok "$c --help: 0" exits 0 "$dossier" $c --help
	ok "$c --help fits 24 lines" test "$("$dossier" $c --help | wc -l)" -le 24
done
ok "no system.yml: 65" exits 65 "$dossier" check "$work"
ok "no snapshot: 65" exits 65 "$dossier" check "$sample"
ok "no snapshot: a hint" says "dossier gather" "$dossier" check "$sample"
ok "check finds FAIL: 1" exits 1 "$dossier" check "$sample" --from "$sample"
ok "check without FAIL: 2" exits 2 "$dossier" check "$clean" --from "$clean"
ok "check names the denied source" says "source 'restricted' is DENIED" "$dossier" check "$sample" --from "$sample"
ok "check --fail-on what is no severity: 64" exits 64 "$dossier" check "$sample" --from "$sample" --fail-on worst
ok "check --json is one object" jq -e '.format == "dossier-check/1" and (.verdicts | length > 0)' <("$dossier" check "$sample" --from "$sample" --json)
ok "build with a key that is not there: 65" exits 65 "$dossier" build "$sample" --from "$sample" --key "$work/none"
cp "$root/samples/invoice-fraud/system.yml" . && sed -i '/^sign:/d' system.yml && cp -R "$sample/statements" .
ok "build without any key: 77" exits 77 "$dossier" build . --from "$sample"
ok "build without any key: a hint" says "init --key" "$dossier" build . --from "$sample"
ok "build --draft of an incomplete month: 2" exits 2 "$dossier" build "$sample" --from "$sample" --draft
ok "verify of a draft: 1" exits 1 "$dossier" verify --trust key/trust.yml out/invoice-fraud/invoice-fraud-*-draft-1
ok "verify of a draft: UNSIGNED" says "UNSIGNED" "$dossier" verify --trust key/trust.yml out/invoice-fraud/invoice-fraud-*-draft-1
ok "DRAFT on every page" sh -c '! grep -L DRAFT $(find out/invoice-fraud/*-draft-1/data/site -name "*.html") | grep .'
ok "a draft is never current" test ! -e out/invoice-fraud/current
ok "build: 2, incomplete" exits 2 "$dossier" build "$sample" --from "$sample" --key key/producer.key
ok "verify: 0" exits 0 "$dossier" verify --trust key/trust.yml --system invoice-fraud out/invoice-fraud/current
ok "verify prints the age" says "day(s) ago" "$dossier" verify --trust key/trust.yml out/invoice-fraud/current
ok "verify without a trust file: 2" exits 2 "$dossier" verify out/invoice-fraud/current
ok "verify of another system: 1" exits 1 "$dossier" verify --trust key/trust.yml --system other out/invoice-fraud/current
ok "verify --min-serial 2: 1" exits 1 "$dossier" verify --trust key/trust.yml --min-serial 2 out/invoice-fraud/current
sed 's/valid_from: .*/valid_from: "2027-01-01"/' key/trust.yml >later.yml
ok "a key made after as-of may sign older evidence" exits 0 "$dossier" verify --trust later.yml --as-of 2027-01-02T00:00:00Z out/invoice-fraud/current
ok "a key that is not valid yet: 1" exits 1 "$dossier" verify --trust later.yml --as-of 2026-12-02T00:00:00Z out/invoice-fraud/current
ok "verify --json" jq -e '.answer == "verified"' <("$dossier" verify --trust key/trust.yml --json out/invoice-fraud/current)
ok "the same again: no new serial" says "nothing changed" "$dossier" build "$sample" --from "$sample" --key key/producer.key
ok "--as-of before the evidence: 64" exits 64 "$dossier" check "$sample" --from "$sample" --as-of 2026-01-01T00:00:00Z
ok "--as-of in another zone" exits 1 "$dossier" check "$sample" --from "$sample" --as-of 2026-12-24T00:00:00+02:00
ok "--as-of without a zone: 64" exits 64 "$dossier" check "$sample" --from "$sample" --as-of 2026-12-24
ok "explain names the answer each value came in" says "from registry/bytes" "$dossier" explain REG-04:version/fraud/4 out/invoice-fraud/current
cp -R "$clean" alias && sed -i 's/alias: champion/alias: nosuch/' alias/system.yml
ok "an alias of production that nothing has is said" says "has the alias 'nosuch'" "$dossier" check alias --from alias
ok "explain a check" says "model.pkl" "$dossier" explain REG-04:version/fraud/4 out/invoice-fraud/current
ok "explain what is not there: 64, the nearest" says "did you mean" "$dossier" explain REG-44 out/invoice-fraud/current
ok "sources: 0" exits 0 "$dossier" sources
ok "check of a package, by its own inputs" exits 1 "$dossier" check out/invoice-fraud/current
ok "build from a package whose vault is elsewhere: the objects are missed by name" says "the object is not in the store" \
	"$dossier" build "$sample" --from out/invoice-fraud/current --key key/producer.key --out out2
mkdir -p out3/invoice-fraud && cp -R "$sample/vault" out3/invoice-fraud/
ok "build from a package beside its vault gives the same facts" sh -c '
	"$0" build "$1" --from out/invoice-fraud/current --key key/producer.key --out out3 >/dev/null
	cmp out/invoice-fraud/current/data/facts.json out3/invoice-fraud/current/data/facts.json' "$dossier" "$sample"
ok "a package's own facts give its own verdicts" sh -c '
	"$0" check out/invoice-fraud/current --json | jq -r ".verdicts[] | [.check,.subject,.word] | join(\" \")" >a
	jq -r ".verdicts[] | [.check,.subject,.word] | join(\" \")" out/invoice-fraud/current/data/assessment.json >b; cmp a b' "$dossier"
ok "init: a new folder" exits 0 "$dossier" init mine --key
ok "init never overwrites: 77" exits 77 "$dossier" init mine
ok "init's own files pass lint" exits 0 "$dossier" lint mine
ok "a stub with its '#' taken away is a placeholder, never an answer" sh -c '
	cp -R "$1" stub && f=stub/statements/fraud/limitations.yml && sed "s/^# //; s/<who.*/me/; s/: YYYY-MM-DD/: 2026-11-01/" mine/statements/my-model/limitations.yml |
	sed "1,4d; s/expires: .*/expires: 2027-11-01/; s/owner: .*/owner: me/" >$f && "$0" lint stub && "$0" check stub --from stub --json | jq -e .verdicts >/dev/null' "$dossier" "$sample"
ok "init --sample: a complete sample" sh -c '"$0" init s --sample >/dev/null && "$0" lint s && { "$0" check s --from s >/dev/null; [ $? = 1 ]; }' "$dossier"
mkdir -p own && cp -R "$sample/." own/ && mkdir -p own/templates/documents && sed 's/^title: .*/title: Our own card/' "$root/templates/documents/model-card.md" >own/templates/documents/model-card.md
ok "a system's own template replaces ours and is an input" sh -c '
	"$0" lint own && { "$0" build own --from own --draft --out outown >/dev/null; [ $? = 2 ]; } &&
	cmp own/templates/documents/model-card.md outown/invoice-fraud/*/data/inputs/templates/documents/model-card.md &&
	grep -rq "Our own card" outown/invoice-fraud/*/data/site/docs' "$dossier"
echo '{{' >>own/templates/documents/model-card.md
cp -R "$sample" two
sed -i 's/connector: mlflow/connector: mlfow/; s#base: "http://127.0.0.1:[0-9]*"#base: "http://mlflow.internal:5000"#' two/system.yml
ok "lint: a misspelt connector is named where it stands" says "did you mean 'mlfow', the connector of source" "$dossier" lint two
sed -i 's/mlfow/mlflow/' two/system.yml
ok "lint: a source that would be refused" says "would be REFUSED: http://mlflow.internal:5000: http without TLS" "$dossier" lint two
ok "lint: the next source too" says "source 'restricted' would be REFUSED" "$dossier" lint two
cp -R "$sample" many
mkdir many/pages && awk 'BEGIN { for (i = 0; i < 100001; i++) printf "model_feature_psi{model=\"m\",feature=\"f%d\"} 0.1 1795432047642\n", i }' >many/pages/a.txt
sed -i 's/^sources:/sources:\n  - {id: pages, connector: prometheus-federate, files: "pages\/*.txt"}/' many/system.yml
ok "more rows than a system may have cost their own step, not the package" sh -c '
	sed -i "s/base: \"http:/skip: {reason: r, owner: o, expires: 2099-01-01}\n    base: \"http:/" many/system.yml
	"$0" build many --draft --no-pdf --out outmany >many.out 2>&1; [ $? = 2 ] && grep -q "pages. is FAILED: page: .*100000" many.out' "$dossier"
ok "lint reads a system's own template" exits 65 "$dossier" lint own
ok "a second run says who holds the lock: 75" sh -c '
	exec 9>out/invoice-fraud/.lock; flock 9; "$0" build "$1" --from "$1" --key key/producer.key; [ $? = 75 ]' "$dossier" "$sample"
ok "stdout closed: 74" sh -c '"$0" check "$1" --from "$1" >/dev/full; [ $? = 74 ]' "$dossier" "$sample"
ok "nothing raw on the terminal" sh -c '! "$0" check "$1" --from "$1" | grep -qP "[\x00-\x08\x0b-\x1f\x7f]"' "$dossier" "$sample"
finish cli
