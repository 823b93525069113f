# SPDX-License-Identifier: MIT
"""An agent of Lifeguard's asked by CPython's own BaseManager: agent.py ADDRESS KEY PID CONTROL.

Prints "done" when what it says is dicts and lists that fit together.
"""
import ast
import sys
from multiprocessing.managers import BaseManager

ADDRESS, KEY = ast.literal_eval(sys.argv[1]), ast.literal_eval(sys.argv[2])
PID, CONTROL = int(sys.argv[3]), sys.argv[4] == "control"


class Far(BaseManager):
    pass


Far.register("lifeguard")


def raises(kind, function, *arguments):
    try:
        function(*arguments)
    except kind:
        return
    raise AssertionError(kind)


def plain(value):
    """Nothing but data: what another program could write as JSON."""
    if type(value) is dict:
        return all(type(key) is str and plain(item) for key, item in value.items())
    if type(value) is list:
        return all(plain(item) for item in value)
    return value is None or type(value) in (bool, int, float, str)


def main():
    manager = Far(ADDRESS, KEY)
    manager.connect()
    far = manager.lifeguard()
    sessions = far.sessions()
    assert plain(sessions) and [each["identity"]["pid"] for each in sessions] == [PID], sessions
    snapshot = far.snapshot()
    assert plain(snapshot), snapshot
    assert snapshot["program"] == sessions[0]["identity"] and snapshot["alive"] is True
    by_name = far.snapshot(PID)
    assert by_name["processes"][0]["identity"]["pid"] == PID
    again = far.snapshot(sessions[0]["identity"], by_name["taken_ns"])
    assert again["exits"] == [] and again["log"] == [], again
    workers = [each for each in again["processes"] if each["role"] == "worker"]
    assert len(workers) == 2 and all(each["pool_id"] == again["pools"][0]["id"] for each in workers), workers
    assert again["pools"][0]["name"] == "files" and again["pools"][0]["target_size"] == 2
    assert sum(again["pools"][0]["durations"]["buckets"]) == again["pools"][0]["done_count"]
    assert far.find(workers[0]["identity"]["pid"]) == sessions[0]
    answer = far.command(None, "suspend", workers[0]["identity"])
    assert answer["accepted"] is CONTROL and bool(answer["reason"]) is not CONTROL, answer
    if CONTROL:
        assert far.command(None, "resume", workers[0]["identity"])["accepted"]
        assert far.command(PID, "resize", again["pools"][0]["id"], [2])["accepted"]
        raises(ValueError, far.command, None, "dance", None)
    raises(ProcessLookupError, far.snapshot, {"pid": PID, "start_ticks": 1})
    raises(ValueError, far.snapshot, {"pid": "x"})
    print("done")


main()
