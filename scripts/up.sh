#!/usr/bin/env bash
# A one-node cluster: installs what is missing, builds, starts `netes server` in the background, waits until the node is Ready.
set -euo pipefail

say() { printf '%s\n' "$*"; }

if [ "$(id -u)" != 0 ]; then
    say "A node starts containers and makes networks, which only root may do: run 'sudo make up'." >&2
    say "Without root, 'make build && bin/netes apiserver' gives an API server and store alone." >&2
    exit 1
fi
cd "$(dirname "$0")/.."
. scripts/packages.sh
: "${DATA_DIR:=/var/lib/netes}"
kubeconfig=$DATA_DIR/admin.kubeconfig
pid_file=$DATA_DIR/netes.pid
log=$DATA_DIR/netes.log

[ -n "${NETES:-}" ] || command -v dotnet >/dev/null || { say "The .NET 10 SDK is missing: see https://dotnet.microsoft.com/download" >&2; exit 1; }

mapfile -t missing < <(missing_packages)
if [ ${#missing[@]} -gt 0 ]; then
    say "→ installing ${missing[*]}"
    install_packages "${missing[@]}"
fi

if [ -n "${NETES:-}" ]; then
    program=$NETES
    [ -x "$program" ] || { say "NETES names $program, which is no program" >&2; exit 1; }
else
    program=bin/netes
    say "→ building"
    make --no-print-directory build
fi

if [ -s "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2>/dev/null; then
    say "→ already running (process $(cat "$pid_file"))"
else
    say "→ starting netes server (log: $log)"
    mkdir -p -m 0711 "$DATA_DIR"
    setsid nohup "$program" server --data-dir "$DATA_DIR" ${NETES_FLAGS:-} >>"$log" 2>&1 </dev/null &
fi

say "→ waiting for the node"
if ! "$program" wait --data-dir "$DATA_DIR" --timeout 120s; then
    say "The node did not get Ready. The end of $log:" >&2
    tail -n 30 "$log" >&2
    exit 1
fi

say
say "The cluster runs."
[ ${#missing[@]} -gt 0 ] && say "  installed:   ${missing[*]}"
say "  kubeconfig:  $kubeconfig"
say "  log:         $log"
say
say "Try next:"
say "  export KUBECONFIG=$kubeconfig"
command -v kubectl >/dev/null || say "  (kubectl is not installed here: https://kubernetes.io/docs/tasks/tools/)"
say "  kubectl get nodes -o wide"
say "  kubectl create deployment web --image=nginx:1.14.2   # or import one without a registry: $program image import FILE"
say "  make down                                            # stops everything; the data stays"
