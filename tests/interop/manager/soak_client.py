# SPDX-License-Identifier: MIT
"""One of the Python clients of soak.cpp: soak_client.py ADDRESS KEY NAME IDENTS. Works until it is told to stop."""
import ast
import queue
import sys
from multiprocessing import current_process
from multiprocessing.managers import BaseProxy, SyncManager, Token

ADDRESS, KEY, NAME, IDENTS = [ast.literal_eval(one) for one in sys.argv[1:5]]


def main():
    current_process().authkey = KEY
    m = SyncManager(ADDRESS, KEY)
    m.connect()
    proxies = {name: BaseProxy(Token("object", ADDRESS, ident), "pickle", authkey=KEY) for name, ident in IDENTS.items()}

    def call(name, method, *args):
        return proxies[name]._callmethod(method, args)

    while not call("stop", "is_set"):
        if call("lock", "acquire", True, 5):
            try:
                call("counts", "__setitem__", NAME, call("counts", "get", NAME, 0) + 1)
                call("total", "set", call("total", "get") + 1)
            finally:
                call("lock", "release")
        if call("rlock", "acquire", True, 5):
            call("rlock", "acquire")
            call("rlock", "release")
            call("rlock", "release")
        if call("semaphore", "acquire", True, 5):
            call("semaphore", "release")
        try:
            token = call("tokens", "get", True, 1)
            call("tokens", "put", token)
        except queue.Empty:
            pass
        mine = m.list([NAME])
        mine.append(m.dict(x=1))
        call("stored", "__setitem__", NAME, mine)
        del mine


if __name__ == "__main__":
    main()
