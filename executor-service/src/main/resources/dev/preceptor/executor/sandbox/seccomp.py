"""Restricts system calls with seccomp: only those that Python needs are allowed, and all others are refused."""

import ctypes
import errno
import struct

from harness import kernel
from harness.syscalls import AUDIT_ARCHITECTURE, MACHINE, NUMBERS

_ALLOWED = """
read write open close stat fstat lstat poll lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask rt_sigreturn
pread64 pwrite64 readv writev access pipe select sched_yield mremap msync mincore madvise dup dup2 pause nanosleep
getitimer alarm setitimer getpid sendfile recvfrom shutdown getsockname getpeername setsockopt getsockopt fork vfork
exit wait4 kill uname flock fsync fdatasync truncate ftruncate getdents getcwd chdir fchdir rename mkdir rmdir creat
link unlink symlink readlink chmod fchmod umask gettimeofday getrlimit getrusage sysinfo times getuid getgid geteuid
getegid getppid getpgrp getgroups getresuid getresgid getpgid getsid capget capset rt_sigpending rt_sigtimedwait
rt_sigsuspend sigaltstack setsid utime statfs fstatfs sched_getparam sched_getscheduler sched_get_priority_max
sched_get_priority_min prctl arch_prctl setrlimit gettid tkill time futex sched_getaffinity epoll_create getdents64
set_tid_address restart_syscall fadvise64 timer_create timer_settime timer_gettime timer_getoverrun timer_delete
clock_gettime clock_getres clock_nanosleep exit_group epoll_wait epoll_ctl tgkill utimes waitid openat mkdirat
newfstatat unlinkat renameat linkat symlinkat readlinkat fchmodat faccessat pselect6 ppoll set_robust_list
get_robust_list utimensat epoll_pwait fallocate eventfd2 epoll_create1 dup3 pipe2 preadv pwritev prlimit64 getcpu
renameat2 seccomp sendmsg recvmsg getrandom membarrier copy_file_range statx rseq pidfd_send_signal pidfd_open close_range
faccessat2 memfd_create landlock_create_ruleset landlock_restrict_self fchmodat2
"""

_NAMESPACES = 0x7E020000
_CLONE_THREAD = 0x00010000
_HARMLESS_IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
_F_SETOWN, _F_SETSIG, _F_SETOWN_EX = 8, 10, 15
_LOW, _HIGH = 0, 4

# System calls that are allowed under conditions on their arguments. A condition is (argument, low or high half, mask,
# whether the masked value must be one of the values or none of them, values).
_CONDITIONS = {
    "clone": [(0, _LOW, _NAMESPACES, True, (0,))],
    "unshare": [(0, _LOW, 0xFFFFFFFF, True, (kernel.CLONE_NEWPID,))],
    "setns": [(1, _LOW, 0xFFFFFFFF, True, (kernel.CLONE_NEWPID,))],
    "socketpair": [(0, _LOW, 0xFFFFFFFF, True, (1,)), (1, _LOW, 0xF, True, (1,))],
    # Only on a connected socket pair: the address must be null.
    "sendto": [(4, _LOW, 0xFFFFFFFF, True, (0,)), (4, _HIGH, 0xFFFFFFFF, True, (0,))],
    "ioctl": [(1, _LOW, 0xFFFFFFFF, True, _HARMLESS_IOCTLS)],
    # A process that can set the owner of a descriptor can have signals sent to another process.
    "fcntl": [(1, _LOW, 0xFFFFFFFF, False, (_F_SETOWN, _F_SETSIG, _F_SETOWN_EX))],
}

_LOAD, _AND, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | errno.EPERM
_UNKNOWN = 0x00050000 | errno.ENOSYS
_KILL = 0x80000000
_PR_SET_SECCOMP, _FILTER = 22, 2
# A placeholder for the process's own id until that is known. No process has this id.
_OWN = 0x7F0E1D2C
_OWN_BYTES = struct.pack("<I", _OWN)


def _instruction(code, value, if_true=0, if_false=0):
    return struct.pack("<HBBI", code, if_true, if_false, value)


def _argument(number, half):
    """An instruction that loads one half of an argument of the system call."""
    return _instruction(_LOAD, 16 + 8 * number + half)


def _condition(argument, half, mask, among, values):
    """Instructions that continue if the condition holds and return a refusal if it does not."""
    code = [_argument(argument, half)]
    if mask != 0xFFFFFFFF:
        code.append(_instruction(_AND, mask))
    if among:
        for position, value in enumerate(values):
            code.append(_instruction(_EQUAL, value, len(values) - position, 0))
        code.append(_instruction(_RETURN, _REFUSE))
    else:
        for value in values:
            code += [_instruction(_EQUAL, value, 0, 1), _instruction(_RETURN, _REFUSE)]
    return code


