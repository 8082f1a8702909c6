"""The tiers of isolation: what the zygote sets up once, and what each child adds.

a     namespaces, a separate root directory, seccomp and (if the kernel has it) Landlock, once; a PID namespace for
      each child
b     no privileges: Landlock and seccomp once, and a stricter layer of both for each child
none  resource limits only
"""

import collections
import os
import resource
import shutil
import sys
import sysconfig

from harness import kernel, landlock, namespaces, seccomp, standard_streams

_DEVICES = ["/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"]
_DATA = ["/etc/ld.so.cache", "/usr/share/zoneinfo"]


Limits = collections.namedtuple(
    "Limits", "cpu_seconds wall_seconds memory_megabytes threads output_kilobytes file_kilobytes"
)
LIMITS_FORMAT = "ddIIII"


class Refused(Exception):
    """This tier is not available; the message says what is missing."""


class Confinement:
    """The interface of a tier; this class itself is tier none."""

    scratch = None
    # A descriptor of the file that a program opens as /dev/stdin.
    input = None
    preloaded_bytes = 0

    def enter(self):
        """Confines this process. It may return in a child of the calling process."""

    def fork(self):
        """Forks a child process; returns its process id, or 0 in the child."""
        return kernel.fork()

    def seclude(self, trusted):
        """Restricts a child, as its last step before it runs code of a task or a program.

        Code of a task (trusted) is restricted less than a program.
        """

    def tidy(self):
        """Empties the scratch directory, to which programs may write."""
        if self.scratch:
            for entry in os.scandir(self.scratch):
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path)
                else:
                    os.unlink(entry.path)

    def close_input(self):
        """Closes the descriptor of /dev/stdin, in a child that does not run programs on standard input."""
        if self.input is not None:
            os.close(self.input)

    def others(self):
        """The number of processes outside the child that count against its limit on threads.

        None if so many count that the limit is not set.
        """
        return None


class _Namespaces(Confinement):
    """Tier a: namespaces, with a PID namespace for each child."""

    def __init__(self, settings):
        self.scratch_kilobytes = settings["scratchKilobytes"]
        self.scratch = namespaces.SCRATCH

    def enter(self):
        readable = _readable()
        try:
            proc, self.input = namespaces.enter(readable, _DEVICES, self.scratch_kilobytes)
        except OSError as e:
            raise Refused("namespaces are not to be had (%s)" % e.strerror)
        _become_first_process(proc)
        self.own = os.open("self/ns/pid", os.O_RDONLY | os.O_CLOEXEC, dir_fd=proc)
        os.close(proc)
        _confine_files(readable, [self.scratch], landlock.version() > 0)
        self.start_no_processes = seccomp.start_no_processes()

    def fork(self):
        # Each child is the first process of its own PID namespace. When it ends, the kernel kills every process in that
        # namespace.
        kernel.unshare(kernel.CLONE_NEWPID)
        child = kernel.fork()
        if child:
            kernel.join_pid_namespace(self.own)
        return child

    def seclude(self, trusted):
        kernel.drop_capabilities()
        if not trusted:
            self.start_no_processes()

    def others(self):
        return 4


class _Unprivileged(Confinement):
    """Tier b: Landlock and seccomp, without privileges."""

    def enter(self):
        if landlock.version() == 0:
            raise Refused("Landlock is not to be had (Linux 5.13 or newer has it, where it is switched on)")
        _confine_files(_readable(), [], True)
        self.keep_to_oneself = seccomp.keep_to_oneself()

    def seclude(self, trusted):
        kernel.drop_capabilities()
        if not trusted:
            if landlock.version() >= 6:
                landlock.restrict_signals()
            self.keep_to_oneself(os.getpid())


def of(settings):
    """The confinement of the tier that the settings name; raises Refused if the platform cannot have it."""
    if settings["tier"] != "none" and not sys.platform.startswith("linux"):
        raise Refused("it needs Linux, this is " + sys.platform)
    return {"a": lambda: _Namespaces(settings), "b": _Unprivileged, "none": Confinement}[settings["tier"]]()


def limit(limits, confinement, waiting, lasting=False):
    """Sets the resource limits of a child process, which the kernel enforces.

    A child that serves many programs (lasting) gets no limit on CPU time. waiting is the largest number of idle
    processes that may exist at the same time.
    """
    most = _most_memory(limits, confinement)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    limit_files(limits)
    _set(resource.RLIMIT_NOFILE, 64)
    _set(resource.RLIMIT_CORE, 0)
    if not lasting:
        limit_time(limits)
    others = confinement.others()
    if others is not None:
        _set(resource.RLIMIT_NPROC, others + waiting + limits.threads)


def limit_files(limits):
    _set(resource.RLIMIT_FSIZE, limits.file_kilobytes << 10)


def limit_memory(limits, confinement):
    """Sets only the soft limit on memory. This is for a child that does not run the program itself and may raise it."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (_most_memory(limits, confinement), hard))


def _most_memory(limits, confinement):
    return (limits.memory_megabytes << 20) + confinement.preloaded_bytes


def limit_time(limits):
    """Sets a limit on CPU time as a backstop, in whole seconds. The zygote enforces the exact limit."""
    _set(resource.RLIMIT_CPU, int(limits.cpu_seconds) + 2)


def _set(kind, value):
    resource.setrlimit(kind, (value, value))


def _confine_files(readable, writable, by_landlock):
    """Restricts file access with Landlock, if by_landlock, and system calls with seccomp."""
    try:
        kernel.no_new_privileges()
        if by_landlock:
            landlock.restrict(readable, _DEVICES + [standard_streams.FOLDER], writable)
        seccomp.allow_only_what_python_needs()
    except OSError as e:
        raise Refused("seccomp or Landlock is not to be had (%s)" % e.strerror)


def _become_first_process(proc):
    """Continues in a child that is the first process of the new PID namespace; the parent only waits for its end."""
    child = os.fork()
    if child == 0:
        kernel.die_with_parent()
        return
    os.close(proc)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.waitpid(child, 0)
    os._exit(0)


def _readable():
    """The paths that programs may read.

    These are Python's library, some system data, and the directories of the shared libraries that are loaded so far.
    """
    paths = set(_DATA) | {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    paths |= {path for path in sys.path if os.path.exists(path)}
    with open("/proc/self/maps") as maps:
        mapped = [line.split(None, 5)[5].rstrip("\n") for line in maps if line.count("/")]
    paths |= {os.path.dirname(path) for path in mapped if ".so" in os.path.basename(path)}
    paths |= {path for path in ("/lib64", "/lib/" + (sysconfig.get_config_var("MULTIARCH") or "lib")) if os.path.isdir(path)}
    return sorted(paths)
