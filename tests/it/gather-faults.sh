#!/bin/bash
# Every fault of tools/replay at three places of a gather: the state of the
# step, the number of requests, and where the secret went.
cd "$(dirname "$0")/../.." || exit 70
. tests/it/gather/driver.sh
recording=$SHARED/recordings/invoice-fraud/mlflow
gather_needs gather-faults "$recording"
gather_build
exec python3 tests/it/gather_faults.py "$DRIVER" tests/it/gather "$recording"
