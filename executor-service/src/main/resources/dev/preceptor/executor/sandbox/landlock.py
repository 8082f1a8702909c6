"""Restricts file access, and sockets and signals to processes outside the domain, with Landlock."""

import ctypes
import os
import stat

from harness import kernel

_READ = 1 << 2 | 1 << 3
_READ_FILE, _WRITE_FILE, _TRUNCATE = 1 << 2, 1 << 1, 1 << 14
_EXECUTE, _MAKE_DEVICE = 1 << 0, 1 << 6 | 1 << 11


def version():
    """The ABI version of Landlock; 0 if the kernel does not support it."""
    try:
        return kernel.system_call("landlock_create_ruleset", 0, 0, 1)
    except OSError:
        return 0


def _all_rights(abi):
    """All file access rights that the ABI version knows, as a bit mask."""
    return (1 << (13 if abi == 1 else 14 if abi == 2 else 15 if abi < 5 else 16)) - 1


def _ruleset(rights, abi, ports):
    """Creates a rule set that handles the given file access rights; returns its descriptor.

    From ABI 4 on it can also refuse TCP ports, and from ABI 6 on it refuses signals and abstract sockets to processes
    outside the domain.
    """
    words = [rights]
    if abi >= 4:
        words.append(3 if ports else 0)
    if abi >= 6:
        words.append(3)
    attributes = (ctypes.c_uint64 * len(words))(*words)
    return kernel.system_call("landlock_create_ruleset", ctypes.byref(attributes), 8 * len(words), 0)


def _allow(ruleset, path, rights):
    """Allows the rights on a path and all that is below it; does nothing if the path does not exist."""
    if not os.path.exists(path):
        return
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= _READ_FILE | _WRITE_FILE | _TRUNCATE
        rule = ctypes.create_string_buffer(rights.to_bytes(8, "little") + descriptor.to_bytes(4, "little"), 12)
        kernel.system_call("landlock_add_rule", ruleset, 1, ctypes.byref(rule), 0)
    finally:
        os.close(descriptor)


def restrict(readable, devices, writable):
    """Restricts this process and its children to the given paths.

    Below readable, files and directories may be read; devices may be read and written; below writable, everything but
    execution and the creation of devices is allowed.
    """
    abi = version()
    rights = _all_rights(abi)
    ruleset = _ruleset(rights, abi, True)
    for path in readable:
        _allow(ruleset, path, _READ & rights)
    for path in devices:
        _allow(ruleset, path, (_READ_FILE | _WRITE_FILE | _TRUNCATE) & rights)
    for path in writable:
        _allow(ruleset, path, rights & ~_EXECUTE & ~_MAKE_DEVICE)
    kernel.system_call("landlock_restrict_self", ruleset, 0)
    os.close(ruleset)


def restrict_signals():
    """Enters a new domain, so that this process can send no signal to a process outside it; needs ABI 6."""
    ruleset = _ruleset(0, version(), False)
    kernel.system_call("landlock_restrict_self", ruleset, 0)
    os.close(ruleset)
