#!/bin/bash
# Gather against tools/replay: caps, order, TLS, credentials, files, skips.
cd "$(dirname "$0")/../.." || exit 70
. tests/it/gather/driver.sh
gather_needs gather-cases "$SHARED/recordings/invoice-fraud/mlflow"
gather_build
exec python3 tests/it/gather_cases.py "$DRIVER" tests/it/gather "$SHARED/recordings"
