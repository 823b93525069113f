# SPDX-License-Identifier: MIT
"""Reads an exported trace as a viewer does, by the rules of the trace event format, and counts it against the database.

    trace_judge.py TRACE DATABASE RUN
"""

import json
import math
import sqlite3
import sys

# phase: fields that it must have besides ph, name, pid
PHASES = {
    "M": {"args"},
    "X": {"ts", "dur", "tid", "cat", "args"},
    "i": {"ts", "tid", "s", "cat", "args"},
    "b": {"ts", "tid", "id", "cat"},
    "e": {"ts", "tid", "id", "cat"},
    "C": {"ts", "args"},
}
METADATA = {"process_name": "name", "process_labels": "labels", "process_sort_index": "sort_index", "thread_name": "name"}
CNAMES = {"terrible", "grey"}


def no_constant(word):
    raise AssertionError(f"{word} is no JSON")


def check_event(event):
    phase = event["ph"]
    assert phase in PHASES, event
    missing = (PHASES[phase] | {"name", "pid"}) - set(event)
    assert not missing, (missing, event)
    assert isinstance(event["name"], str) and event["name"], event
    for key in ("pid", "tid"):
        if key in event:
            assert isinstance(event[key], int) and 0 <= event[key] < 2**31, event
    for key in ("ts", "dur"):
        if key in event:
            assert isinstance(event[key], float) and math.isfinite(event[key]) and event[key] >= 0, event
    if "args" in event:
        assert isinstance(event["args"], dict), event
    if phase == "M":
        assert METADATA[event["name"]] in event["args"], event
    if phase == "i":
        assert event["s"] in ("g", "p", "t"), event
    if phase == "C":
        assert all(isinstance(v, int) for v in event["args"].values()) and event["args"], event
    assert event.get("cname", "grey") in CNAMES, event


def check_lanes(events):
    """Complete events of one track must not overlap: a viewer would drop or nest them."""
    lanes = {}
    for event in events:
        if event["ph"] == "X":
            lanes.setdefault((event["pid"], event["tid"]), []).append((event["ts"], event["ts"] + event["dur"]))
    for lane, spans in lanes.items():
        spans.sort()
        for (_, end), (begin, _) in zip(spans, spans[1:]):
            assert begin >= end - 1e-3, (lane, end, begin)


def check_pairs(events):
    open_waits = {}
    for event in events:
        key = (event["cat"], event["id"], event["pid"]) if event["ph"] in "be" else None
        if event["ph"] == "b":
            assert key not in open_waits, event
            open_waits[key] = event
        elif event["ph"] == "e":
            begin = open_waits.pop(key)
            assert begin["name"] == event["name"] and begin["ts"] <= event["ts"], event
    assert not open_waits, open_waits


def check_sums(events, database, run):
    db = sqlite3.connect(database)

    def sql(text):
        return db.execute(text, (run,)).fetchall()

    tasks = [e for e in events if e.get("cat") == "task" and e["args"]["state"] != "running"]
    assert len(tasks) == sql("SELECT count(*) FROM task WHERE run = ?")[0][0], len(tasks)
    ran = [e for e in tasks if e["ph"] == "X"]
    total_us = sum(e["dur"] for e in ran)
    expected = sql("SELECT coalesce(sum(ended_ns - started_ns), 0) / 1000.0 FROM task WHERE run = ?")[0][0]
    assert math.isclose(total_us, expected, rel_tol=1e-9, abs_tol=0.01), (total_us, expected)
    words = ["queued", "running", "done", "failed", "lost", "cancelled", "timed-out"]
    by_function = {}
    for e in tasks:
        key = (e["name"], e["args"]["state"])
        by_function[key] = by_function.get(key, 0) + 1
    assert by_function == {(f, words[s]): n for f, s, n in sql(
        "SELECT function, state, count(*) FROM task WHERE run = ? GROUP BY function, state")}, by_function
    exits = [e for e in events if e.get("cat") == "exit"]
    assert len(exits) == sql("SELECT count(*) FROM exit WHERE run = ?")[0][0]
    assert sorted(e["args"]["code"] for e in exits) == sorted(c for c, in sql("SELECT exitcode FROM exit WHERE run = ?"))
    depths = [e["args"]["depth"] for e in events if e["ph"] == "C" and e["name"].startswith("queue ")]
    assert sorted(depths) == sorted(d for d, in sql("SELECT depth_count FROM queue_sample WHERE run = ?"))
    tracks = [e for e in events if e["ph"] == "M" and e["name"] == "process_name"]
    assert len(tracks) == len({e["pid"] for e in tracks}) == sql("SELECT count(*) FROM process WHERE run = ?")[0][0]
    known = {e["pid"] for e in tracks}
    assert all(e["pid"] in known for e in events), "an event of a track without a name"
    waits = [e for e in events if e["ph"] == "b"]
    assert len(waits) == sql("SELECT count(DISTINCT number || ':' || wait_object_id || ':' || wait_since_ns) FROM "
                             "process_sample WHERE run = ? AND wait_kind <> 0")[0][0], len(waits)
    return len(tasks), len(waits), len(exits)


def main():
    path, database, run = sys.argv[1:]
    with open(path, encoding="utf-8") as f:
        trace = json.load(f, parse_constant=no_constant)
    assert set(trace) == {"displayTimeUnit", "otherData", "traceEvents"}, set(trace)
    assert trace["displayTimeUnit"] in ("ms", "ns")
    events = trace["traceEvents"]
    for event in events:
        check_event(event)
    check_lanes(events)
    check_pairs(events)
    print("%d tasks, %d waits, %d exits agree" % check_sums(events, database, run))


if __name__ == "__main__":
    main()
