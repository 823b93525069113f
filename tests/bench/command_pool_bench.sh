#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Row 19 of the speed table: 2,000 times `true`, two at a time: lifeguardctl (recording) beside xargs and GNU parallel.
set -euo pipefail
ctl="${1:?usage: command_pool_bench.sh PATH/lifeguardctl}"
home="$(mktemp -d)"
trap 'rm -rf "$home"' EXIT
export XDG_DATA_HOME="$home" XDG_RUNTIME_DIR="$home"
jobs=2000
seconds() { local start end; start=$(date +%s%N); "$@" >/dev/null 2>&1 </dev/null; end=$(date +%s%N); echo "$((end - start))"; }
ours() { seq "$jobs" | "$ctl" pool -j2 -- true; }
xargs_2() { seq "$jobs" | xargs -P2 -n1 true; }
parallel_2() { seq "$jobs" | parallel -j2 true; }
median() { sort -n | sed -n 3p; }
for pass in 1 2 3 4 5; do
    seconds ours >>"$home/ours"
    seconds xargs_2 >>"$home/xargs"
    if command -v parallel >/dev/null; then seconds parallel_2 >>"$home/parallel"; fi
done
echo "2,000 x true, two at a time (jobs/s, median of 5)"
rate() { awk -v ns="$(median <"$home/$1")" -v n="$jobs" 'BEGIN { printf "%.0f", n * 1e9 / ns }'; }
mine=$(rate ours)
echo "  lifeguardctl pool, recorded        $mine"
for peer in xargs parallel; do
    [ -s "$home/$peer" ] || { echo "  $peer: not to be had here"; continue; }
    theirs=$(rate "$peer")
    echo "  $peer                              $theirs   ours is $(awk -v a="$mine" -v b="$theirs" 'BEGIN { printf "%.2f", a / b }') times as good"
done
