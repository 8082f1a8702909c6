"""A process and all that it started, seen through /proc."""

import os
import pathlib


def _fields(pid):
    try:
        stat = pathlib.Path("/proc/%d/stat" % pid).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return stat[stat.rindex(")") + 2 :].split()


def descendants(root):
    """The process and all below it."""
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            fields = _fields(int(name))
            if fields and fields[0] != "Z":
                parents[int(name)] = int(fields[1])
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def children(pid):
    return [p for p in descendants(pid) if p != pid and int((_fields(p) or [0, 0])[1]) == pid]


def resident_megabytes(pid):
    try:
        return int(pathlib.Path("/proc/%d/statm" % pid).read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except (OSError, IndexError):
        return 0.0


def descriptors(pid):
    try:
        return len(os.listdir("/proc/%d/fd" % pid))
    except OSError:
        return 0


def java_of(command):
    """The JVM that a shell script has become, or has started."""
    for pid in descendants(command):
        try:
            if os.path.basename(os.readlink("/proc/%d/exe" % pid)) == "java":
                return pid
        except OSError:
            pass
    return None
