"""Which files may be touched, and no signals or sockets out of the domain, by Landlock."""

import ctypes
import os
import stat

from harness import kernel

_READ = 1 << 2 | 1 << 3
_READ_FILE, _WRITE_FILE, _TRUNCATE = 1 << 2, 1 << 1, 1 << 14
_EXECUTE, _MAKE_DEVICE = 1 << 0, 1 << 6 | 1 << 11


def version():
    """Landlock's ABI version, 0 where the kernel has none."""
    try:
        return kernel.system_call("landlock_create_ruleset", 0, 0, 1)
    except OSError:
        return 0


def _all_rights(abi):
    return (1 << (13 if abi == 1 else 14 if abi == 2 else 15 if abi < 5 else 16)) - 1


def _ruleset(rights, abi, ports):
    words = [rights]
    if abi >= 4:
        words.append(3 if ports else 0)
    if abi >= 6:
        words.append(3)
    attributes = (ctypes.c_uint64 * len(words))(*words)
    return kernel.system_call("landlock_create_ruleset", ctypes.byref(attributes), 8 * len(words), 0)


def _allow(ruleset, path, rights):
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
    """Nothing but reading below the first paths, reading and writing the second, and all in the third."""
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
    """A domain of its own, so that no signal reaches whoever is outside; needs ABI 6."""
    ruleset = _ruleset(0, version(), False)
    kernel.system_call("landlock_restrict_self", ruleset, 0)
    os.close(ruleset)
