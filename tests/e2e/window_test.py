#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window driven by the keyboard. What came of it is read from outside: from lifeguardctl, /proc and the history.

    window_test.py BIN_DIRECTORY CASE

77 when there is no X server to be had.
"""

import os
import signal
import sys

from screen import Screen, state_of, wait_until

# Says by whom it is run, and ends when the test says so.
GATED = "echo $PPID > run.$1; until [ -e go ]; do sleep 0.05; done; echo done $1"


def gated_pool(screen, inputs, *options):
    process = screen.program("lifeguardctl", "pool", "-j2", "--no-bar", "--name", "gated", *options, "--", "sh", "-c",
                             GATED, "-", "{}", ":::", *inputs)
    wait_until(lambda: len(screen.workers(process.pid)) == 2 and screen.pool(process.pid)["busy"] == 2,
               "both workers are busy")
    return process


def say_go(screen):
    with open(screen.path("go"), "w", encoding="ascii"):
        pass


def start_a_pool(screen, inputs):
    """From the Start page; the pid of the program that runs it."""
    screen.window("Start · Lifeguard")
    with open(screen.path("work.sh"), "w", encoding="ascii") as script:
        script.write(GATED)
    screen.type("sh work.sh - {}".replace("- ", ""))
    screen.keys("alt+i", "Down", "Tab")  # inputs: a list, one a line
    for name in inputs:
        screen.type(name)
        screen.keys("Return")
    screen.keys("alt+d")
    screen.type(screen.root)
    screen.keys("Tab", "Tab")  # past the box, which says that the run is recorded
    screen.type("by hand")
    screen.keys("Tab", "Tab", "Tab", "space")  # the command line, Copy, Start
    return wait_until(screen.sessions, "the pool runs")[0]


def choose(screen, name):
    """On the Workers page: the row that has this in it, through the filter."""
    screen.keys("ctrl+2", "ctrl+f")
    screen.type(name)
    screen.keys("Escape", "Home") if not name else screen.keys("Return", "Home", "End")


def pool_from_the_window(screen):
    window = screen.program("lifeguard", "--settings", screen.path("settings.ini"), "--size", "1200x800")
    screen.window("Home · Lifeguard")
    screen.keys("ctrl+n")
    program = start_a_pool(screen, [f"i{n}" for n in range(8)])
    title = screen.window("· Overview · Lifeguard$")
    assert "lifeguardctl" in screen.windows()[title] or "sh work" in screen.windows()[title], screen.windows()
    wait_until(lambda: screen.workers(program), "the pool has workers")
    worker = screen.workers(program)[-1]

    # The tree shows it: what the filter leaves is chosen, suspended, and goes on.
    screen.keys("ctrl+2")
    screen.window("· Workers · Lifeguard$")
    choose(screen, worker["name"])
    screen.keys("ctrl+shift+s")
    wait_until(lambda: state_of(worker["pid"]) == "T", f"{worker['name']} is suspended")
    others = [w["pid"] for w in screen.workers(program) if w["pid"] != worker["pid"]]
    assert all(state_of(pid) != "T" for pid in others), "only the chosen one is suspended"

    def resumed():
        screen.keys("ctrl+shift+s")  # the key resumes once the window has seen that it is suspended
        return state_of(worker["pid"]) != "T"
    wait_until(resumed, f"{worker['name']} is resumed")

    # Return in the dialog does nothing; its own button kills.
    screen.keys("shift+Delete")
    screen.window("^Kill$")
    screen.keys("Return")
    wait_until(lambda: not screen.has_window("^Kill$"), "the dialog is closed")
    assert state_of(worker["pid"]), "Return killed the worker"
    screen.window("· Workers · Lifeguard$")
    screen.keys("shift+Delete")
    screen.window("^Kill$")
    screen.keys("Escape")
    wait_until(lambda: not screen.has_window("^Kill$"), "the dialog is closed")
    assert state_of(worker["pid"]), "Escape killed the worker"
    screen.window("· Workers · Lifeguard$")
    screen.keys("shift+Delete")
    screen.window("^Kill$")
    screen.keys("Tab", "space")
    wait_until(lambda: not state_of(worker["pid"]), f"{worker['name']} is killed")
    wait_until(lambda: any(e["pid"] == worker["pid"] and e["code"] == -9
                           for e in screen.json("ps", str(program), "--what", "exits")), "its end is listed")

    # Closed while the pool runs: the pool goes on; another window attaches to it.
    screen.window("· Workers · Lifeguard$")
    screen.keys("ctrl+q")
    assert window.wait(20) == 0
    assert screen.pool(program), "the pool ended with its window"
    again = screen.program("lifeguard", "--settings", screen.path("settings.ini"), "--attach", str(program))
    screen.window("· Workers · Lifeguard$")  # the page that was shown last
    choose(screen, "commands")
    screen.keys("Home", "Down", "Menu", "z")
    screen.window("^Resize pool$")
    screen.keys("ctrl+a")
    screen.type("3")
    screen.keys("Return")
    wait_until(lambda: len(screen.workers(program)) == 3, "the pool has three workers")

    say_go(screen)
    wait_until(lambda: not screen.living("pool"), "the work is done")
    wait_until(lambda: not screen.living(" record "), "its record is written")
    assert again.poll() is None, "the window ended with what it watched"
    run = next(r for r in screen.runs() if r["name"] == "by hand")
    assert (run["tasks"], run["failed"], run["state"]) == (8, 1, "finished"), run
    screen.window("Lifeguard$")
    screen.keys("ctrl+q")
    assert again.wait(20) == 0

    opened = screen.program("lifeguard", "--settings", screen.path("settings.ini"), "--open", str(run["id"]))
    screen.window("· Workers · Lifeguard$|· Overview · Lifeguard$")
    screen.keys("ctrl+5")
    screen.window("· Exits · Lifeguard$")
    screen.keys("ctrl+q")
    assert opened.wait(20) == 0
    assert screen.integrity() == ["ok"]


def killed_window(screen):
    """A window that is killed takes neither the work nor its record along."""
    program = gated_pool(screen, "abcdef")
    window = screen.program("lifeguard", "--settings", screen.path("settings.ini"), "--attach", str(program.pid),
                            "--page", "workers")
    screen.window("· Workers · Lifeguard$")
    wait_until(lambda: any(r["state"] == "running" for r in screen.runs()), "the run is recorded")
    window.send_signal(signal.SIGKILL)
    assert window.wait(20) == -signal.SIGKILL
    say_go(screen)
    assert program.wait(60) == 0
    wait_until(lambda: not screen.living(), "everything has ended")
    runs = screen.runs()
    assert len(runs) == 1, runs
    assert (runs[0]["name"], runs[0]["tasks"], runs[0]["failed"], runs[0]["state"]) == ("gated", 6, 0, "finished"), runs
    assert all(os.path.exists(screen.path("run." + name)) for name in "abcdef")
    assert screen.integrity() == ["ok"]


def command_line(screen):
    """What cannot be opened is told in one sentence, with no window."""
    with open(screen.path("none.db"), "w", encoding="ascii") as file:
        file.write("no database\n" * 500)
    for arguments, code in ((["--attach", str(os.getpid())], 65), (["--attach", "4194399"], 66), (["--attach", "x"], 64),
                            (["--open", screen.path("missing.db")], 66), (["--open", screen.path("none.db")], 65),
                            (["--open", "77"], 65), (["--page", "nowhere"], 64), (["--no-such-option"], 64)):
        got = screen.run("lifeguard", *arguments)
        assert got.returncode == code, (arguments, got)
        assert got.stderr.count("\n") == 1 and got.stderr.startswith("lifeguard: "), (arguments, got)


if __name__ == "__main__":
    with Screen(sys.argv[1]) as the_screen:
        {"pool_from_the_window": pool_from_the_window, "killed_window": killed_window,
         "command_line": command_line}[sys.argv[2]](the_screen)
    print("ok")
