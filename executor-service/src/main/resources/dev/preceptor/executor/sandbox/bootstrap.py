# Reads the other modules as one JSON object from standard input and starts the zygote. No module is stored on disk.
import builtins
import json
import os
import sys
import types
from importlib.machinery import ModuleSpec


def read_exactly(count):
    """Reads count bytes from standard input; exits if the stream ends before that."""
    parts = []
    while count:
        part = os.read(0, count)
        if not part:
            sys.exit(0)
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


class Files:
    """A module finder and loader for the harness's modules, from the sources that were sent.

    The modules that run tests in the process of a program get a copy of the builtins, which the program cannot reach by
    name.
    """

    BESIDE_PROGRAMS = frozenset(
        "harness." + name
        for name in """
        direct_decorators direct_tests display guarding inside inside_inspector inspector live_names program_traceback pytest_fixtures pytest_log pytest_phases pytest_session report restoring running
        """.split()
    )

    def __init__(self, sources):
        self.sources = sources
        self.builtins = dict(vars(builtins))

    def find_spec(self, name, path=None, target=None):
        return ModuleSpec(name, self) if name in self.sources else None

    def create_module(self, spec):
        return types.ModuleType(spec.name)

    def exec_module(self, module):
        if module.__name__ in self.BESIDE_PROGRAMS:
            module.__dict__["__builtins__"] = self.builtins
        exec(compile(self.sources[module.__name__], "<harness>", "exec"), module.__dict__)


start = json.loads(read_exactly(int(read_exactly(12))))
package = types.ModuleType("harness")
package.__path__ = []
sys.modules["harness"] = package
sys.path[:] = [path for path in sys.path if path]
finder = Files({"harness." + name: text for name, text in start["files"].items()})
sys.meta_path.insert(0, finder)
from harness import zygote  # noqa: E402

sys.meta_path.remove(finder)
os.environ.clear()
zygote.main(start["settings"])
