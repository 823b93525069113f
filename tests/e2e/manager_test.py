#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window on a manager server of CPython's own: its objects, while they change, die and come back.

    manager_test.py BIN_DIRECTORY

77 when there is no X server to be had.
"""

import os
import re
import subprocess
import sys

from screen import Screen, wait_until

SERVER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "ui", "manager_server.py")


def write_key(screen, name, key, mode=0o600):
    path = screen.path(name)
    with open(path, "wb", opener=lambda p, flags: os.open(p, flags, mode)) as file:
        file.write(key)
    return path


def serve(screen, where, key):
    """A server of nothing but the standard library; the process and its address."""
    process = subprocess.Popen([sys.executable, "-B", SERVER, where, key], env=screen.environment,
                               stdout=subprocess.PIPE, text=True)
    screen.started.append(process)
    address = process.stdout.readline().strip()
    assert address, "the server does not start"
    return process, address


def refused_on_the_command_line(screen, address, key):
    wrong = write_key(screen, "wrong", b"not this one\n")
    shared = write_key(screen, "shared", b"s3cret key\n", 0o644)
    for arguments, code, words in (
            (["--attach", "tcp://" + address, "--authkey-file", wrong], 77, "authentication failed"),
            (["--attach", address, "--authkey-file", shared], 65, "chmod 600"),
            (["--attach", "127.0.0.1:1", "--authkey-file", key], 69, "refused: nothing listens on 1"),
            (["--attach", "nowhere", "--authkey-file", key], 64, "host:port"),
            (["--demo", "--authkey-file", key], 64, "--attach")):
        got = screen.run("lifeguard", *arguments)
        assert got.returncode == code and words in got.stderr, (arguments, got)
        assert got.stderr.count("\n") == 1 and "s3cret" not in got.stderr, got


def value_in_the_inspector(screen, shown, part):
    tree = next((v for v in shown.all(None, "^Value of the object$") if v.role in screen.seen.ROWS), None)
    row = tree.row("Part", re.escape(part)) if tree else None
    return row and screen.seen.said(row, "Value")


def main(screen):
    key = write_key(screen, "key", b"s3cret key\n")
    server, address = serve(screen, "127.0.0.1:0", key)
    refused_on_the_command_line(screen, address, key)

    settings = screen.path("settings.ini")
    window = screen.program("lifeguard", "--settings", settings, "--size", "1400x850", "--attach", "tcp://" + address,
                            "--authkey-file", key)
    shown = screen.window("· Objects · Lifeguard$")
    for kind in ("dict", "list", "Queue", "Namespace", "Lock"):
        screen.row(shown, "^Objects$", "Type", kind, References="^[1-9]")
    first = screen.seen.said(screen.row(shown, "^Objects$", "Type", "Namespace"), "Preview")
    screen.keys("F5")
    wait_until(lambda: screen.seen.said(screen.row(shown, "^Objects$", "Type", "Namespace"), "Preview") != first,
               "the list follows the server")

    screen.choose(shown, "^Objects$", "Type", "dict")
    screen.row(shown, "^Objects$", "Type", "dict", Size="^4$")
    wait_until(lambda: value_in_the_inspector(screen, shown, "'name'") == "'Ada'", "the value is shown")
    assert value_in_the_inspector(screen, shown, "'items'").startswith("→ object"), "a proxy is a link"
    count = value_in_the_inspector(screen, shown, "'count'")
    screen.click(screen.widget("push button", "^Read again$", shown))
    wait_until(lambda: value_in_the_inspector(screen, shown, "'count'") not in (None, count), "it is read again")
    screen.choose(shown, "^Objects$", "Type", "Lock")
    screen.row(shown, "^Objects$", "Type", "Lock", Size="^—$")
    screen.widget("label", "^The server cannot send it", shown)

    # The end of the server: the rows stay, and come back to life with it.
    server.kill()
    server.wait()
    screen.widget(None, "is lost: .* tried again in", shown)
    screen.row(shown, "^Objects$", "Type", "dict")
    server, _ = serve(screen, address, key)
    wait_until(lambda: not shown.first(None, "is lost: "), "the server is found again")
    screen.row(shown, "^Objects$", "Type", "Queue", References="^[1-9]")
    screen.keys("ctrl+q")
    assert window.wait(20) == 0
    with open(settings, encoding="utf-8") as file:
        kept = file.read()
    assert address in kept and "s3cret" not in kept, kept

    # Home offers it again.
    window = screen.program("lifeguard", "--settings", settings)
    home = screen.window("^Home · Lifeguard$")
    screen.click(screen.widget("push button", f"^Attach to tcp://{re.escape(address)}$", home))
    shown = screen.window("· Objects · Lifeguard$")
    screen.row(shown, "^Objects$", "Type", "Namespace")
    screen.keys("ctrl+q")
    assert window.wait(20) == 0


if __name__ == "__main__":
    with Screen(sys.argv[1]) as the_screen:
        main(the_screen)
    print("ok")
