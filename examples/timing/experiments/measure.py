"""Measures how long it takes to put n items at the front of a list and of a deque: writes times.csv. Run by hand.

python experiments/measure.py
"""

import csv
from collections import deque
from pathlib import Path
from time import perf_counter

SIZES = [1000 * 2**k for k in range(8)]
REPEATS = 7


def fill(make, name, size):
    queue = make()
    put = getattr(queue, name)
    began = perf_counter()
    for item in range(size):
        put(0, item) if name == "insert" else put(item)
    return perf_counter() - began


if __name__ == "__main__":
    with (Path(__file__).parent / "times.csv").open("w", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(["items", "repeat", "list", "deque"])
        for size in SIZES:
            for repeat in range(REPEATS):
                times = (fill(list, "insert", size), fill(deque, "appendleft", size))
                rows.writerow([size, repeat, *(f"{seconds:.7f}" for seconds in times)])
