# SPDX-License-Identifier: MIT
"""Prints what pickle makes of many values: a line each, protocol, how it may be compared, pickle, repr and str (in hex).

Compared: "same" = read and written again it is the same bytes; "value" = it prints the same; "opaque" = it is neither
data nor known, and only has to come back as the same bytes.
"""
import array
import collections
import datetime
import decimal
import enum
import fractions
import pathlib
import pickle
import queue
import sys
import types
import uuid


class Plain:
    def __init__(self, x):
        self.x = x


class Slots:
    __slots__ = ("a", "b")

    def __init__(self):
        self.a, self.b = 1, [2]

    def __getstate__(self):
        return None, {"a": self.a, "b": self.b}


class Listy(list):
    pass


class Dicty(dict):
    pass


class Colour(enum.Enum):
    RED = 1


class OwnError(ValueError):
    def __init__(self, text, code):
        super().__init__(text, code)
        self.code = code


Pair = collections.namedtuple("Pair", "left right")


def cyclic_list():
    value = [1]
    value.append(value)
    return value


def cyclic_dict():
    value = {"me": None, "list": []}
    value["me"] = value
    value["list"].append(value)
    return value


def cyclic_tuple():
    value = ([], 1)
    value[0].append(value)
    return value


def cyclic_long_tuple():
    value = ([], 1, 2, 3, 4)
    value[0].append(value)
    return value


def cyclic_instance():
    value = Plain(None)
    value.x = value
    return value


def shared():
    inner = ["text", (1, 2)]
    return [inner, inner, {"a": inner, "b": inner[1]}, inner[0]]


def noted():
    error = ValueError("x")
    error.extra = [1]
    return error


NAN = float("nan")
VALUES = [
    None, True, False, 0, 1, -1, 255, 256, 65535, 65536, -128, -129, 2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**63 - 1,
    2**63, -2**63, -2**63 - 1, 2**64, 10**30, -10**30, 2**2047 - 1, -2**2039, 2**2040, 1 << 5000, -(1 << 5000), 3**4000,
    0.0, -0.0, 1.0, 1.5, 0.1, 1e15, 1e16, 123456789012345680.0, 1e-4, 1e-5, 1.7976931348623157e308, 5e-324,
    float("inf"), -float("inf"), NAN, 2.0**53, 1e22, 1e21, 123456.789,
    0j, 1j, 1 + 2j, -0.0 - 1j, complex(0.0, NAN), complex(-float("inf"), -0.0), 1e100 + 1e-7j,
    "", "a", "abc", "größe", "it's", 'say "x"', "both ' and \"", "tab\t\n\r\\ \x00\x1f\x7f\x80\x9f\xa0\xad", "日本語", "🐍",
    "\ud800", "a\udfffb\udc80", "\u2028\u200b\u3000\ufeff", "\U000e0001\U0010ffff", "x" * 255, "x" * 256, "y" * 70000,
    "\xe9", "e\u0301",
    b"", b"a", b"abc", b"\x00\xff\n'", b'"\'', b"z" * 255, b"z" * 256, b"z" * 65536, b"z" * 66000,
    bytearray(), bytearray(b"abc\x80"), bytearray(70000),
    (), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), ((),), ((1,), [2], {3: 4}), tuple(range(2000)),
    [], [1], [1, 2], list(range(999)), list(range(1000)), list(range(1001)), list(range(2001)), [[]], [[], [[]], [[[]]]],
    {}, {"a": 1}, {"a": 1, 2: "b", (1, 2): None, None: [], 1.5: {}, b"k": frozenset([1])},
    {i: i for i in range(999)}, {i: i for i in range(1000)}, {i: str(i) for i in range(1001)},
    {i: i for i in range(2000)}, {1: "a", 2: {"b": {"c": {}}}},
    set(), {1}, {1, 2, 3}, set(range(1000)), set(range(1001)), frozenset(), frozenset([1, 2]), {frozenset([1]), "x"},
    ["a", "a", "bc", "b" + "c"], [b"x", b"x", b"", b""], [["x"], ["x"]], "ab" * 2,
    [i * 1.5 for i in range(20000)], ["item %d" % i for i in range(6000)], {str(i): [i] for i in range(3000)},
    shared(), cyclic_list(), cyclic_dict(),
    [cyclic_tuple()], [cyclic_long_tuple()],
    datetime.date(2020, 2, 29), datetime.time(1, 2), datetime.time(1, 2, 3, 4), datetime.datetime(2020, 1, 2, 3, 4),
    datetime.datetime(9999, 12, 31, 23, 59, 59, 999999), datetime.datetime(2020, 1, 2, tzinfo=datetime.timezone.utc),
    datetime.datetime(2020, 1, 2, 3, 4, 5, 6,
                      tzinfo=datetime.timezone(datetime.timedelta(hours=-5, minutes=-30), "X")),
    datetime.timedelta(0), datetime.timedelta(1, 2, 3), datetime.timedelta(-1, 5), datetime.timedelta(days=400),
    datetime.timezone.utc, datetime.timezone(datetime.timedelta(hours=1)),
    decimal.Decimal("1.50"), decimal.Decimal("NaN"), decimal.Decimal("-1E+100"), fractions.Fraction(1, 3),
    fractions.Fraction(-7), uuid.UUID("12345678-1234-5678-1234-567812345678"), uuid.UUID(int=5),
    array.array("i", [1, -2, 3]), array.array("d", [1.5, 2.0]), array.array("B", b"ab"), array.array("q"),
    collections.OrderedDict([("b", 1), ("a", [2])]), collections.OrderedDict(), collections.deque([1, 2]),
    collections.deque([1], 5), collections.defaultdict(list, {"a": [1]}), collections.Counter("a"),
    types.SimpleNamespace(x=1, y="z"), range(3), range(1, 10, 2), slice(1, None, 2), pathlib.PurePosixPath("/a/b"),
    pathlib.PurePosixPath("a"),
    ValueError("x"), KeyError("k"), ValueError(), ValueError(1, "two"), OSError(2, "No such file", "/x"),
    ConnectionRefusedError(111, "refused"), queue.Empty(), ZeroDivisionError("division by zero"), [KeyError(("a", 1))],
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), StopIteration(5), OSError("just text"),
]
OPAQUE = [Plain(1), Plain([1, {"a": 2}]), Slots(), Listy([1, 2, 3]), Listy(range(1001)), Dicty({"a": 1}), Colour.RED,
          Pair(1, [2]), OwnError("text", 3), [Plain(1), Plain(2)], cyclic_instance(), noted(), Plain, len, int, [int, str, int],
          {"a": Dicty({i: i for i in range(1001)})}]


def hexed(text):
    return text.encode("utf-8", "surrogatepass").hex()


def main():
    protocols = [int(text) for text in sys.argv[1:]] or range(pickle.HIGHEST_PROTOCOL + 1)
    for protocol in protocols:
        for kind, values in (("same", VALUES), ("opaque", OPAQUE)):
            for value in values:
                if protocol > pickle.HIGHEST_PROTOCOL:
                    continue
                try:
                    data = pickle.dumps(value, protocol)
                except Exception:  # slots at protocol 0, say
                    continue
                try:
                    shown, text = repr(value), str(value)
                except ValueError:  # an int that Python does not print
                    shown = text = hex(value)
                print(protocol, kind if protocol >= 2 or kind == "opaque" else "value", data.hex(),
                      hexed(shown) or "-", hexed(text) or "-")


if __name__ == "__main__":
    main()
