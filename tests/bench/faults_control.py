#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""faults_control.py BUILD [--pools N]: the same fault beside CPython. Each pool of three workers has one of them killed
by SIGKILL at a random moment while tasks are running; counted is what became of the tasks and of the pool.

Ours is the test PoolMany.A8_KillsWithResultsOfEachSize of BUILD, ten kills in each pool. The contenders are
multiprocessing.Pool and concurrent.futures.ProcessPoolExecutor of this Python, each pool in a program of its own, which
is ended when it does not end by itself."""
import argparse
import concurrent.futures
import json
import multiprocessing
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import threading
import time

WORKERS, TASKS, SILENCE_S, END_S = 3, 300, 3.0, 2.0
SIZES = {0: TASKS, 20_000: TASKS, 10_000_000: 12}
OURS = re.compile(r"chaos by fork, results of (\d+) bytes: (\d+) pools, (\d+) kills, (\d+) tasks, (\d+) answered, "
                  r"(\d+) lost, (\d+) without an answer, (\d+) pools wedged")


def text_of(number, size):
    return chr(97 + number % 26) * size


def ends_in_time(action):
    thread = threading.Thread(target=action, daemon=True)
    thread.start()
    thread.join(END_S)
    return not thread.is_alive()


def kill_one(pids, seed):
    chance = random.Random(seed)
    time.sleep(chance.random() * 0.02)
    os.kill(chance.choice(sorted(pids)), signal.SIGKILL)


def pool_of_multiprocessing(size, tasks, seed):
    pool = multiprocessing.get_context("fork").Pool(WORKERS)
    results = [pool.apply_async(text_of, (i, size)) for i in range(tasks)]
    kill_one({worker.pid for worker in pool._pool}, seed)
    last, before = time.monotonic(), -1
    while time.monotonic() - last < SILENCE_S:
        done = sum(result.ready() for result in results)
        if done == tasks:
            break
        last, before = (time.monotonic(), done) if done != before else (last, before)
        time.sleep(0.01)
    answered = sum(result.ready() and result.successful() for result in results)
    told = sum(result.ready() and not result.successful() for result in results)
    return answered, told, not ends_in_time(pool.terminate)


def executor_of_futures(size, tasks, seed):
    executor = concurrent.futures.ProcessPoolExecutor(WORKERS, multiprocessing.get_context("fork"))
    futures, told = [], 0
    for i in range(tasks):
        try:
            futures.append(executor.submit(text_of, i, size))
        except concurrent.futures.BrokenExecutor:
            told += 1
        if i == min(tasks, WORKERS) - 1:
            threading.Thread(target=kill_one, args=(set(executor._processes), seed), daemon=True).start()
    while True:
        done, waiting = concurrent.futures.wait(futures, SILENCE_S, concurrent.futures.FIRST_COMPLETED)
        futures_done = len(done)
        if not waiting:
            break
        time.sleep(0.05)
        if sum(future.done() for future in futures) == futures_done and \
                not concurrent.futures.wait(waiting, SILENCE_S, concurrent.futures.FIRST_COMPLETED).done:
            break
    answered = sum(future.done() and future.exception() is None for future in futures)
    told += sum(future.done() and future.exception() is not None for future in futures)
    return answered, told, not ends_in_time(lambda: executor.shutdown(wait=True))


CONTENDERS = {"multiprocessing.Pool": pool_of_multiprocessing, "ProcessPoolExecutor": executor_of_futures}


def one_pool(name, size, tasks, seed):
    """In a program of its own, that this one can end."""
    command = [sys.executable, __file__, "--one", json.dumps([name, size, tasks, seed]), "-"]
    program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                               start_new_session=True)
    try:
        return json.loads(program.communicate(timeout=60)[0])
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return 0, 0, True
    finally:
        try:
            os.killpg(program.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        program.wait()


def print_row(cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--pools", type=int, default=12, help="pools of each size (12)")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        name, size, tasks, seed = json.loads(given.one)
        print(json.dumps(CONTENDERS[name](size, tasks, seed)), flush=True)
        os._exit(0)
    print_row(["who", "bytes of a result", "pools", "kills", "tasks", "answered", "error told", "never answered",
               "pools wedged"])
    print_row(["---"] * 9)
    said = subprocess.run([given.build / "bin/test_pool", "--gtest_filter=PoolMany.A8_*"], stdout=subprocess.PIPE,
                          text=True, check=False)
    for size, pools, kills, tasks, *rest in OURS.findall(said.stdout):
        print_row(["mp::Pool", size, pools, kills, tasks, *rest])
    version = ".".join(map(str, sys.version_info[:3]))
    for name in CONTENDERS:
        for size, tasks in SIZES.items():
            pools = given.pools if size < 1_000_000 else max(1, given.pools // 4)
            ends = [one_pool(name, size, tasks, seed) for seed in range(pools)]
            answered, told, wedged = (sum(end[i] for end in ends) for i in range(3))
            print_row([f"{name} {version}", size, pools, pools, pools * tasks, answered, told,
                       pools * tasks - answered - told, wedged])
    return said.returncode


if __name__ == "__main__":
    sys.exit(main())
