# SPDX-License-Identifier: MIT
"""What a client of this Python sends to a manager's server of its own, as inputs of the fuzzer `dispatch`: the programs
of tests/interop/manager/client.py, each as a whole, and what each object was asked."""
import os
import sys
from multiprocessing import connection, current_process, managers
from multiprocessing.reduction import ForkingPickler

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "interop", "manager"))
sys.argv[1:1] = ["None", "b'a key'"]
import client  # noqa: E402
del sys.argv[1:3]

FIRST_IDENT = 0x100000000001  # of a server that is fed
MOST_STEPS = 48
CHUNK = 6  # calls of one object in one input


class Maths:
    def add(self, x, y):
        return x + y

    def fail(self):
        raise ZeroDivisionError("by hand")


class Wire:
    """All that was sent, with the idents as a server of ours gives them."""

    def __init__(self):
        self.sent = []  # (connection's number, ident or None, name, args, kwds)
        self.idents = {}  # theirs: ours
        self.connections = self.made = 0

    def made_object(self, ident):
        self.idents[ident] = "%012x" % (FIRST_IDENT + self.made)
        self.made += 1


class Tap:
    wire = None

    def __init__(self, *args, **kwds):
        self.connection = connection.Client(*args, **kwds)
        self.number = self.wire.connections
        self.wire.connections += 1
        self.name = None

    def send(self, request):
        ident, self.name, args, kwds = request
        idents = self.wire.idents
        args = tuple(idents.get(one, one) if isinstance(one, str) else one for one in args)
        self.wire.sent.append((self.number, idents.get(ident, ident), self.name, args, kwds))
        self.connection.send(request)

    def recv(self):
        kind, result = self.connection.recv()
        if kind == "#RETURN" and self.name == "create":
            self.wire.made_object(result[0])
        elif kind == "#PROXY":
            self.wire.made_object(result[1].id)
        return kind, result

    def __getattr__(self, name):
        return getattr(self.connection, name)


def message(slot, request, idents):
    data = bytes(ForkingPickler.dumps(request))
    for theirs, ours in idents.items():
        if len(theirs) == len(ours):
            data = data.replace(theirs.encode(), ours.encode())
    return bytes([slot, len(data) >> 8, len(data) & 255]) + data


def whole(wire):
    """Serving connections take turns on three slots, the others on the fourth."""
    slots, serving, out = {}, 0, []
    for number, ident, name, args, kwds in wire.sent:
        if name == "accept_connection":
            slots[number] = serving % 3
            serving += 1
        slot = slots.get(number, 3)
        if slot == 3 or name == "accept_connection":
            out.append(bytes([slot | 3 << 2]))
        out.append(message(slot, (ident, name, args, kwds), wire.idents))
    return b"\x00" + b"".join(out[:MOST_STEPS])


def objects(wire):
    """(what was made, its calls): inputs with one object each."""
    first = "%012x" % FIRST_IDENT
    creates = [one for one in wire.sent if one[2] == "create"]
    accepts = [one for one in wire.sent if one[2] == "accept_connection"][:1]
    made = 0
    for create in creates:
        ident = "%012x" % (FIRST_IDENT + made)
        made += 1
        calls = [one for one in wire.sent if one[1] == ident]
        for at in range(0, max(len(calls), 1), CHUNK):
            out = message(3, (None,) + create[2:], wire.idents)
            for _, _, name, args, kwds in accepts:
                out += message(0, (None, name, args, kwds), wire.idents)
            for _, _, name, args, kwds in calls[at:at + CHUNK]:
                out += message(0, (first, name, args, kwds), wire.idents)
            yield "%s-%d" % (create[3][0], at // CHUNK), b"\x00" + out


def provoke(kind, function, text=None):
    """Whether the error is the one that our servers give is another test's matter."""
    try:
        function()
    except Exception:
        pass


def captured():
    client.raises = provoke
    current_process().authkey = client.KEY
    managers.listener_client["pickle"] = (managers.listener_client["pickle"][0], Tap)

    class Manager(managers.SyncManager):
        pass

    Manager.register("Maths", Maths)
    for part in (client.containers, client.locks, client.waiting, client.queues, client.nesting, client.maths):
        wire = Tap.wire = Wire()
        manager = Manager(authkey=client.KEY)
        manager.start()
        try:
            part(manager)
        except Exception as error:  # what this Python does not have: the seed ends there
            print("%s: %r" % (part.__name__, error), file=sys.stderr)
        manager._number_of_objects(), manager._debug_info()
        manager.shutdown()
        yield part.__name__, whole(wire)
        seen = {}
        for name, data in objects(wire):
            seen[name] = seen.get(name, -1) + 1
            yield "%s-%s-%d" % (part.__name__, name, seen[name]), data
