# SPDX-License-Identifier: MIT
"""One end of a connection, of nothing but the standard library.

peer.py listen|connect|share ADDRESS KEY: address and key as Python writes them (None: no key). A listener prints the address
it has. Then it answers each object with ("got", object, its repr) until "bye" comes.
"""
import ast
import multiprocessing
import sys
from multiprocessing.connection import Client, Listener


def answer(connection):
    while True:
        value = connection.recv()
        if value == "bye":
            break
        if value == "bytes":
            connection.send_bytes(connection.recv_bytes()[::-1])
        else:
            connection.send(("got", value, repr(value)))


def share(connection):
    connection.recv().send("sent from Python")
    receiver, sender = multiprocessing.Pipe(duplex=False)
    connection.send(receiver)
    connection.recv()
    sender.send("kept for C++")


def main():
    what, address, key = sys.argv[1], ast.literal_eval(sys.argv[2]), ast.literal_eval(sys.argv[3])
    if what == "listen":
        with Listener(address, authkey=key) as listener:
            print(repr(listener.address), flush=True)
            with listener.accept() as connection:
                answer(connection)
    elif what == "share":
        multiprocessing.current_process().authkey = key
        with Client(address, authkey=key) as connection:
            share(connection)
    elif what == "connect":
        try:
            with Client(address, authkey=key) as connection:
                answer(connection)
        except Exception as error:
            print(type(error).__name__, error, flush=True)
            return
    print("done", flush=True)


if __name__ == "__main__":
    main()
