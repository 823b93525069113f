#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# repeat.sh BUILD [TIMES [ctest arguments]]: the suite of the engine and of lifeguardctl so many times in a row (50), with
# one more process burning each core beside it (LIFEGUARD_BURNERS: so many). A run that fails does not end it: its output
# stays in BUILD/repeat/, and in the end each test that ever failed is told with how often it did.
set -euo pipefail
build="${1:?usage: repeat.sh BUILD [TIMES [ctest arguments]]}"
times="${2:-50}"
shift $(($# < 2 ? $# : 2))

logs="$build/repeat"
rm -rf "$logs"
mkdir -p "$logs"
burners=()
trap '[ ${#burners[@]} = 0 ] || kill "${burners[@]}"' EXIT
for _ in $(seq "${LIFEGUARD_BURNERS:-$(nproc)}"); do
    (while :; do :; done) &
    burners+=("$!")
done

for run in $(seq "$times"); do
    begin=$SECONDS
    log="$logs/$run.log"
    if ctest --test-dir "$build" --output-on-failure --no-tests=error -j "$(nproc)" \
        -LE '^(soak|rules|package|examples|e2e|ui)$' "$@" >"$log" 2>&1; then
        told="$(grep 'tests passed' "$log")"
        rm "$log"
    elif told="$(grep 'tests passed' "$log")"; then
        sed -n '/^The following tests FAILED:/,$s/^[[:space:]]*[0-9]* - \([^ ]*\) .*/\1/p' "$log" >>"$logs/failed"
    else
        cat "$log" # no tests at all, or CTest itself failed
        exit 1
    fi
    echo "run $run of $times: $told, $((SECONDS - begin)) s"
done
[ -e "$logs/failed" ] || exit 0
echo "failed, of $times:"
sort "$logs/failed" | uniq -c | sort -rn
exit 1
