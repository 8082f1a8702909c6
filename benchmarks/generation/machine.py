"""What this machine can do at most, and whether anyone else was using it."""

import os
import pathlib
import resource
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from cores import busy_seconds  # noqa: E402


def own_seconds():
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in usages)


class Watch:
    """The share of the machine's cores that others used meanwhile. The processes measured must have ended."""

    def __enter__(self):
        self.busy, self.own, self.start = busy_seconds(), own_seconds(), time.monotonic()
        return self

    def __exit__(self, *_):
        self.seconds = time.monotonic() - self.start
        foreign = (busy_seconds() - self.busy) - (own_seconds() - self.own)
        self.others = max(0.0, foreign / self.seconds / os.cpu_count())


def probe():
    """Peak of matrix products in GFLOP/s and of reading memory in GB/s, all cores, by torch."""
    import torch

    best = lambda work, n=5: min(timed(work) for _ in range(n))
    result = {}
    # Where bfloat16 is pretended, it takes seconds for what float32 does at once.
    for name, dtype, size in (("float32", torch.float32, 2048), ("bfloat16", torch.bfloat16, 512)):
        a, b = torch.randn(size, size).to(dtype), torch.randn(size, size).to(dtype)
        result[name] = 2 * size**3 / best(lambda: a @ b) / 1e9
    block = torch.ones(64 * 1024 * 1024)
    result["memory"] = block.numel() * 4 / best(block.sum) / 1e9
    return result


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
