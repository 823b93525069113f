# SPDX-License-Identifier: MIT
"""Every type of a SyncManager, every method, every error, through CPython's own proxies: client.py ADDRESS KEY.

Asserts against what CPython's own server does; prints "done" when all held, and how many things each part held against.
"""
import array
import ast
import math
import multiprocessing
import queue
import sys
import threading
from multiprocessing.managers import DictProxy, RemoteError, SyncManager

ADDRESS, KEY = ast.literal_eval(sys.argv[1]), ast.literal_eval(sys.argv[2])


class MyManager(SyncManager):
    pass


MyManager.register("Maths")
MyManager.register("get_tasks")
MyManager.register("get_far_tasks")
MyManager.register("get_state", proxytype=DictProxy)


class Own:
    def __init__(self, x):
        self.x = x


held = 0


def raises(kind, function, text=None):
    global held
    held += 1
    try:
        function()
    except kind as error:
        assert text is None or text in str(error), (text, str(error))
    else:
        raise AssertionError("no %s" % kind.__name__)


def same(a, b):
    global held
    held += 1
    assert a == b, (a, b)


def containers(m):
    d = m.dict(x=1)
    d["y"] = [1, 2]
    same(str(d), "{'x': 1, 'y': [1, 2]}")
    same((d["y"], len(d), "x" in d, d.keys(), d.values()), ([1, 2], 2, True, ["x", "y"], [1, [1, 2]]))
    same((d.items(), d.copy(), d.get("q"), d.get("q", 5)), ([("x", 1), ("y", [1, 2])], {"x": 1, "y": [1, 2]}, None, 5))
    same((d.pop("y"), d.pop("y", 7), d.setdefault("z", 3), d.setdefault("z", 4)), ([1, 2], 7, 3, 3))
    same(list(iter(d._callmethod("__iter__"))), ["x", "z"])
    d.update({"w": 1}, v=2)
    same(d.popitem(), ("v", 2))
    del d["w"]
    raises(KeyError, lambda: d["nope"], "'nope'")
    raises(KeyError, lambda: d.pop("nope"))
    it = d._callmethod("__iter__")
    next(it)
    d["more"] = 1
    raises(RuntimeError, lambda: next(it), "dictionary changed size during iteration")
    d.clear()
    raises(KeyError, d.popitem, "popitem(): dictionary is empty")
    same(d._getvalue(), {})
    l = m.list(range(5))
    l.reverse()
    l.append(9)
    l.extend((1, 2))
    l += [3]
    same((str(l), len(l), l[0], l[-1], l[1:3], l[::-2]), ("[4, 3, 2, 1, 0, 9, 1, 2, 3]", 9, 4, 3, [3, 2], [3, 1, 0, 2, 4]))
    same((9 in l, l.count(1), l.index(9), l + [7], l.pop(), l.pop(0)), (True, 2, 5, [4, 3, 2, 1, 0, 9, 1, 2, 3, 7], 3, 4))
    l.insert(0, 5)
    l.remove(9)
    l[0] = 6
    l[1:3] = ["a"]
    del l[0:2]
    same([x for x in l], [1, 0, 1, 2])
    l *= 2
    l.sort()
    l.sort(reverse=True)
    same((l * 2, 2 * m.list([1]), list(reversed(l))), ([2, 2, 1, 1, 1, 1, 0, 0] * 2, [1, 1], [0, 0, 1, 1, 1, 1, 2, 2]))
    raises(IndexError, lambda: l[99], "list index out of range")
    raises(IndexError, lambda: l.pop(99), "pop index out of range")
    raises(IndexError, m.list().pop, "pop from empty list")
    raises(ValueError, lambda: l.remove(77), "list.remove(x): x not in list")
    raises(ValueError, lambda: l.index(77), "77 is not in list")
    raises(TypeError, lambda: m.list([1, "a"]).sort())
    raises(RemoteError, lambda: m.list(5))
    raises(RemoteError, lambda: d._callmethod("nope"))
    ns = m.Namespace(b=2, _c=3)
    ns.a = "x"
    same(str(ns), "Namespace(a='x', b=2)")
    same((ns.a, ns.b), ("x", 2))
    del ns.b
    raises(AttributeError, lambda: ns.zz, "'Namespace' object has no attribute 'zz'")
    v = m.Value("i", 7)
    v.value += 1
    same((str(v), v.value, v.get()), ("Value('i', 8)", 8, 8))
    a = m.Array("i", [1, 2, 3])
    a[0] = 5
    same((str(a), a[0:2].tolist(), len(a), a[-1], a._getvalue().tolist()), ("array('i', [5, 2, 3])", [5, 2], 3, 3, [5, 2, 3]))
    a[0:2] = array.array("i", [7, 8, 9])
    a[::3] = array.array("i", [1, 2])
    same((a[:].tolist(), a[::-1].tolist(), a[9:-9:-1].tolist()), ([1, 8, 9, 2], [2, 9, 8, 1], [2, 9, 8, 1]))
    raises(TypeError, lambda: a.__setitem__(slice(0, 1), [1]), "can only assign array")
    raises(ValueError, lambda: a.__setitem__(slice(0, 4, 2), array.array("i", [1])))
    raises(IndexError, lambda: a[9], "array index out of range")
    raises(OverflowError, lambda: a.__setitem__(0, 1 << 40))
    raises(RemoteError, lambda: m.Array("i", 5))


