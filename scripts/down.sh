#!/usr/bin/env bash
# Stops the cluster and everything that it started: containers, shims, interfaces, nft tables, mounts. The data stays.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${DATA_DIR:=/var/lib/netes}"
if [ ! -x bin/netes ]; then
    echo "bin/netes is not built, so nothing that it started can run"
    exit 0
fi
exec bin/netes down --data-dir "$DATA_DIR"
