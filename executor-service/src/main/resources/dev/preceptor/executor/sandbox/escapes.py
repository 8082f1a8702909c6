# Attempts to escape from the sandbox. Each function returns 'held' if the attempt was blocked, and otherwise what it
# achieved.
import ctypes
import os
import socket


def reads(path):
    try:
        with open(path) as file:
            file.read()
    except OSError:
        return "held"
    return "read " + path


def environment():
    if os.environ:
        return "saw " + ", ".join(os.environ)
    for process in ("self", "1", str(os.getppid())):
        if reads("/proc/%s/environ" % process) != "held":
            return "read the environment of process " + process
    return "held"


def memory():
    buffer = ctypes.create_string_buffer(8)
    where = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 8)
    for process in {os.getppid()} | set(range(1, 64)):
        if process in (0, os.getpid()):
            continue
        if ctypes.CDLL(None).process_vm_readv(process, where, 1, where, 1, 0) >= 0:
            return "read the memory of process %d" % process
        if reads("/proc/%d/mem" % process) != "held":
            return "opened the memory of process %d" % process
    return "held"


def connects(port):
    try:
        socket.create_connection(("127.0.0.1", port), 2).close()
    except OSError:
        return "held"
    return "reached port %d" % port


def writes(directories):
    for directory in directories:
        path = os.path.join(directory, "escaped")
        try:
            with open(path, "w"):
                pass
        except OSError:
            continue
        os.unlink(path)
        return "wrote to " + directory
    return "held"


def signals():
    for process in {os.getppid()} | set(range(1, 64)):
        if process in (0, os.getpid()):
            continue
        try:
            os.kill(process, 0)
        except OSError:
            continue
        return "reached process %d" % process
    return "held"


def executes():
    for path in ("/bin/sh", "/bin/true", "/usr/bin/env"):
        try:
            os.execv(path, [path])
        except OSError:
            continue
    return "held"


def forks():
    try:
        process = os.fork()
    except OSError:
        return "held"
    if process == 0:
        os._exit(0)
    return "started a process"