def locks(m):
    k = m.Lock()
    same((k.acquire(), k.acquire(False), k.acquire(True, 0.02)), (True, False, False))
    raises(ValueError, lambda: k.acquire(False, 1), "can't specify a timeout for a non-blocking call")
    raises(ValueError, lambda: k.acquire(True, -5), "timeout value must be a non-negative number")
    assert str(k).startswith("<locked _thread.lock object at "), str(k)
    k.release()
    raises(RuntimeError, k.release, "release unlocked lock")
    with k:
        pass
    raises(RemoteError, k._getvalue, "Unserializable message")
    r = m.RLock()
    r.acquire(), r.acquire(), r.release()
    other = []
    thread = threading.Thread(target=lambda: other.append(r.acquire(False)))
    thread.start(), thread.join()
    same(other, [False])
    r.release()
    raises(RuntimeError, r.release, "cannot release un-acquired lock")
    s = m.Semaphore(2)
    same((s.acquire(), s.acquire(), s.acquire(False), s.acquire(True, 0.01)), (True, True, False, False))
    s.release(), s.release(), s.release()
    b = m.BoundedSemaphore(1)
    raises(ValueError, b.release, "Semaphore released too many times")
    if sys.version_info >= (3, 9):
        s._callmethod("release", (2,))
        same([s.acquire(False) for i in range(6)], [True] * 5 + [False])
        raises(ValueError, lambda: s._callmethod("release", (0,)), "n must be one or more")
    raises(ValueError, lambda: k.acquire(True, float("nan")))
    raises(RemoteError, lambda: m.Semaphore(-1), "semaphore initial value must be >= 0")


def waiting(m):
    e = m.Event()
    same((e.is_set(), e.wait(0.01)), (False, False))
    thread = threading.Thread(target=e.set)
    thread.start()
    e.wait()
    thread.join()
    same(e.is_set(), True)
    e.clear()
    c = m.Condition()
    raises(RuntimeError, c.notify, "cannot notify on un-acquired lock")
    raises(RuntimeError, lambda: c.wait(1), "cannot wait on un-acquired lock")
    c.acquire()
    assert not c.wait(0.01)

    def notify():
        with c:
            c.notify()

    thread = threading.Thread(target=notify)
    thread.start()
    c.wait(20)
    c.notify_all()
    same(c.wait_for(lambda: True), True)
    c.release()
    thread.join()
    lock = m.Lock()
    with m.Condition(lock):
        same(lock.acquire(False), False)
    b = m.Barrier(2)
    got = []
    thread = threading.Thread(target=lambda: got.append(b.wait()))
    thread.start()
    got.append(b.wait())
    thread.join()
    same((sorted(got), b.parties, b.n_waiting, b.broken), ([0, 1], 2, 0, False))
    b.abort()
    raises(threading.BrokenBarrierError, b.wait)
    b.reset()
    same(b.broken, False)


