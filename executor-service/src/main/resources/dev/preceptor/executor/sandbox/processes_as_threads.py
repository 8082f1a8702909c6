"""Replacements for parts of multiprocessing that use threads, because no program may start a process.

A worker gets its own copies of connections, as after a fork, but shares all other objects with the program. Unlike in
Python, the program sees what a worker changes in them.
"""

import os
import sys
import types


def install():
    """Makes multiprocessing use the replacements once a program imports it."""
    try:
        import _multiprocessing
    except ImportError:
        return
    _multiprocessing.SemLock = SemLock
    for name in ("popen_fork", "popen_forkserver", "popen_spawn_posix"):
        module = types.ModuleType("multiprocessing." + name)
        module.Popen = Popen
        sys.modules[module.__name__] = module


class SemLock:
    """A semaphore or recursive lock within this process, with the interface of the C class, which uses the system's."""

    SEM_VALUE_MAX = 2147483647
    _RECURSIVE_MUTEX = 0

    def __init__(self, kind, value, maxvalue, name, unlink):
        import threading

        self.kind, self.maxvalue, self.name, self.handle = kind, maxvalue, None, id(self)
        self.value, self.owner, self.count = value, None, 0
        self.changed = threading.Condition()
        self.this_thread = threading.get_ident

    def acquire(self, block=True, timeout=None):
        if self.kind == self._RECURSIVE_MUTEX and self._is_mine():
            self.count += 1
            return True
        with self.changed:
            patience = timeout if block else 0
            if not self.changed.wait_for(lambda: self.value > 0, patience if patience is None else max(0, patience)):
                return False
            self.value -= 1
        self.owner = self.this_thread()
        self.count += 1
        return True

    def release(self):
        if self.kind == self._RECURSIVE_MUTEX:
            if not self._is_mine():
                raise AssertionError("attempt to release recursive lock not owned by thread")
            if self.count > 1:
                self.count -= 1
                return
        with self.changed:
            if self.value >= self.maxvalue:
                raise ValueError("semaphore or lock released too many times")
            self.count -= 1
            self.value += 1
            self.changed.notify()

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *_):
        self.release()

    def _count(self):
        return self.count

    def _is_mine(self):
        return self.count > 0 and self.owner == self.this_thread()

    def _get_value(self):
        return self.value

    def _is_zero(self):
        return self.value == 0

    def _after_fork(self):
        self.count = 0


class Popen:
    """A thread that runs a process object, with the interface of multiprocessing's Popen."""

    method = "fork"

    def __init__(self, process_object):
        import threading

        self.returncode = None
        self.sentinel, self.end = os.pipe()
        worker = _twin(process_object)
        # A daemon thread, so that Python does not wait for a terminated worker. multiprocessing itself joins the
        # others.
        self.thread = threading.Thread(target=self._run, args=(worker,), name=process_object.name, daemon=True)
        self.thread.start()
        self.pid = self.thread.native_id

    def _run(self, worker):
        code = 1
        try:
            worker.run()
            code = 0
        except SystemExit as e:
            code = e.code if isinstance(e.code, int) else int(e.code is not None)
        except BaseException:
            sys.excepthook(*sys.exc_info())
        self._finish(code)

    def _finish(self, code):
        if self.returncode is None:
            self.returncode = code
            os.close(self.end)

    def poll(self, flag=os.WNOHANG):
        return self.returncode

    def wait(self, timeout=None):
        if self.returncode is None:
            from multiprocessing.connection import wait

            wait([self.sentinel], timeout)
        return self.returncode

    def terminate(self):
        self._finish(-15)

    def kill(self):
        self._finish(-9)

    def duplicate_for_child(self, descriptor):
        return descriptor

    def close(self):
        os.close(self.sentinel)


def _twin(process_object):
    """A copy of the process object as a forked process would have it."""
    worker = object.__new__(type(process_object))
    worker.__dict__.update((name, _as_forked(value)) for name, value in vars(process_object).items())
    return worker


def _as_forked(value):
    """Copies a connection, or a container that directly holds some, with duplicated descriptors.

    Returns any other value unchanged.
    """
    kind = type(value)
    where = kind.__module__
    if kind is tuple:
        return tuple(map(_as_forked, value))
    if kind is dict:
        return {key: _as_forked(each) for key, each in value.items()}
    if where == "multiprocessing.connection" and not value.closed:
        return kind(os.dup(value.fileno()), value.readable, value.writable)
    if where == "multiprocessing.queues" and kind.__name__ == "SimpleQueue":
        queue = object.__new__(kind)
        queue.__dict__.update((name, _as_forked(each)) for name, each in vars(value).items())
        queue._poll = queue._reader.poll
        return queue
    return value
