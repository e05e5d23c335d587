#!/bin/bash
# live.sh: the main job against a real MLflow 3 on a real PostgreSQL, two real
# Prometheus servers with a year of history and an Alertmanager, started here on
# loopback, filled with both sample systems, gathered, built, verified, and
# stopped.  All is as of the end of that history, so the test does not age.
# Ends with "N passed, N failed, N skipped"; exits 75 when the servers cannot be
# had.
#
# DOSSIER_LIVE_PORT=5600 live.sh --samples also gathers samples/ again.
set -u
export LC_ALL=C TZ=UTC
cd "$(dirname "$0")/../.." || exit 70
here=$PWD
dossier=$here/build/dossier
port=${DOSSIER_LIVE_PORT:-5700}
cache=${DOSSIER_CACHE:-$here/build/cache}
work=$(mktemp -d /tmp/dossier-live-XXXXXX)
chmod 755 "$work"
server=$work/server
passed=0 failed=0 skipped=0

ok() { # WHAT COMMAND...
	local what=$1 rc
	shift
	"$@" >"$work/last.log" 2>&1
	rc=$?
	if [ $rc = 0 ]; then
		passed=$((passed + 1))
		echo "ok      $what"
	else
		failed=$((failed + 1))
		echo "FAILED  $what (exit $rc)"
		tail -n 20 "$work/last.log"
	fi
	return $rc
}

as_of=2026-11-23T12:00:00Z # the end of prometheus_history.py's history

stop() {
	bash "$here/tests/live/prometheus/start-prometheus.sh" stop "$work/monitor" >/dev/null 2>&1
	bash "$here/tests/live/mlflow/start-mlflow.sh" stop "$server" >/dev/null 2>&1
	[ -n "${KEEP:-}" ] || rm -rf "$work"
}
trap stop EXIT

