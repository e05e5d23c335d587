#!/usr/bin/env bash
# Starts two real Prometheus servers on loopback, one for each system, with twelve months of history, rules and live targets, and an Alertmanager that both feed, below DIR.
#   start-prometheus.sh [-f] [-p PORT] TRUTH-A TRUTH-B DIR   start, print the URLs as NAME=value lines (benefits-triage at PORT, invoice-fraud at PORT+1, the exporter at
#                                                     PORT+2, the Alertmanager at PORT+4; nothing listens at PORT+3). TRUTH-A, TRUTH-B: truth.json of the two scenarios
#   start-prometheus.sh stop DIR                      stop what was started below DIR
# -f     empty: throws away the data that an earlier start left below DIR
# Needs: the apt packages prometheus (with promtool) and prometheus-alertmanager, python3 and curl. Samples before the end of the history, 2026-11-23T12:00:00Z, are not taken in live.
set -euo pipefail
make=$(cd "$(dirname "$0")" && pwd)
port=5900 fresh=no

if [ "${1:-}" = stop ]; then
	dir=$(realpath "${2:?DIR}")
	for f in "$dir"/run/*.pid; do
		[ -e "$f" ] || continue
		kill -TERM "$(cat "$f")" 2>/dev/null || true
		rm -f "$f"
	done
	exit 0
fi
while getopts p:f opt; do
	case $opt in f) fresh=yes ;; p) port=$OPTARG ;; *) exit 64 ;; esac
done
shift $((OPTIND - 1))
truth_a=$(realpath "${1:?TRUTH-A}") truth_b=$(realpath "${2:?TRUTH-B}") dir=$(realpath -m "${3:?DIR}")
mkdir -p "$dir/run" "$dir/log"
cd "$dir"

wait_for() { # URL
	for _ in $(seq 240); do
		curl -fs -o /dev/null "$1" && return
		sleep 0.5
	done
	echo "start-prometheus: $1 does not answer, see $dir/log" >&2
	exit 75
}

fill() { # SYSTEM TRUTH: its history as blocks, once
	[ $fresh = no ] || rm -rf "${1:?}"
	[ ! -e "$1/.done" ] || return 0
	rm -rf "${1:?}"
	python3 "$make/prometheus_history.py" write "$1" "$2" "$1"
	promtool tsdb create-blocks-from --quiet --max-block-duration=1458h openmetrics "$1/history.om" "$1/data" >"log/$1.blocks" 2>&1
	rm "$1/history.om"
	touch "$1/.done"
}

configure() { # SYSTEM DRIFT-PORT: relative names only, for the server shows them in its answers
	mkdir -p "$1/rules"
	cp "$make/$1.rules.yml" "$1/rules/$1.yml"
	cat >"$1/prometheus.yml" <<-END
		global: {scrape_interval: 15s, evaluation_interval: 15s}
		rule_files: [rules/$1.yml]
		alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:$((port + 4))"]}]}]}
		scrape_configs:
		  - job_name: $1-serving
		    metrics_path: /$1/serving
		    static_configs: [{targets: ["127.0.0.1:$((port + 2))"]}]
		    relabel_configs: [{target_label: instance, replacement: "serving.$1.example:8080"}]
		  - job_name: $1-drift
		    metrics_path: /$1/drift
		    static_configs: [{targets: ["127.0.0.1:$2"]}]
		    relabel_configs: [{target_label: instance, replacement: "drift.$1.example:8080"}]
	END
}

serve() { # SYSTEM PORT
	(cd "$1" && exec prometheus --config.file=prometheus.yml --storage.tsdb.path=data --storage.tsdb.retention.time=10y \
		--web.listen-address="127.0.0.1:$2" --web.external-url="http://prometheus.$1.example:9090/" >"../log/$1" 2>&1) &
	echo $! >"run/$1.pid"
	wait_for "http://127.0.0.1:$2/-/ready"
}

fill benefits-triage "$truth_a"
fill invoice-fraud "$truth_b"
configure benefits-triage $((port + 2))
configure invoice-fraud $((port + 3)) # nothing listens there: its drift job is gone
python3 "$make/prometheus_history.py" serve $((port + 2)) . >log/exporter 2>&1 &
echo $! >run/exporter.pid
wait_for "http://127.0.0.1:$((port + 2))/benefits-triage/serving"
mkdir -p alertmanager
printf 'route: {receiver: nobody, group_wait: 5s}\nreceivers: [{name: nobody}]\n' >alertmanager/alertmanager.yml
(cd alertmanager && exec prometheus-alertmanager --config.file=alertmanager.yml --storage.path=data --cluster.listen-address= \
	--web.listen-address="127.0.0.1:$((port + 4))" --web.external-url="http://alertmanager.example:9093/" >../log/alertmanager 2>&1) &
echo $! >run/alertmanager.pid
wait_for "http://127.0.0.1:$((port + 4))/-/ready"
serve benefits-triage "$port"
serve invoice-fraud $((port + 1))
echo "PROMETHEUS_BENEFITS_TRIAGE_URL=http://127.0.0.1:$port"
echo "PROMETHEUS_INVOICE_FRAUD_URL=http://127.0.0.1:$((port + 1))"
echo "ALERTMANAGER_URL=http://127.0.0.1:$((port + 4))"
echo "EXPORTER_URL=http://127.0.0.1:$((port + 2))"
