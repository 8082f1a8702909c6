"""Isolates a process by Linux namespaces: no network, no processes but its own, and a small root file system.

The root holds the paths that are named as readable, a few devices, the standard streams and a scratch directory.
"""

import ctypes
import os

from harness import kernel
from harness.standard_streams import FOLDER

NOBODY = 65534
SCRATCH = "/scratch"
_NOSUID, _NODEV, _NOEXEC, _BIND, _REC, _PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
_CAP_SETGID, _CAP_SETUID, _CAP_SYS_ADMIN = 6, 7, 21
_READ_ONLY_NO_SETUID = 1 | 2
_AT_FDCWD = -100
# Mount options. An input is at most as large as a message.
_STREAMS = "size=16m,nr_inodes=16,mode=755"


def enter(readable, devices, scratch_kilobytes):
    """Moves this process and its children into new namespaces.

    Returns two descriptors: one of /proc, which the caller should close soon, and one of the file that is /dev/stdin
    from now on.
    """
    proc = os.open("/proc", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    apart = kernel.CLONE_NEWNS | kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS
    user, group = os.getuid(), os.getgid()
    if user == 0 and kernel.has_capabilities(_CAP_SETGID, _CAP_SETUID, _CAP_SYS_ADMIN):
        # As root, the root directory is built before the switch to nobody: root may read paths that nobody may not
        # read, and RLIMIT_NPROC does not apply to root.
        kernel.unshare(apart)
        standard_input = _build_root(readable, devices, scratch_kilobytes, NOBODY)
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        kernel.stay_dumpable()
        kernel.unshare(kernel.CLONE_NEWUSER)
        _map_ids(proc, NOBODY, NOBODY)
    else:
        kernel.unshare(kernel.CLONE_NEWUSER | apart)
        _map_ids(proc, user, group)
        standard_input = _build_root(readable, devices, scratch_kilobytes, user)
    kernel.unshare(kernel.CLONE_NEWPID)
    return proc, standard_input


def _map_ids(proc, user, group):
    """Maps the user and group id of this process to themselves in the new user namespace."""
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", "%d %d 1" % (user, user)),
        ("gid_map", "%d %d 1" % (group, group)),
    ):
        descriptor = os.open("self/" + name, os.O_WRONLY | os.O_CLOEXEC, dir_fd=proc)
        try:
            os.write(descriptor, text.encode())
        finally:
            os.close(descriptor)


def _build_root(readable, devices, scratch_kilobytes, owner):
    """Builds the new root file system and makes it the root; returns a descriptor of the file that is /dev/stdin."""
    kernel.mount(None, "/", None, _REC | _PRIVATE)
    kernel.mount("tmpfs", "/tmp", "tmpfs", _NOSUID | _NODEV, "size=1m,mode=755")
    os.mkdir("/tmp/old")
    os.mkdir("/tmp/new")
    kernel.system_call("pivot_root", b"/tmp", b"/tmp/old")
    os.chdir("/")
    kernel.mount("tmpfs", "/new", "tmpfs", _NOSUID | _NODEV, "size=1m,mode=755")
    for path in readable:
        _show(path)
    for path in devices:
        _show(path)
    os.mkdir("/new" + SCRATCH)
    options = "size=%dk,nr_inodes=1024,mode=700,uid=%d" % (scratch_kilobytes, owner)
    kernel.mount("tmpfs", "/new" + SCRATCH, "tmpfs", _NOSUID | _NODEV | _NOEXEC, options)
    standard_input = _make_streams()
    _read_only("/new")
    os.chdir("/new")
    kernel.system_call("pivot_root", b".", b".")
    kernel.detach(".")
    os.chdir(SCRATCH)
    return standard_input


def _make_streams():
    """Creates the files of the standard streams in /dev, read-only for programs.

    Returns a descriptor by which the input is written.
    """
    os.mkdir("/writable")
    kernel.mount("tmpfs", "/writable", "tmpfs", _NOSUID | _NODEV | _NOEXEC, _STREAMS)
    standard_input = os.open("/writable/0", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o444)
    os.mkfifo("/writable/1")
    os.chmod("/writable/1", 0o666)
    os.symlink("/dev/null", "/writable/2")
    os.mkdir("/new" + FOLDER)
    kernel.mount("/writable", "/new" + FOLDER, None, _BIND)
    _read_only("/new" + FOLDER)
    kernel.detach("/writable")
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        os.symlink("fd/%d" % number, "/new/dev/" + name)
    return standard_input


def _show(path):
    """Bind-mounts a path of the old root read-only at the same place in the new root; keeps symbolic links."""
    real = _resolve(path)
    if real is None:
        return
    target = "/new" + real
    if not os.path.lexists(target):
        os.makedirs(os.path.dirname(target), mode=0o755, exist_ok=True)
        if os.path.isdir("/old" + real):
            os.mkdir(target)
        else:
            os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o644))
        kernel.mount("/old" + real, target, None, _BIND | _REC)
        if not real.startswith("/dev/"):
            _read_only(target)
    if real != path and not os.path.lexists("/new" + path):
        os.makedirs(os.path.dirname("/new" + path), mode=0o755, exist_ok=True)
        os.symlink(real, "/new" + path)


def _resolve(path):
    """Resolves the symbolic links of a path within the old root; returns None if the path does not exist."""
    done, parts = "", [part for part in path.split("/") if part]
    for _ in range(200):
        if not parts:
            return done or "/"
        candidate = done + "/" + parts.pop(0)
        if os.path.islink("/old" + candidate):
            link = os.readlink("/old" + candidate)
            base = [] if link.startswith("/") else [part for part in done.split("/") if part]
            whole = os.path.normpath("/" + "/".join(base + [link.lstrip("/") if not base else link]))
            parts, done = [part for part in whole.split("/") if part] + parts, ""
        elif os.path.exists("/old" + candidate):
            done = candidate
        else:
            return None
    return None


def _read_only(path):
    """Makes a mount read-only and ignores set-user-ID bits below it."""
    attributes = (ctypes.c_uint64 * 4)(_READ_ONLY_NO_SETUID, 0, 0, 0)
    kernel.system_call("mount_setattr", _AT_FDCWD, os.fsencode(path), 0, ctypes.byref(attributes), 32)
