#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# repeat.sh BUILD [TIMES [ctest arguments]]: the suite of the engine and of lifeguardctl so many times in a row (50), with
# one more process burning each core beside it. Every run is told; the first that fails ends it, with what CTest said.
set -euo pipefail
build="${1:?usage: repeat.sh BUILD [TIMES [ctest arguments]]}"
times="${2:-50}"
shift $(($# < 2 ? $# : 2))

burners=()
trap 'kill "${burners[@]}"' EXIT
for _ in $(seq "$(nproc)"); do
    (while :; do :; done) &
    burners+=("$!")
done

log="$(mktemp)"
for run in $(seq "$times"); do
    begin=$SECONDS
    if ! ctest --test-dir "$build" --output-on-failure --no-tests=error -j "$(nproc)" \
        -LE '^(soak|rules|package|examples|e2e|ui)$' "$@" >"$log" 2>&1; then
        cat "$log"
        echo "run $run of $times failed"
        exit 1
    fi
    echo "run $run of $times: $(grep 'tests passed' "$log"), $((SECONDS - begin)) s"
done
