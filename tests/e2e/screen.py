# SPDX-License-Identifier: GPL-3.0-or-later
"""A screen of our own with windows on it, a user at its keyboard and mouse, and the programs behind the windows."""

import contextlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

PATIENCE_S = 30  # ends a test that has failed; none that passes waits so long


def wait_until(condition, what):
    """Asks again until it is true; its value."""
    end = time.monotonic() + PATIENCE_S
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"it never came about that {what}")
        time.sleep(0.02)


def skip(what):
    print(f"skipped: {what} is not installed; packaging/test brings it")
    sys.exit(77)


def state_of(pid):
    """As in /proc/PID/stat; None when the process is gone or a zombie."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            state = file.read().rpartition(")")[2].split()[0]
    except OSError:
        return None
    return None if state == "Z" else state


class Screen:
    def __init__(self, bin_directory):
        for tool in ("Xvfb", "xdotool", "dbus-daemon"):
            if not shutil.which(tool):
                skip(tool)
        self.bin = bin_directory
        self.root = tempfile.mkdtemp(prefix="lifeguard-e2e-")
        self.environment = {k: v for k, v in os.environ.items() if k not in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
        for name in ("RUNTIME_DIR", "DATA_HOME", "CONFIG_HOME", "STATE_HOME", "CACHE_HOME"):
            path = os.path.join(self.root, name)
            os.mkdir(path, 0o700)
            self.environment["XDG_" + name] = path
        self.started = []
        self.helpers = []
        # Without -noreset a server begins anew when its last client leaves, and refuses those that come meanwhile.
        self.environment["DISPLAY"] = ":" + self.helper(
            lambda out: ["Xvfb", "-displayfd", str(out), "-noreset", "-screen", "0", "1440x900x24", "-nolisten", "tcp"])
        self.environment["QT_QPA_PLATFORM"] = "xcb"
        self.environment.update(LC_ALL="C.UTF-8", LANGUAGE="")  # the words that are looked for
        # A session bus of our own, on which windows tell screen readers, and us, what they show.
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self.helper(
            lambda out: ["dbus-daemon", "--session", "--nofork", f"--print-address={out}"], E2E_HELPER=self.root)
        self.environment["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"] = "1"
        os.environ.update({name: self.environment[name] for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS")})
        self.environment["E2E_MARK"] = self.root
        try:
            import seen
        except (ImportError, ValueError):
            self.__exit__(None, None, None)
            skip("gir1.2-atspi-2.0 or python3-gi")
        self.seen = seen

    def helper(self, command, **more):
        """Runs until the end; what it says first."""
        read, write = os.pipe()
        self.helpers.append(subprocess.Popen(command(write), pass_fds=[write], env={**self.environment, **more},
                                             stderr=subprocess.DEVNULL))
        os.close(write)
        with os.fdopen(read) as words:
            said = words.readline().strip()
        assert said, f"{command(0)[0]} does not start"
        return said

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None:
            self.tell_what_is_there()
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.wait()
        for pid in self.living() + self.living(mark="E2E_HELPER"):
            with contextlib.suppress(ProcessLookupError):  # it ends of its own accord meanwhile
                os.kill(pid, signal.SIGKILL)
        for process in reversed(self.helpers):
            process.terminate()  # the server takes its socket along
            process.wait()
        shutil.rmtree(self.root, ignore_errors=True)

    def tell_what_is_there(self):
        try:
            print("windows:", [window.name for window in self.frames()])
            print("processes:", [(pid, self.command_of(pid)) for pid in self.living()])
            for name in sorted(os.listdir(self.root)):
                if name.endswith(".err"):
                    with open(self.path(name), encoding="utf-8", errors="replace") as file:
                        print(name, file.read()[-2000:])
            keep = os.environ.get("LIFEGUARD_E2E_PICTURE")
            if keep and shutil.which("import"):
                subprocess.run(["import", "-window", "root", keep], env=self.environment, check=False)
        except Exception as error:  # what failed first is what matters
            print("nothing can be told:", error)

    def path(self, name):
        return os.path.join(self.root, name)

    # ---- programs

    def program(self, name, *arguments):
        """Started beside the test, in our directory; its standard error goes to a file."""
        with open(self.path(f"{name}-{len(self.started)}.err"), "wb") as err:
            process = subprocess.Popen([os.path.join(self.bin, name), *arguments], env=self.environment, cwd=self.root,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=err)
        self.started.append(process)
        return process

    def run(self, name, *arguments):
        return subprocess.run([os.path.join(self.bin, name), *arguments], env=self.environment, cwd=self.root,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)

    def json(self, *arguments):
        """What lifeguardctl says; nothing when it refuses, as for a program that is not there yet."""
        got = self.run("lifeguardctl", *arguments, "--json")
        return json.loads(got.stdout) if got.returncode == 0 else []

    def sessions(self):
        return [s["pid"] for s in self.json("ps")]

    def pool(self, pid):
        pools = self.json("ps", str(pid), "--what", "pools")
        return pools[0] if pools else None

    def workers(self, pid):
        return [p for p in self.json("ps", str(pid)) if p["pool"] and not p["ended"]]

    def runs(self):
        return self.json("runs")

    def command_of(self, pid):
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read().replace(b"\0", b" ").decode(errors="replace")

    def living(self, text="", mark="E2E_MARK"):
        """Whatever our programs started and still lives."""
        mark = f"{mark}={self.root}".encode() + b"\0"
        out = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/environ", "rb") as file:
                    ours = mark in file.read() + b"\0"
                if ours and state_of(pid) and text in self.command_of(pid):
                    out.append(int(pid))
            except OSError:
                pass  # it has ended
        return out

    def integrity(self):
        path = os.path.join(self.environment["XDG_DATA_HOME"], "lifeguard", "runs.db")
        for folder, _, files in os.walk(self.environment["XDG_DATA_HOME"]):
            path = next((os.path.join(folder, f) for f in files if f.endswith(".db")), path)
        with sqlite3.connect(path) as database:
            return [row[0] for row in database.execute("PRAGMA integrity_check")]

    # ---- windows, mouse and keys

    def frames(self):
        """What is shown on the screen: windows, dialogs and menus."""
        return [frame for program in self.seen.desktop().children() for frame in program.children()
                if frame.has(self.seen.SHOWING)]

    def window(self, title):
        """The window with such a title, once it is there and has the keyboard."""
        def find():
            window = next((frame for frame in self.frames() if re.search(title, frame.name)), None)
            if window and not window.has(self.seen.ACTIVE):  # no window manager gives it the keyboard
                number = self.xdotool("search", "--onlyvisible", "--name", "^" + re.escape(window.name) + "$").split()
                if number:
                    self.xdotool("windowfocus", number[-1])
                return None
            return window
        return wait_until(find, f"there is a window “{title}”")

    def has_window(self, title):
        return any(re.search(title, frame.name) for frame in self.frames())

    def widget(self, role, name, within=None):
        """Once it is shown, in this window or anywhere."""
        def find():
            for place in [within] if within else self.frames():
                found = place.first(role, name)
                if found:
                    return found
            return None
        return wait_until(find, f"there is a {role} “{name}”")

    def page(self, window, title):
        """The window after a click on the title of the page; a number of what is new may follow it."""
        pages = self.widget("list", "^Pages$", window)
        self.click(wait_until(lambda: pages.first("list item", f"^{title}(,|$)", rows=True), f"there is page {title}"))
        return self.window(rf"{title} · Lifeguard$")

    def row(self, window, view, column, value, **cells):
        """The row of a view, once it is there and its cells say what is expected (all regular expressions)."""
        def find():
            place = next((v for v in window.all(None, view) if v.role in self.seen.ROWS), None)
            row = place.row(column, value) if place else None
            return row and all(re.search(what, self.seen.said(row, name)) for name, what in cells.items()) and row
        return wait_until(find, f"{view} has a row with {column} {value}, {cells}")

    def xdotool(self, *arguments):
        return subprocess.run(["xdotool", *arguments], env=self.environment, capture_output=True, text=True,
                              timeout=20, check=False).stdout

    def click(self, widget, button=1):
        """In its middle, once it holds still there and can be used."""
        def place():
            return widget.has(self.seen.ENABLED, self.seen.SHOWING) and widget.centre()
        x, y = wait_until(place, f"“{widget.name}” can be clicked")
        self.xdotool("mousemove", str(x), str(y), "click", str(button))

    def choose(self, window, view, column, value):
        """Clicks on the row and waits until it is the chosen one."""
        def chosen():
            row = self.row(window, view, column, value)
            if row[column].has(self.seen.SELECTED):
                return row
            self.click(row[column])
            return None
        return wait_until(chosen, f"the row with {column} {value} is chosen")

    def write(self, window, name, text, role="text"):
        """Into the field of that name, in place of what it held; a line break is the return key."""
        field = self.widget(role, name, window)
        self.click(field)
        wait_until(lambda: field.has(self.seen.FOCUSED), f"“{name}” has the keyboard")
        self.keys("ctrl+a")
        for number, line in enumerate(text.split("\n")):
            if number:
                self.keys("Return")
            self.type(line)
        wait_until(lambda: field.text == text, f"“{name}” holds {text!r}")

    def type(self, text):
        self.xdotool("type", "--clearmodifiers", "--delay", "8", text)

    def keys(self, *keys):
        for key in keys:
            self.xdotool("key", "--clearmodifiers", key)
