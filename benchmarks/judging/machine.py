"""What else the machine is doing."""

import os
import time


def _busy():
    with open("/proc/stat", encoding="ascii") as lines:
        fields = [int(field) for field in lines.readline().split()[1:9]]
    return sum(fields) - fields[3] - fields[4], sum(fields)


def busy_cores(seconds=1.0):
    """How many cores' worth of work is going on, while the caller waits."""
    busy, total = _busy()
    time.sleep(seconds)
    later_busy, later_total = _busy()
    return os.cpu_count() * (later_busy - busy) / max(1, later_total - total)


def description():
    model = "unknown processor"
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return "%d cores, %s" % (os.cpu_count(), model)
