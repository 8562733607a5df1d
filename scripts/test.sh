#!/usr/bin/env bash
# Builds everything, runs every test project, and prints the sum as its last line: N passed, N failed, N skipped.
set -uo pipefail
cd "$(dirname "$0")/.."
configuration=${TEST_CONFIGURATION:-Debug}
dotnet build Netes.slnx -c "$configuration" -v q -clp:NoSummary || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }

total=0 failed=0 skipped=0 broken=0
output=$(mktemp)
trap 'rm -f "$output"' EXIT
for project in test/*.Tests; do
    name=$(basename "$project")
    echo "── $name"
    dotnet "$project/bin/$configuration/net10.0/$name.dll" -noColor 2>&1 | tee "$output" | grep -vE '^(xUnit.net v3|  (Discover|Start|Finish)ing|  (Discovered|Starting|Finished):|=== TEST)' || true
    line=$(grep -E 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' "$output" | tail -n 1)
    if [ -z "$line" ]; then
        echo "$name ended without a summary"
        broken=$((broken + 1))
        continue
    fi
    count() { sed -E "s/.*$1: ([0-9]+).*/\1/" <<<"$line"; }
    total=$((total + $(count Total)))
    failed=$((failed + $(count Failed) + $(count Errors)))
    skipped=$((skipped + $(count Skipped)))
done
failed=$((failed + broken))
echo "$((total + broken - failed - skipped)) passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
