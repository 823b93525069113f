#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window as a person uses it. What it shows is read as a screen reader does; what came of it is read from outside:
from lifeguardctl, /proc and the history.

    window_test.py BIN_DIRECTORY CASE

77 when there is no X server to be had.
"""

import os
import signal
import sqlite3
import sys
import time

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
    with open(screen.path("work.sh"), "w", encoding="ascii") as script:
        script.write(GATED)
    window = screen.window("^Start · Lifeguard$")
    assert not screen.widget("push button", "^Start$", window).has(screen.seen.ENABLED), "there is nothing to start yet"
    screen.write(window, "^Command$", "sh work.sh {}")
    kind = screen.widget("combo box", "^Files$", window)  # its value is its name
    screen.click(kind)
    screen.keys("Down", "Return")
    screen.widget("combo box", "^A list, one a line$", window)
    screen.window("^Start · Lifeguard$")
    screen.write(window, "^Inputs, one a line$", "\n".join(inputs))
    screen.write(window, "^Directory$", screen.root)
    screen.write(window, "^Name of the run$", "by hand")
    screen.click(screen.widget("push button", "^Start$", window))
    return wait_until(screen.sessions, "the pool runs")[0]


def kill_dialog(screen, worker):
    """Asked for by its key, and read."""
    screen.window("· Workers · Lifeguard$")
    screen.keys("shift+Delete")
    dialog = screen.window(r"^Kill .*\?$")
    words = [label.name for label in dialog.all("label")]
    assert any(worker["name"] in text and f"(pid {worker['pid']})?" in text for text in words), words
    assert any("Running task #" in text and "it will be marked lost" in text for text in words), words
    cancel = screen.widget("push button", "^Cancel$", dialog)
    wait_until(lambda: cancel.has(screen.seen.DEFAULT, screen.seen.FOCUSED), "Cancel is the default")
    return screen.widget("push button", f"^Kill {worker['name']}$", dialog)


def suspend_and_resume(screen, window, worker, others):
    screen.choose(window, "^Workers$", "PID", str(worker["pid"]))
    screen.keys("ctrl+shift+s")
    wait_until(lambda: state_of(worker["pid"]) == "T", f"{worker['name']} is suspended")
    assert all(state_of(pid) != "T" for pid in others), "only the chosen one is suspended"
    screen.row(window, "^Workers$", "PID", str(worker["pid"]), State="suspended")
    screen.click(screen.widget("push button", "^Resume$", window))
    wait_until(lambda: state_of(worker["pid"]) != "T", f"{worker['name']} is resumed")
    screen.row(window, "^Workers$", "PID", str(worker["pid"]), State="busy")


def kill(screen, window, worker):
    for key in ("Return", "Escape"):  # neither does harm
        kill_dialog(screen, worker)
        screen.keys(key)
        wait_until(lambda: not screen.has_window(r"^Kill .*\?$"), "the dialog is closed")
        screen.row(window, "^Workers$", "PID", str(worker["pid"]), State="busy")
        assert state_of(worker["pid"]), f"{key} killed the worker"
    screen.click(kill_dialog(screen, worker))
    wait_until(lambda: not state_of(worker["pid"]), f"{worker['name']} is killed")
    screen.row(window, "^Workers$", "PID", str(worker["pid"]), State="−9 SIGKILL", Task="#", Heartbeat="ended")


def resize(screen, window, pool, workers):
    """In the inspector of the pool."""
    screen.choose(window, "^Workers$", "Name", pool)
    screen.write(window, "^Workers of the pool$", str(workers), role="spin button")
    screen.click(screen.widget("push button", "^Apply$", window))


def pool_from_the_window(screen):
    window = screen.program("lifeguard", "--settings", screen.path("settings.ini"), "--size", "1400x850")
    screen.window("^Home · Lifeguard$")
    screen.keys("ctrl+n")
    program = start_a_pool(screen, [f"i{n}" for n in range(8)])
    shown = screen.window("· Overview · Lifeguard$")
    shown = screen.page(shown, "Workers")
    wait_until(lambda: len(screen.workers(program)) == 2 and screen.pool(program)["busy"] == 2, "both workers are busy")
    pids = [w["pid"] for w in screen.workers(program)]
    for pid in pids:
        screen.row(shown, "^Workers$", "PID", str(pid), State="busy", Task="#")
    worker = screen.workers(program)[-1]
    suspend_and_resume(screen, shown, worker, [pid for pid in pids if pid != worker["pid"]])
    kill(screen, shown, worker)
    wait_until(lambda: len(screen.workers(program)) == 2, "another worker has taken its place")
    name = screen.pool(program)["name"]
    resize(screen, shown, rf"{name} \(2\)", 3)
    wait_until(lambda: len(screen.workers(program)) == 3, "the pool has three workers")
    screen.row(shown, "^Workers$", "Name", rf"{name} \(3\)")

    # Closed while the pool runs: the pool goes on; another window finds it and attaches to it.
    screen.keys("ctrl+q")
    assert window.wait(20) == 0
    wait_until(lambda: (screen.pool(program) or {}).get("busy") == 3, "the pool goes on without its window")
    again = screen.program("lifeguard", "--settings", screen.path("settings.ini"))
    home = screen.window("^Home · Lifeguard$")
    running = screen.widget("list", "^Running programs$", home)
    screen.click(wait_until(lambda: running.first("list item", str(program), rows=True), "what runs is listed"))
    screen.click(screen.widget("push button", "^Attach$", home))
    shown = screen.window("· Workers · Lifeguard$")  # the page that was shown last
    for pid in [w["pid"] for w in screen.workers(program)]:
        screen.row(shown, "^Workers$", "PID", str(pid), State="busy")
    shown = screen.page(shown, "Exits")
    screen.row(shown, "^Exits$", "PID", str(worker["pid"]), Exit="−9 SIGKILL", Worker=worker["name"])

    say_go(screen)
    wait_until(lambda: not screen.living("pool"), "the work is done")
    wait_until(lambda: not screen.living(" record "), "its record is written")
    screen.widget(None, "has ended", shown)  # the banner
    run = next(r for r in screen.runs() if r["name"] == "by hand")
    assert (run["tasks"], run["failed"], run["state"]) == (8, 1, "finished"), run

    shown = screen.page(shown, "Runs")
    screen.row(shown, "^Runs$", "Name", "by hand", Tasks="^8$", Failed="^1$", State="finished")
    screen.choose(shown, "^Runs$", "Name", "by hand")
    screen.click(screen.widget("push button", "^Open$", shown))
    screen.widget("label", "^RECORDED$")
    shown = screen.page(shown, "Exits")
    screen.row(shown, "^Exits$", "PID", str(worker["pid"]), Exit="−9 SIGKILL", Worker=worker["name"])
    screen.keys("ctrl+q")
    assert again.wait(20) == 0
    assert screen.integrity() == ["ok"]


# Acceptance 2, 31, 43. How long things took is printed; on a busy machine they may take longer than they should.
def demo(screen):
    """From Home to the demo's populated tree, its crash with evidence and its deadlock by name."""
    window = screen.program("lifeguard", "--settings", screen.path("settings.ini"))
    shown = screen.window("^Home · Lifeguard$")
    button = screen.widget("push button", "^Start the demo$", shown)
    since = time.monotonic()
    screen.click(button)
    screen.widget(None, "^DEMO$")
    shown = screen.page(screen.window("^lifeguard-demo.* · Lifeguard$"), "Workers")
    screen.row(shown, "^Workers$", "Name", "files .*")
    print(f"demo: a populated tree {time.monotonic() - since:.1f} s after the click")
    shown = screen.page(shown, "Exits")
    crash = screen.row(shown, "^Exits$", "Exit", ".*SIGSEGV.*", Meaning="invalid memory access")
    print("demo: crash:", screen.seen.said(crash, "Task at exit"))
    shown = screen.page(shown, "Locks")
    banner = screen.widget("label", "^Deadlock since .*trainer.*archiver|^Deadlock since .*archiver.*trainer", shown)
    assert "“db”" in banner.name and "“gpu”" in banner.name, banner.name
    print("demo:", banner.name, "read at", time.strftime("%H:%M:%S"))
    screen.keys("ctrl+q")
    assert window.wait(20) == 0
    for pid in screen.sessions():
        assert screen.run("lifeguardctl", "terminate", str(pid)).returncode == 0
    wait_until(lambda: not screen.living(), "everything has ended")


