# The system's part of a node. Sourced; `missing_packages` prints what is not there, `install_packages` gets it.

# package:what shows that it is there (a command, or a file)
needed=(
    containerd:containerd
    runc:runc
    containernetworking-plugins:/usr/lib/cni/bridge
    nftables:nft
    iproute2:ip
    conntrack:conntrack
)

there() {
    case "$1" in
        /*) [ -e "$1" ] || [ -e "/opt/cni/bin/$(basename "$1")" ] || [ -e "/usr/libexec/cni/$(basename "$1")" ] ;;
        *) PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null ;;
    esac
}

missing_packages() {
    local entry
    for entry in "${needed[@]}"; do
        there "${entry#*:}" || echo "${entry%%:*}"
    done
}

install_packages() {
    [ $# -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ]; then
        echo "These packages are missing, and only root may install them: $*" >&2
        echo "Run as root: apt-get install $*" >&2
        return 1
    fi
    if ! command -v apt-get >/dev/null; then
        echo "These packages are missing, and there is no apt-get to install them with: $*" >&2
        echo "Install them with your distribution's package manager, then run this again." >&2
        return 1
    fi
    local log
    log=$(mktemp)
    if ! { DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
           DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        echo "Installing failed. Install these by hand, then run this again: $*" >&2
        return 1
    fi
    rm -f "$log"
}
