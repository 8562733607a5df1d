#!/usr/bin/env bash
# Deletes the data of a stopped cluster. Refuses what does not look like a data directory of Netes.
set -euo pipefail
: "${DATA_DIR:=/var/lib/netes}"
[ -d "$DATA_DIR" ] || { echo "no data in $DATA_DIR"; exit 0; }
if [ ! -e "$DATA_DIR/admin.kubeconfig" ]; then
    echo "$DATA_DIR is not a data directory of Netes (no admin.kubeconfig in it); delete it by hand if you mean to" >&2
    exit 1
fi
if grep -q " $DATA_DIR/" /proc/self/mountinfo; then
    echo "something is still mounted below $DATA_DIR; run 'make down' first" >&2
    exit 1
fi
rm -rf --one-file-system "$DATA_DIR"
echo "deleted $DATA_DIR"