# Acceptance 7. That nothing overlaps is for the eye.
def scales(screen):
    """Pictures of every page at one and a half and at twice the size, as sharp as the screen allows."""
    for scale in ("1.5", "2"):
        screen.environment["QT_SCALE_FACTOR"] = scale
        screen.environment["QT_QPA_PLATFORM"] = "offscreen"
        got = screen.run("lifeguard", "--settings", screen.path("settings.ini"), "--size", "960x540", "--pictures",
                         screen.path(scale))
        assert got.returncode == 0, got
        pictures = sorted(os.listdir(screen.path(scale)))
        assert len(pictures) >= 12, pictures
        for picture in pictures:
            with open(os.path.join(screen.path(scale), picture), "rb") as file:
                head = file.read(24)  # a PNG's size stands in its first chunk
            size = (int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big"))
            assert size == (960 * float(scale), 540 * float(scale)), (scale, picture, size)


# Acceptance 50. It is better than asked for: the record is whole, since the recorder is a process of its own.
def killed_window(screen):
    """A window that is killed takes neither the work nor its record along."""
    program = gated_pool(screen, "abcdef")
    window = screen.program("lifeguard", "--settings", screen.path("settings.ini"), "--attach", str(program.pid),
                            "--page", "workers")
    shown = screen.window("· Workers · Lifeguard$")
    screen.row(shown, "^Workers$", "PID", str(screen.workers(program.pid)[0]["pid"]), State="busy")
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
                            (["--open", "77"], 66), (["--page", "nowhere"], 64), (["--no-such-option"], 64),
                            (["--pictures", "/proc/pictures"], 73)):
        got = screen.run("lifeguard", *arguments)
        assert got.returncode == code, (arguments, got)
        assert got.stderr.count("\n") == 1 and got.stderr.startswith("lifeguard: "), (arguments, got)