def queues(m):
    for make in (m.Queue, m.JoinableQueue):
        q = make(2)
        q.put("one"), q.put({"k": (1, 2.5, None, b"x")})
        same((q.qsize(), q.full(), q.empty()), (2, True, False))
        raises(queue.Full, lambda: q.put(1, timeout=0.01))
        raises(queue.Full, lambda: q.put_nowait(1))
        same((q.get(), q.get(timeout=1)), ("one", {"k": (1, 2.5, None, b"x")}))
        raises(queue.Empty, lambda: q.get(timeout=0.01))
        raises(queue.Empty, lambda: q.get_nowait())
        raises(ValueError, lambda: q.get(True, -1), "'timeout' must be a non-negative number")
        q.task_done(), q.task_done()
        raises(ValueError, q.task_done, "task_done() called too many times")
        q.join()
        q.put(Own(5))
        same(q.get().x, 5)
        thread = threading.Thread(target=lambda: q.put("later"))
        thread.start()
        same(q.get(), "later")
        thread.join()


def pools(m):
    with m.Pool(2) as p:
        same((p.apply(math.sqrt, (4.0,)), p.map(math.sqrt, [1.0, 9.0])), (2.0, [1.0, 3.0]))
        same(p.starmap(math.pow, [(2.0, 3.0), (3.0, 2.0)]), [8.0, 9.0])
        r = p.apply_async(math.sqrt, (16.0,))
        r.wait(20)
        same((r.ready(), r.successful(), r.get(20)), (True, True, 4.0))
        same(p.map_async(math.sqrt, [25.0]).get(20), [5.0])
        same(p.starmap_async(math.pow, [(2.0, 2.0)]).get(20), [4.0])
        same(list(p.imap(math.sqrt, [1.0, 4.0, 9.0])), [1.0, 2.0, 3.0])
        same(sorted(p.imap_unordered(math.sqrt, [1.0, 4.0, 9.0])), [1.0, 2.0, 3.0])
        raises(ValueError, lambda: p.apply(math.sqrt, (-1.0,)), "math domain error")
        bad = p.apply_async(math.sqrt, (-1.0,))
        raises(ValueError, lambda: bad.get(20), "math domain error")
        same(bad.successful(), False)
        p.close()
        raises(ValueError, lambda: p.apply(math.sqrt, (1.0,)), "Pool not running")
        p.join()
    other = m.Pool(1)
    raises(ValueError, other.join, "Pool is still running")
    other.terminate()
    other.join()


def nesting(m):
    multiprocessing.current_process().authkey = KEY
    d, l = m.dict(), m.list()
    l.append(d)
    l[0]["x"] = 1
    same(d["x"], 1)
    assert str(l).startswith("[<DictProxy object, typeid 'dict' at 0x"), str(l)
    if sys.version_info >= (3, 9):
        l.append(m.Queue())
        l[1].put(3)
        same(l[1].get(), 3)
    d["list"] = m.list([1, 2])
    same(d["list"][:], [1, 2])


def maths(m):
    x = m.Maths()
    same(x.add(4, 3), 7)
    raises(ArithmeticError, x.fail)
    raises(TypeError, lambda: x.add(1))


def own_objects(m):
    """Queues of threads, a proxy of another manager, a dict of the program's."""
    for tasks in (m.get_tasks(), m.get_far_tasks()):
        tasks.put("a")
        tasks.put([1], timeout=1)
        same((tasks.qsize(), tasks.empty(), tasks.full()), (2, False, False))
        same((tasks.get(), tasks.get(timeout=1)), ("a", [1]))
        raises(queue.Empty, tasks.get_nowait)
        raises(queue.Empty, lambda t=tasks: t.get(timeout=0.01))
        tasks.task_done()
        tasks.task_done()
        tasks.join()
        raises(ValueError, tasks.task_done)
    d = m.get_state()
    d["y"] = {"z": 1}
    same((d.copy(), list(d), len(d), d.pop("y")), ({"x": 1, "y": {"z": 1}}, ["x", "y"], 2, {"z": 1}))
    same(str(d), "{'x': 1}")


def main():
    m = MyManager(ADDRESS, KEY)
    m.connect()
    before = m._number_of_objects()
    global held
    told = ""
    for part in (containers, locks, waiting, queues, pools, nesting, maths, own_objects):
        part(m)
        told += " %s %d" % (part.__name__, held)
        held = 0
    import gc
    gc.collect()
    same(m._number_of_objects(), before)
    same(m._debug_info(), "")
    print("done" + told, flush=True)


if __name__ == "__main__":
    main()
