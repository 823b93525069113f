#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lifeguard's window beside the monitors of Debian, for the same tree of processes, in one run on one machine.

    tests/bench/monitors.py [--build build] [--workers 300] [--seconds 15] [--rounds 3] [--into docs/comparison.md]

It starts a pool of workers, then each monitor in turn on a screen of its own (Xvfb) or a terminal, waits for its first
picture, lets it come to rest, and counts the processor time and the memory of all its processes for some seconds. What is
not installed (packaging/install monitors) is said so. Absolute figures hold for this machine; the ratios are the point.
"""

import argparse
import contextlib
import datetime
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

TICKS = os.sysconf("SC_CLK_TCK")
SCREEN = (1440, 900)


def children(pid):
    found = [pid]
    for each in found:
        for task in pathlib.Path(f"/proc/{each}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found += [int(child) for child in task.read_text().split()]
    return found


def cpu_ticks(pids):
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
    return total


def memory_mib(pids):
    """What the processes have to themselves and their share of what they share, and what is resident."""
    pss = rss = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
            pss += int(re.search(r"^Pss:\s+(\d+)", text, re.M).group(1))
            rss += int(re.search(r"^Rss:\s+(\d+)", text, re.M).group(1))
    return pss / 1024, rss / 1024


class Screen:
    """An X server of its own; its picture is a file."""

    def __init__(self):
        self.directory = tempfile.TemporaryDirectory()
        for _ in range(20):  # one that starts beside another may take its number, and ends
            self.start()
            time.sleep(0.5)
            if self.server.poll() is None:
                return
        sys.exit("no X server can be started (Xvfb)")

    def start(self):
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{SCREEN[0]}x{SCREEN[1]}x24", "-nolisten", "tcp",
             "-fbdir", self.directory.name],
            pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        self.display = ":" + os.read(read, 16).decode().strip()
        os.close(read)

    def picture(self):
        with contextlib.suppress(FileNotFoundError):  # it is made when the first client has come
            return (pathlib.Path(self.directory.name) / "Xvfb_screen0").read_bytes()[-SCREEN[0] * SCREEN[1] * 4:]
        return b""

    def close(self):
        self.server.terminate()
        self.server.wait()
        self.directory.cleanup()


def has_text(picture):
    """A window with its rows: some rows of pixels of its middle, beside a list of pages, have many changes of colour."""
    if not picture:
        return False
    rows = 0
    stride = SCREEN[0] * 4
    for y in range(100, SCREEN[1] - 100, 8):
        row = memoryview(picture[y * stride + 640:y * stride + 3200]).cast("I")
        rows += sum(1 for a, b in zip(row, row[1:]) if a != b) > 30
        if rows >= 6:
            return True
    return False


class Running:
    def __init__(self, monitor, environment, screen):
        self.monitor, self.screen, self.output = monitor, screen, b""
        self.terminal = None
        self.began = time.monotonic()
        if monitor.graphical:
            self.process = subprocess.Popen(monitor.command, env=environment, stdin=subprocess.DEVNULL,
                                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self.pid = self.process.pid
        else:
            self.pid, self.terminal = pty.fork()
            if self.pid == 0:
                os.execvpe(monitor.command[0], monitor.command, environment)
            import fcntl
            import struct
            import termios
            fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))

    def drain(self, seconds):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self.terminal is None:
                time.sleep(left)
            elif select.select([self.terminal], [], [], left)[0]:
                with contextlib.suppress(OSError):
                    self.output += os.read(self.terminal, 1 << 16)

    def first_paint(self, limit=60):
        while time.monotonic() - self.began < limit:
            if self.terminal is None:
                if has_text(self.screen.picture()):
                    return time.monotonic() - self.began
            else:
                self.drain(0.002)
                if len(self.output) > 1000 and re.search(rb"sleep|lifeguardctl|python|bash|systemd", self.output):
                    return time.monotonic() - self.began
        return None

    def end(self):
        for pid in reversed(children(self.pid)):
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.waitpid(self.pid, 0)
        if self.terminal is not None:
            os.close(self.terminal)


class Monitor:
    def __init__(self, name, command, graphical=False):
        self.name, self.command, self.graphical = name, command, graphical
        self.paint, self.cpu, self.pss, self.rss = [], [], [], []

    def installed(self):
        return shutil.which(self.command[0]) is not None

    def version(self):
        try:
            text = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", "procps" if self.name == "top" else self.name],
                                  capture_output=True, text=True).stdout
        except OSError:
            text = ""
        return text or "of this tree"


def homes(directory):
    """Each monitor asks once a second, as Lifeguard does."""
    def write(name, text):
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    write(".config/glib-2.0/settings/keyfile", "[org/gnome/gnome-system-monitor]\nupdate-interval=1000\n")
    write(".config/btop/btop.conf", "update_ms = 1000\nproc_sorting = \"pid\"\n")
    write(".config/qps/qps.conf", "[General]\ninterval=1000\nupdate_period=1000\n")
    write(".config/htop/htoprc", "delay=10\n")
    (directory / "run").mkdir(mode=0o700, exist_ok=True)
    return {**os.environ, "HOME": str(directory), "XDG_CONFIG_HOME": str(directory / ".config"),
            "XDG_DATA_HOME": str(directory / ".local"), "GSETTINGS_BACKEND": "keyfile", "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8", "QT_QPA_PLATFORM": "xcb", "NO_AT_BRIDGE": "1"}


def start_tree(build, workers, environment):
    ctl = str(build / "bin/lifeguardctl")
    pool = subprocess.Popen([ctl, "pool", f"-j{workers}", "sleep", "{}", ":::"] + ["36000"] * workers, env=environment,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while len(children(pool.pid)) < 2 * workers:
        if pool.poll() is not None or time.monotonic() > deadline:
            sys.exit("the pool of workers did not start")
        time.sleep(0.2)
    return pool


def measure(monitor, environment, seconds):
    screen = Screen() if monitor.graphical else None
    environment = dict(environment, **({"DISPLAY": screen.display} if screen else {}))
    running = Running(monitor, environment, screen)
    try:
        paint = running.first_paint()
        running.drain(4)
        pids = children(running.pid)
        before, begun = cpu_ticks(pids), time.monotonic()
        running.drain(seconds)
        pids = children(running.pid)
        spent, lasted = cpu_ticks(pids) - before, time.monotonic() - begun
        if paint is None or not pids:
            return
        pss, rss = memory_mib(pids)
        monitor.paint.append(paint)
        monitor.cpu.append(100 * spent / TICKS / lasted)
        monitor.pss.append(pss)
        monitor.rss.append(rss)
    finally:
        running.end()
        if screen:
            screen.close()


def table(monitors, ours):
    lines = ["| monitor | version | first picture | CPU, % of one | memory (PSS) | resident | CPU ÷ ours | memory ÷ ours | "
             "first picture ÷ ours |", "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]
    middle = statistics.median
    for m in monitors:
        if not m.paint:
            why = "not installed" if not m.installed() else "showed nothing within a minute"
            lines.append(f"| {m.name} | | {why} | | | | | | |")
            continue
        ratio = [f"{middle(theirs) / middle(mine):.2f}" if middle(mine) > 0 else "–"
                 for theirs, mine in ((m.cpu, ours.cpu), (m.pss, ours.pss), (m.paint, ours.paint))]
        lines.append(f"| {m.name} | {m.version()} | {middle(m.paint):.2f} s | {middle(m.cpu):.1f} | "
                     f"{middle(m.pss):.0f} MiB | {middle(m.rss):.0f} MiB | {' | '.join(ratio)} |")
    return "\n".join(lines)


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/dev"))
    ask.add_argument("--workers", type=int, default=300)
    ask.add_argument("--seconds", type=float, default=15)
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--recording", type=pathlib.Path, help="a history that Lifeguard opens beside it (history_load writes "
                     "one of a million tasks: history_load 1000000 keep FILE)")
    ask.add_argument("--only", default="", help="names of monitors with commas between them")
    ask.add_argument("--into", type=pathlib.Path, help="puts the table between the marks of this page")
    args = ask.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        environment = homes(pathlib.Path(directory))
        environment["XDG_RUNTIME_DIR"] = str(pathlib.Path(directory) / "run")
        bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address"], env=environment,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # GNOME's asks for one
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        pool = start_tree(args.build, args.workers, environment)
        window = [str(args.build / "bin/lifeguard"), "--attach", str(pool.pid)]
        ours = Monitor("Lifeguard", [*window, "--page", "workers"], graphical=True)
        monitors = [ours, Monitor("qps", ["qps"], graphical=True),
                    Monitor("gnome-system-monitor", ["gnome-system-monitor", "-p"], graphical=True),
                    Monitor("plasma-systemmonitor", ["plasma-systemmonitor"], graphical=True),
                    Monitor("top", ["top", "-d", "1"]), Monitor("htop", ["htop", "-d", "10"]), Monitor("btop", ["btop"])]
        if args.recording:
            monitors.insert(1, Monitor("Lifeguard, recording", [window[0], "--open", str(args.recording), "--page", "tasks"],
                                       graphical=True))
        if args.only:
            monitors = [m for m in monitors if m is ours or m.name in args.only.split(",")]
        try:
            for _ in range(args.rounds):
                for monitor in monitors:
                    if monitor.installed():
                        measure(monitor, environment, args.seconds)
            tree = len(children(pool.pid))
            everything = sum(1 for entry in os.listdir("/proc") if entry.isdigit())
        finally:
            pool.terminate()
            pool.wait()
            bus.terminate()
            bus.wait()
        load = os.getloadavg()[1]
    text = (f"{datetime.date.today()}: a pool of {args.workers} workers, {tree} processes with their commands ({everything} "
            f"on the machine), {os.cpu_count()} CPUs, Linux {os.uname().release.split('-')[0]}, load {load:.1f} in the last five minutes; "
            f"medians of {args.rounds} rounds of {args.seconds:.0f} s.\n\n{table(monitors, ours)}\n")
    print(text)
    if args.into:
        page = args.into.read_text()
        start, end = "<!-- measured -->\n", "<!-- /measured -->"
        before, rest = page.split(start, 1)
        args.into.write_text(before + start + text + end + rest.split(end, 1)[1])


if __name__ == "__main__":
    main()
