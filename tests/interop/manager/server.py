# SPDX-License-Identifier: MIT
"""A SyncManager's server of nothing but the standard library: server.py ADDRESS KEY. Prints its address."""
import ast
import multiprocessing
import sys
from multiprocessing.managers import SyncManager


class Maths:
    def add(self, x, y):
        return x + y

    def fail(self):
        raise ZeroDivisionError("by hand")


class MyManager(SyncManager):
    pass


def main():
    address, key = ast.literal_eval(sys.argv[1]), ast.literal_eval(sys.argv[2])
    multiprocessing.current_process().authkey = key
    MyManager.register("Maths", Maths)
    server = MyManager(address, key).get_server()
    print(repr(server.address), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
