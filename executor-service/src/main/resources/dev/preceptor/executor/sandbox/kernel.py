"""System calls that Python's standard library does not offer, called through the C library."""

import ctypes
import os
import struct

from harness import syscalls

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
_CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)
_HEADER = ctypes.create_string_buffer(struct.pack("=II", _CAPABILITY_VERSION_3, 0), 8)
_NOTHING = ctypes.create_string_buffer(24)
# PyDLL does not release the GIL, so the child continues in the same interpreter state. os.fork would first have many
# modules prepare for threads that do not exist, and each memory page that they touch is copied.
_fork = ctypes.PyDLL(None, use_errno=True).fork
_capset = getattr(_libc, "capset", None)
_prctl = getattr(_libc, "prctl", None)


def call(what, function, *arguments):
    """Calls a function of the C library; raises an OSError that names the call if the function returns -1."""
    ctypes.set_errno(0)
    result = function(*arguments)
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, what + ": " + os.strerror(number))
    return result


def system_call(name, *arguments):
    """Makes a system call by its name; raises OSError if it fails or its number is not known for this machine."""
    if name not in syscalls.NUMBERS:
        raise OSError(38, name + ": unknown on " + syscalls.MACHINE)
    padded = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return call(name, _libc.syscall, ctypes.c_long(syscalls.NUMBERS[name]), *padded)


def fork():
    """Forks like os.fork, but only for a process without other threads."""
    pid = _fork()
    if pid == -1:
        number = ctypes.get_errno()
        raise OSError(number, "fork: " + os.strerror(number))
    return pid


def unshare(flags):
    call("unshare", _libc.unshare, ctypes.c_int(flags))


def join_pid_namespace(descriptor):
    """Has later children start in the PID namespace that the descriptor refers to."""
    call("setns", _libc.setns, ctypes.c_int(descriptor), ctypes.c_int(CLONE_NEWPID))


def mount(source, target, kind, flags, options=None):
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind, options)]
    call("mount " + target, _libc.mount, encoded[0], encoded[1], encoded[2], ctypes.c_ulong(flags), encoded[3])


def detach(target):
    """Unmounts a file system as soon as it is no longer in use (MNT_DETACH)."""
    call("umount", _libc.umount2, os.fsencode(target), ctypes.c_int(2))


def _words(option, argument):
    """The arguments of prctl as C integers."""
    return [ctypes.c_int(option)] + [ctypes.c_ulong(w) for w in (argument, 0, 0, 0)]


def prctl(option, argument):
    return call("prctl", _libc.prctl, *_words(option, argument))


def die_with_parent():
    """Has the kernel kill this process when its parent process ends.

    Every child calls this, so the arguments are built in advance.
    """
    if _prctl is not None and _prctl(*_DIE) != 0:
        raise OSError("prctl failed")


_DIE = _words(_PR_SET_PDEATHSIG, 9)


def flush_all():
    """Flushes the streams of the C library."""
    _libc.fflush(None)


def stay_dumpable():
    """Lets this process open its own entries in /proc after it changed its user id."""
    prctl(_PR_SET_DUMPABLE, 1)


def no_new_privileges():
    prctl(_PR_SET_NO_NEW_PRIVS, 1)


def drop_capabilities():
    """Drops all capabilities of this process.

    Every child calls this, so the arguments are built in advance.
    """
    if _capset(_HEADER, _NOTHING) != 0:
        raise OSError("capset failed")


def has_capabilities(*numbers):
    """Whether all capabilities with these numbers are effective."""
    data = ctypes.create_string_buffer(24)
    system_call("capget", _HEADER, data)
    words = struct.unpack("=6I", data.raw)
    effective = words[0] | words[3] << 32
    return all(effective >> number & 1 for number in numbers)
