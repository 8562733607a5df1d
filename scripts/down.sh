#!/usr/bin/env bash
# Stops the cluster and everything that it started: containers, shims, interfaces, nft tables, mounts. The data stays.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${DATA_DIR:=/var/lib/netes}"
program=${NETES:-bin/netes}
# What runs knows best how to stop, wherever it was started from.
pid=$(cat "$DATA_DIR/netes.pid" 2>/dev/null || true)
running=$(readlink "/proc/${pid:-none}/exe" || true)
[ "$(basename "${running:-none}")" = netes ] && [ -x "$running" ] && program=$running
if [ ! -x "$program" ]; then
    echo "$program is not built, so nothing that it started can run"
    exit 0
fi
exec "$program" down --data-dir "$DATA_DIR"
