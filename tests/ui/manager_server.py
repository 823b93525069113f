# SPDX-License-Identifier: GPL-3.0-or-later
"""A SyncManager's server of nothing but the standard library that holds a dict, a list, a queue, a Namespace and a lock
which change: manager_server.py HOST_PORT_OR_PATH KEY_FILE. Prints the address; serves until it is killed."""

import sys
import threading
import time
from multiprocessing.managers import SyncManager


class Live(SyncManager):
    pass


def fill(address, key):
    manager = Live(address, authkey=key)
    manager.connect()
    kept = [manager.dict({"name": "Ada", "sizes": (1, 2.5, None), "count": 0}), manager.list(range(10)),
            manager.Queue(), manager.Namespace(colour="red", done=0), manager.Lock()]
    kept[0]["items"] = kept[1]
    kept[2].put("first")
    kept[2].put({"second": 2})
    while True:
        time.sleep(0.2)
        kept[0]["count"] += 1
        kept[1].append(kept[0]["count"])
        kept[3].done += 1


def main():
    where, key_file = sys.argv[1:]
    host, colon, port = where.rpartition(":")
    address = (host, int(port)) if colon else where
    with open(key_file, "rb") as file:
        key = file.read().rstrip(b"\n")
    server = Live(address, authkey=key).get_server()
    threading.Thread(target=fill, args=(server.address, key), daemon=True).start()
    print(":".join(map(str, server.address)) if isinstance(server.address, tuple) else server.address, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