def _rule(name, body):
    """Instructions that run the body for one system call only; the body must end in a return."""
    return [_instruction(_EQUAL, NUMBERS[name], 0, len(body))] + body if name in NUMBERS else []


def _prologue():
    """Kills a process that uses another architecture, loads the system call number, and refuses x32 system calls."""
    code = [
        _instruction(_LOAD, 4),
        _instruction(_EQUAL, AUDIT_ARCHITECTURE, 1, 0),
        _instruction(_RETURN, _KILL),
        _instruction(_LOAD, 0),
    ]
    if MACHINE == "x86_64":
        code += [_instruction(_AT_LEAST, 0x40000000, 0, 1), _instruction(_RETURN, _REFUSE)]
    return code


class _Program(ctypes.Structure):
    """The C struct sock_fprog."""

    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


class Filter:
    """A seccomp filter that is built in advance and installed by one system call.

    If a child built the filter itself, it would copy many memory pages.
    """

    def __init__(self, code):
        self.data = ctypes.create_string_buffer(b"".join(code), 8 * len(code))
        self.program = _Program(len(code), ctypes.cast(self.data, ctypes.c_void_p).value)
        words = [ctypes.c_ulong(_FILTER), ctypes.byref(self.program), ctypes.c_ulong(0), ctypes.c_ulong(0)]
        self.arguments = [ctypes.c_int(_PR_SET_SECCOMP)] + words

    def install(self):
        kernel.call("seccomp", kernel._libc.prctl, *self.arguments)

    def install_for(self, pid):
        """Installs the filter with the process id in place of the placeholder _OWN."""
        for position in range(4, len(self.data), 8):
            if self.data[position : position + 4] == _OWN_BYTES:
                self.data[position : position + 4] = struct.pack("<I", pid)
        self.install()


def allow_only_what_python_needs():
    """Installs the filter of the zygote, which all of its children inherit."""
    if AUDIT_ARCHITECTURE is None:
        raise OSError(errno.ENOSYS, "seccomp: no table of system calls for " + MACHINE)
    code = _prologue()
    for name in _ALLOWED.split():
        code += _rule(name, [_instruction(_RETURN, _ALLOW)])
    for name, conditions in _CONDITIONS.items():
        body = [part for condition in conditions for part in _condition(*condition)]
        code += _rule(name, body + [_instruction(_RETURN, _ALLOW)])
    # ENOSYS makes the C library fall back to clone, whose flags a filter can read.
    code += _rule("clone3", [_instruction(_RETURN, _UNKNOWN)])
    Filter(code + [_instruction(_RETURN, _REFUSE)]).install()


def _refuse(names):
    """Instructions that refuse the named system calls."""
    return [part for name in names.split() for part in _rule(name, [_instruction(_RETURN, _REFUSE)])]


def _threads_only():
    """Instructions that allow new threads, but no new processes, namespaces or filters."""
    thread = _condition(0, _LOW, _CLONE_THREAD, True, (_CLONE_THREAD,))
    return _refuse("fork vfork unshare setns seccomp") + _rule("clone", thread + [_instruction(_RETURN, _ALLOW)])


# Only the zygote, the judges and the parent processes of programs use these system calls.
_NOT_FOR_PROGRAMS = "sendmsg recvmsg memfd_create"
_PR_SET_PDEATHSIG = 1


def start_no_processes():
    """Builds the filter of a child in its own PID namespace, which can start no process.

    Returns the function that installs it.
    """
    code = _prologue() + _threads_only() + _refuse(_NOT_FOR_PROGRAMS)
    return Filter(code + [_instruction(_RETURN, _ALLOW)]).install


def keep_to_oneself():
    """Builds the filter of a child without namespaces; returns the function that installs it for a process id.

    The child can start no process, affect no other process, and change no file's mode, times or size by its path.
    """
    own = [(0, _LOW, 0xFFFFFFFF, True, (_OWN,))]
    own_or_self = [(0, _LOW, 0xFFFFFFFF, True, (0, _OWN))]
    allow = [_instruction(_RETURN, _ALLOW)]
    code = _prologue() + _threads_only() + _refuse(_NOT_FOR_PROGRAMS)
    code += _refuse("tkill pidfd_open pidfd_send_signal")
    # Landlock does not restrict these (truncate only since ABI 3).
    code += _refuse("truncate chmod fchmod fchmodat fchmodat2 utime utimes utimensat")
    # The child must not outlive its parent process, so it may not change its parent-death signal.
    mortal = [(0, _LOW, 0xFFFFFFFF, False, (_PR_SET_PDEATHSIG,))]
    for name, conditions in (("kill", own), ("tgkill", own), ("prlimit64", own_or_self), ("prctl", mortal)):
        code += _rule(name, [part for condition in conditions for part in _condition(*condition)] + allow)
    return Filter(code + allow).install_for
