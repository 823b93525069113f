#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""run.py PROGRAM EXPECTED METHOD: runs an example and compares what it prints, line by line, with the file EXPECTED.

Each line there is a mark and a regular expression that has to match one whole line of the output:
    | text    comes after the lines with this mark above it
    ~ text    comes anywhere: other processes print it. `~*3 text`: three such lines
    ? text    may come, anywhere, or not
Nothing else may be printed, on standard output or standard error. @METHOD@ stands for the start method.
"""
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading

LIMIT_S = 100
LINE = re.compile(r"([|~?])(?:\*(\d+))? (.*)")


def read_expected(text, method):
    """The expressions in order, those that come anywhere, and those that may."""
    ordered, anywhere, optional = [], [], []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        found = LINE.fullmatch(line)
        if not found:
            raise SystemExit(f"what is meant by '{line}'?")
        lines = {"|": ordered, "~": anywhere, "?": optional}[found[1]]
        lines += [found[3].replace("@METHOD@", method)] * int(found[2] or 1)
    return ordered, anywhere, optional


def compare(output, expected, method):
    """What is wrong with the output, in sentences."""
    ordered, anywhere, optional = read_expected(expected, method)
    wrong = []
    for line in output.splitlines():
        if ordered and re.fullmatch(ordered[0], line):
            del ordered[0]
            continue
        for others in (anywhere, optional):
            match = next((each for each in others if re.fullmatch(each, line)), None)
            if match is not None:
                others.remove(match)
                break
        else:
            wrong.append(f"not expected (here): {line}")
    return wrong + [f"never printed: {each}" for each in ordered + anywhere]


def main():
    program, expected, method = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="example-") as directory:
        # A runtime directory of its own, so that nothing outside sees the example or is seen by it.
        environment = {**os.environ, "XDG_RUNTIME_DIR": directory, "TMPDIR": directory}
        command = [pathlib.Path(program).resolve(), "--start-method", method]
        # A session of its own, so that whatever it leaves behind can be ended with it.
        with subprocess.Popen(command, cwd=directory, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, start_new_session=True) as running:
            watchdog = threading.Timer(LIMIT_S, os.killpg, (running.pid, signal.SIGKILL))
            watchdog.start()
            output = running.stdout.read()  # to the end of the last process that has it
            hung = not watchdog.is_alive()
            watchdog.cancel()
    wrong = compare(output, pathlib.Path(expected).read_text(encoding="utf-8"), method)
    if hung:
        wrong.append(f"not at its end, or a process of it was not, after {LIMIT_S} s")
    if running.returncode != 0:
        wrong.append(f"ended with {running.returncode}")
    if wrong:
        print("\n".join(wrong), output, sep="\n---- the whole output:\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
