#!/usr/bin/env bash
# Makes one native binary, artifacts/netes/netes (Native AOT). It is linked by clang or gcc, against zlib:
# installs them where it may.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/packages.sh
: "${OUTPUT:=artifacts/netes}"

missing=()
compiler=$(command -v clang || command -v gcc) || missing+=(clang)
echo 'int main(void) { return 0; }' | "${compiler:-false}" -x c - -lz -o /dev/null 2>/dev/null || missing+=(zlib1g-dev)
if [ ${#missing[@]} -gt 0 ]; then
    echo "→ installing ${missing[*]}, to link with"
    install_packages "${missing[@]}"
fi
echo "→ compiling to native code (takes minutes)"
# Warnings of the trimmer and of the native compiler are errors, as everywhere.
dotnet publish src/Netes/Netes.csproj -c Release -p:NetesNative=true -p:CopyOutputSymbolsToPublishDirectory=false \
    -o "$OUTPUT" -v q -clp:NoSummary
echo "published $OUTPUT/netes"
echo "  try it:  make up NETES=$OUTPUT/netes"
echo "  test it: NETES=\$PWD/$OUTPUT/netes make test"
