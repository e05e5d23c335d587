#!/bin/bash
# gather-faults.sh: every request of every connector that speaks HTTP, with
# every fault of faults/faults.py: states, the first page, verdicts, requests,
# times and secrets.  Prints fault x state.
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cd "$root" || exit 70
shared=${DOSSIER_SHARED:-../shared}
if [ ! -d "$shared/recordings/sources/alertmanager" ] || ! command -v python3 openssl >/dev/null; then
	echo "skipped gather-faults: no python3, no openssl or no $shared/recordings"
	echo "gather-faults: 0 passed, 0 failed, 1 skipped"
	exit 0
fi
exec python3 "$here/faults/faults.py" "${DOSSIER:-$root/build/dossier}" "$root" "$shared"