# Somebody else's server would answer in place of ours.
is_free() { # PORT...
	local p
	for p; do ! (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null || return 1; done
}
for _ in 1 2 3 4 5; do
	is_free "$port" $((port + 1)) $((port + 32)) $((port + 300)) $((port + 301)) $((port + 302)) $((port + 303)) $((port + 304)) && break
	port=$((port + 50))
done
monitor=$((port + 300))

exits() { # STATUS COMMAND...
	local want=$1 rc
	shift
	"$@"
	rc=$?
	[ $rc = "$want" ] || { echo "exit $rc, not $want: $*"; return 1; }
}

echo "starting MLflow on PostgreSQL, port $port (Python environments in $cache)"
VENVS=$cache/venv bash tests/live/mlflow/start-mlflow.sh -f -a -p "$port" "$server" >"$work/start.log" 2>&1 </dev/null
if ! grep -q MLFLOW_AUTH_ENV "$work/start.log"; then
	tail -n 20 "$work/start.log"
	echo "live: a real MLflow cannot be started here"
	exit 75
fi
scenario() { # SEED SYSTEM
	"$server/venv-mlflow3/bin/python" tests/live/mlflow/run-mlflow-scenario.py --seed "$1" --system "$2" --dir "$server" \
		--url "http://127.0.0.1:$port" --backend "postgresql+psycopg2://mlflow@127.0.0.1:$((port + 32))/mlflow" \
		--auth-url "http://127.0.0.1:$((port + 1))" --out "$work/scenario-$2"
}
ok "fill the server with benefits-triage" scenario 11 a
ok "fill the server with invoice-fraud" scenario 23 b
echo "starting Prometheus, ports $monitor and $((monitor + 1)), and Alertmanager, port $((monitor + 4))"
bash tests/live/prometheus/start-prometheus.sh -p $monitor "$work/scenario-a/truth.json" "$work/scenario-b/truth.json" "$work/monitor" >"$work/monitor.log" 2>&1 </dev/null
if ! grep -q ALERTMANAGER_URL "$work/monitor.log"; then
	tail -n 20 "$work/monitor.log"
	echo "live: a real Prometheus cannot be started here"
	exit 75
fi

# shellcheck source=/dev/null
. "$server/auth.env"
export AUDITOR_PASSWORD
systems=$work/systems
mkdir "$systems"
for s in benefits-triage invoice-fraud; do
	mkdir "$systems/$s"
	cp -R samples/$s/statements samples/$s/records "$systems/$s/"
	sed "s|127.0.0.1:5600|127.0.0.1:$port|; s|127.0.0.1:5601|127.0.0.1:$((port + 1))|
		s|127.0.0.1:5900|127.0.0.1:$monitor|; s|127.0.0.1:5901|127.0.0.1:$((monitor + 1))|" samples/$s/system.yml >"$systems/$s/system.yml"
	"$dossier" init --key "$systems/$s" >/dev/null
done
sed -i "s|prometheus: invoice-fraud|&, alertmanager: invoice-fraud|
	s|^  - id: records|  - {id: alerts, connector: alertmanager, base: \"http://127.0.0.1:$((monitor + 4))\", auth: none}\n&|" "$systems/invoice-fraud/system.yml"
cd "$work" || exit 70
ok "the first hour: from nothing to a draft, by the README" bash "$here/tests/live/first-hour.sh" "$port" "$work/first-hour"

# A rule must hold for a minute before it fires.
alerts() { curl -fs "http://127.0.0.1:$((monitor + 4))/api/v2/alerts" | grep -o '"alertname":"InvoiceFraud[A-Za-z0-9]*"' | sort | tr '\n' ' '; }
all_fire() {
	for _ in $(seq 200); do
		[ "$(alerts)" = '"alertname":"InvoiceFraudBudget50" "alertname":"InvoiceFraudTargetDown" ' ] && return
		sleep 1
	done
	alerts
	return 1
}
ok "the planted alerts, and no others, reach Alertmanager" all_fire
silence=$(curl -fs -H 'Content-Type: application/json' "http://127.0.0.1:$((monitor + 4))/api/v2/silences" -d '{"createdBy": "j.doe", "comment": "noisy",
	"startsAt": "2026-11-01T00:00:00Z", "endsAt": "2036-11-01T00:00:00Z", "matchers": [{"name": "alertname", "value": "InvoiceFraudBudget50", "isRegex": false, "isEqual": true}]}' | grep -o '[0-9a-f-]\{36\}')
sleep 1

ok "lint benefits-triage" "$dossier" lint systems/benefits-triage
ok "gather and build benefits-triage: complete" exits 0 "$dossier" build systems/benefits-triage --as-of $as_of
ok "gather and build invoice-fraud: incomplete, one source denied" exits 2 "$dossier" build systems/invoice-fraud --as-of $as_of
for s in benefits-triage invoice-fraud; do
	ok "verify $s" "$dossier" verify --trust systems/$s/trust.yml --system $s out/$s/current
	ok "a second build of the same snapshot of $s makes no new serial" sh -c \
		"$dossier build systems/$s --from out/$s | grep -q 'nothing changed'"
	ok "what was gathered of $s has what the scenario planted" python3 "$here/tests/live/truth.py" \
		"$work/scenario-$([ $s = invoice-fraud ] && echo b || echo a)/truth.json" out/$s/current/data/facts.json
	at=("http://127.0.0.1:$monitor")
	[ $s = benefits-triage ] || at=("http://127.0.0.1:$((monitor + 1))" "$silence")
	ok "what was gathered of $s has what its monitor was filled with" python3 "$here/tests/live/monitor.py" $s "$work/monitor/$s/truth.json" \
		out/$s/current/data/facts.json "${at[@]}"
	tail -n 1 "$work/last.log"
done
ok "no secret in a package, snapshot or log" sh -c "! grep -rqF '$AUDITOR_PASSWORD' out"
ok "benefits-triage has no FAIL" exits 2 "$dossier" check systems/benefits-triage --fail-on low
ok "invoice-fraud fails" exits 1 "$dossier" check systems/invoice-fraud
ok "the denied source is on the first page" grep -q DENIED out/invoice-fraud/current/data/site/index.html

# cosign is in no Debian package: built with the Go that is there, once.
cosign=$(command -v cosign || echo "$cache/cosign-3.1.3/cosign")
if [ ! -x "$cosign" ] && command -v go >/dev/null; then
	echo "building cosign 3.1.3 with $(go version | cut -d' ' -f3)"
	GOBIN=$(dirname "$cosign") go install github.com/sigstore/cosign/v3/cmd/cosign@v3.1.3 >"$work/cosign.log" 2>&1
fi
if [ -x "$cosign" ]; then
	for s in benefits-triage invoice-fraud; do
		ok "cosign verifies the bundle of $s" sh -c 'cd "out/$1/current" && "$0" verify-blob-attestation --insecure-ignore-tlog \
			--key "../../../systems/$1/producer.key.pub" --bundle signatures/producer.sigstore.json \
			--type https://dossier.example/package/v1 tagmanifest-sha256.txt' "$cosign" $s
	done
	ok "cosign refuses the bundle for other bytes" sh -c '! "$0" verify-blob-attestation --insecure-ignore-tlog \
		--key systems/invoice-fraud/producer.key.pub --bundle out/invoice-fraud/current/signatures/producer.sigstore.json \
		--type https://dossier.example/package/v1 out/benefits-triage/current/tagmanifest-sha256.txt' "$cosign"
else
	skipped=$((skipped + 1))
	echo "skipped cosign: none on PATH, and no Go that builds 3.1.3 ($(tail -n 1 "$work/cosign.log" 2>/dev/null))"
fi

if [ "${1:-}" = --samples ]; then
	for s in benefits-triage invoice-fraud; do
		"$dossier" gather "$here/samples/$s" --as-of $as_of --out samples
		rm -rf "$here/samples/$s/objects" "$here/samples/$s/snapshots" "$here/samples/$s/vault"
		cp -R samples/$s/objects samples/$s/snapshots "$here/samples/$s/"
		[ ! -d samples/$s/vault ] || cp -R samples/$s/vault "$here/samples/$s/"
	done
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
