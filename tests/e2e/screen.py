# SPDX-License-Identifier: GPL-3.0-or-later
"""A screen of our own with windows on it, a user at its keyboard, and the programs that run behind the windows."""

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
        for tool in ("Xvfb", "xdotool"):
            if not shutil.which(tool):
                print(f"skipped: {tool} is not installed; packaging/test brings it")
                sys.exit(77)
        self.bin = bin_directory
        self.root = tempfile.mkdtemp(prefix="lifeguard-e2e-")
        self.environment = {k: v for k, v in os.environ.items() if k not in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
        for name in ("RUNTIME_DIR", "DATA_HOME", "CONFIG_HOME", "STATE_HOME", "CACHE_HOME"):
            path = os.path.join(self.root, name)
            os.mkdir(path, 0o700)
            self.environment["XDG_" + name] = path
        self.environment["E2E_MARK"] = self.root
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"  # none of the user's, and none started for us
        self.started = []
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
            pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as display:
            number = display.readline().strip()
        assert number, "Xvfb does not start"
        self.environment["DISPLAY"] = ":" + number
        self.environment["QT_QPA_PLATFORM"] = "xcb"

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None:
            self.tell_what_is_there()
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.wait()
        for pid in self.living():
            os.kill(pid, signal.SIGKILL)
        self.server.terminate()
        self.server.wait()
        shutil.rmtree(self.root, ignore_errors=True)

    def tell_what_is_there(self):
        try:
            print("windows:", self.windows())
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

    def living(self, text=""):
        """Whatever our programs started and still lives."""
        mark = f"E2E_MARK={self.root}".encode() + b"\0"
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

    # ---- windows and keys

    def xdotool(self, *arguments):
        return subprocess.run(["xdotool", *arguments], env=self.environment, capture_output=True, text=True,
                              timeout=20, check=False).stdout

    def windows(self):
        """Titles of what is shown, by id."""
        out = {}
        for window in self.xdotool("search", "--onlyvisible", "--name", ".").split():
            out[window] = self.xdotool("getwindowname", window).strip()
        return out

    def window(self, title):
        """Waits for a window with such a title and gives it the keyboard."""
        def find():
            return next((w for w, name in self.windows().items() if re.search(title, name)), None)
        window = wait_until(find, f"there is a window “{title}”, beside {list(self.windows().values())}")
        self.xdotool("windowfocus", "--sync", window)
        return window

    def has_window(self, title):
        return any(re.search(title, name) for name in self.windows().values())

    def keys(self, *keys):
        for key in keys:
            self.xdotool("key", "--clearmodifiers", key)

    def type(self, text):
        self.xdotool("type", "--clearmodifiers", "--delay", "8", text)
