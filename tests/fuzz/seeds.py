#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the seeds of the fuzzers' corpora, as the Python that runs it writes them: pickles of every protocol, frames
with them, the messages of an authentication that it has with itself, and what its managers' clients send to a server.

    for python in python3.6 … python3.13; do $python tests/fuzz/seeds.py tests/fuzz/corpus; done
"""
import array
import collections
import datetime
import decimal
import fractions
import hashlib
import hmac
import os
import pickle
import struct
import sys
import threading
import uuid

import sessions


def values():
    shared = [1, 2]
    cycle = []
    cycle.append(cycle)
    ring = {}
    ring["self"] = ring
    yield "plain", [None, True, False, 0, -1, 255, 65536, 2**31, -(2**63), 2**200, 1.5, float("inf"), 1e-300]
    yield "text", ["", "a", "ä€😀", "\ud800", "x" * 300, b"", b"\x00\xff", b"y" * 300, bytearray(b"z")]
    yield "containers", [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [], {}, {"a": 1, 2: [3]}, {1, 2}, frozenset([3])]
    yield "shared", [shared, shared, (shared, shared), {"x": shared}]
    yield "cycle", cycle
    yield "ring", ring
    yield "numbers", [3 + 4j, decimal.Decimal("1.50"), fractions.Fraction(2, 3), range(1, 9, 2), slice(1, None, 2)]
    yield "times", [datetime.datetime(2026, 11, 21, 7, 6), datetime.date(1, 1, 1), datetime.time(23, 59, 59, 7),
                    datetime.timedelta(-1, 5), datetime.timezone.utc,
                    datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))]
    yield "others", [array.array("d", [1.0, 2.0]), array.array("i"), uuid.UUID(int=7), collections.OrderedDict(a=1),
                     collections.deque([1, 2], 3), collections.Counter("aab"), Ellipsis, NotImplemented]
    yield "errors", [ValueError("x", 1), KeyError("k"), OSError(2, "gone", "file"), UnicodeDecodeError("a", b"b", 0, 1, "c"),
                     StopIteration(), EOFError()]
    yield "request", ("7f0c3ba1d5b0", "put", ("hello", 1), {"block": True})
    yield "response", ("#RETURN", [("a", 1)])
    yield "traceback", ("#TRACEBACK", "Traceback (most recent call last):\n  …\nKeyError: 'x'\n")


def write(folder, name, data):
    os.makedirs(folder, exist_ok=True)
    for other in os.listdir(folder):  # another Python wrote the same
        with open(os.path.join(folder, other), "rb") as file:
            if other != name and file.read() == data:
                return
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)


class Tap:
    """A peer's messages, as Listener and Client exchange them."""

    def __init__(self, connection, told):
        self.connection, self.told = connection, told

    def recv_bytes(self, *limit):
        message = self.connection.recv_bytes(*limit)
        self.told.append(message)
        return message

    def send_bytes(self, message):
        self.connection.send_bytes(message)


def exchange(side):
    """What a peer with another key, and one with the same, says to that side."""
    from multiprocessing import connection

    key = b"a key that no corpus knows"
    told = []
    a, b = connection.Pipe()

    def serve():
        try:
            connection.deliver_challenge(b, key)
            connection.answer_challenge(b, key)
        except Exception:
            pass

    thread = threading.Thread(target=serve)
    thread.start()
    tap = Tap(a, told)
    connection.answer_challenge(tap, key)
    connection.deliver_challenge(tap, key)
    thread.join()
    return bytes([side]) + b"".join(bytes([len(m)]) + m for m in told)


def messages(session):
    """Those of a session, each as an input of the fuzzer `request`: from a client that was let in, or one that was not."""
    at = 1
    while at + 3 <= len(session):
        size = session[at + 1] * 256 + session[at + 2]
        message = session[at + 3:at + 3 + size]
        at += 3 + size
        yield bytes([0 if b"(N" in message[:16] else 2]) + message


def main():
    corpus = sys.argv[1]
    version = "%d.%d" % sys.version_info[:2]
    for name, value in values():
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            if version != "3.11" and protocol not in (2, pickle.DEFAULT_PROTOCOL):
                continue  # all write the same old forms
            try:
                data = pickle.dumps(value, protocol)
            except Exception:
                continue
            write(os.path.join(corpus, "pickle"), "%s-%s-%d" % (name, version, protocol), data)
            if protocol == pickle.DEFAULT_PROTOCOL and len(data) < 2000:
                for way in range(3):
                    frames = struct.pack("!i", len(data)) + data + struct.pack("!i", 0)
                    frames += struct.pack("!iQ", -1, len(data)) + data + struct.pack("!i", 5) + b"hello"
                    write(os.path.join(corpus, "frames"), "%s-%s-%d" % (name, version, way), bytes([way]) + frames)
    for side in range(4):
        write(os.path.join(corpus, "handshake"), "%s-%d" % (version, side), exchange(side))
    nonce = b"#CHALLENGE#" + b"0" * 20
    digest = hmac.new(b"another", nonce[11:], hashlib.md5).digest()
    wrong = bytes([len(nonce)]) + nonce + bytes([len(digest)]) + digest + b"\x09#WELCOME#"
    write(os.path.join(corpus, "handshake"), "wrong-key-0", b"\x00" + wrong)
    write(os.path.join(corpus, "handshake"), "wrong-key-1", b"\x01" + wrong)
    for name, session in sessions.captured():
        write(os.path.join(corpus, "dispatch"), "%s-%s" % (name, version), session)
        if version in ("3.6", "3.13"):  # the two kinds of pickles
            for number, message in enumerate(messages(session)):
                write(os.path.join(corpus, "request"), "%s-%d-%s" % (name, number, version), message)


if __name__ == "__main__":
    main()