def told(screen, window, words):
    """One sentence about what could not be done, and the window goes on."""
    return screen.widget(None, "^✖ .*" + words, window).name


def bad_input(screen):
    """What cannot be opened, from the window: it says why and loses nothing of what it shows."""
    program = gated_pool(screen, "ab", "--no-record")
    with open(screen.path("none.db"), "w", encoding="ascii") as file:
        file.write("no database\n" * 500)
    with sqlite3.connect(screen.path("newer.db")) as database:
        database.execute("PRAGMA application_id = 1279748201")  # ours, of a version to come
        database.execute("CREATE TABLE runs (id INTEGER PRIMARY KEY)")
        database.execute("PRAGMA user_version = 9999")
    before = {name: open(screen.path(name), "rb").read() for name in ("none.db", "newer.db")}
    window = screen.program("lifeguard", "--settings", screen.path("settings.ini"))
    shown = screen.window("^Home · Lifeguard$")
    for name, words in (("none.db", "not a Lifeguard history"), ("newer.db", "was written by a newer Lifeguard")):
        screen.keys("ctrl+o")
        screen.window("^Open recording$")
        screen.type(screen.path(name))
        screen.keys("Return")
        wait_until(lambda: not screen.has_window("^Open recording$"), "the dialog is closed")
        print(told(screen, shown, name + ".*(" + words + ")"))
        shown = screen.window("^Home · Lifeguard$")
    screen.keys("ctrl+shift+a")
    screen.window("^Attach$")
    screen.keys("ctrl+a")
    screen.type(str(os.getpid()))
    screen.keys("Return")
    print(told(screen, shown, str(os.getpid())))
    screen.window("^Home · Lifeguard$")
    screen.keys("ctrl+q")
    assert window.wait(20) == 0
    assert before == {name: open(screen.path(name), "rb").read() for name in before}, "a file was changed"

    # A place that takes no file: the window watches, and says that nothing is recorded.
    screen.environment["XDG_DATA_HOME"] = "/proc"
    window = screen.program("lifeguard", "--settings", screen.path("settings.ini"), "--attach", str(program.pid))
    shown = screen.window(f"{program.pid}.* · Lifeguard$")
    print(told(screen, shown, "Not recorded: .*/proc"))
    screen.keys("ctrl+q")
    assert window.wait(20) == 0
    say_go(screen)
    assert program.wait(60) == 0


if __name__ == "__main__":
    with Screen(sys.argv[1]) as the_screen:
        {"pool_from_the_window": pool_from_the_window, "killed_window": killed_window, "demo": demo, "scales": scales,
         "command_line": command_line, "bad_input": bad_input}[sys.argv[2]](the_screen)
    print("ok")
