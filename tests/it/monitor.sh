#!/bin/bash
# monitor.sh: the connectors prometheus and alertmanager over recordings of real
# servers (tools/replay), compared with their truth.json by computed statements;
# and over answers that are not what was asked for.
. "$(dirname "$0")/lib.sh"
recordings=${DOSSIER_SHARED:-$root/../shared}/recordings
if [ -d "$recordings/sources/prometheus" ]; then
	for case in benefits_triage invoice_fraud hostile alertmanager odd unmonitored; do
		ok "$case" python3 "$root/tests/it/monitor.py" "$dossier" "$recordings" $case
		grep -h "statements compared\|odd answers" "$work/.log"
	done
else
	skip "recorded monitors" "no $recordings"
fi
finish monitor
