"""Makes fixtures of pytest itself for tests that are run without a session of pytest."""

import pathlib
import re
import tempfile
import warnings

from harness import pytest_log

_LONGEST_NAME = 30


class PytestFixtures:
    """Makes fixtures. Raises ImportError if pytest is not installed."""

    def __init__(self):
        import pytest

        self.new_monkeypatch = pytest.MonkeyPatch
        self.new_capture = _capture()
        self.new_capture()
        self.new_warnings = lambda: pytest.WarningsRecorder(_ispytest=True)
        self.new_warnings()
        self.new_log = pytest_log.factory()
        self.new_log()
        self.new_folders = _folders()
        self.new_folders(pathlib.Path("/nowhere"))
        self.folders = None

    def make(self, name, ends, test):
        """Makes the fixture with this name for the test with the given name, and adds what cleans up after it to ends."""
        return getattr(self, "_make_" + name)(ends, test)

    def _make_monkeypatch(self, ends, test):
        patch = self.new_monkeypatch()
        ends.append(patch.undo)
        return patch

    def _make_capsys(self, ends, test):
        capture = self.new_capture()
        capture._start()
        ends.append(capture.close)
        return capture

    def _make_recwarn(self, ends, test):
        recorder = self.new_warnings()
        recorder.__enter__()
        warnings.simplefilter("default")
        ends.append(lambda: recorder.__exit__(None, None, None))
        return recorder

    def _make_tmp_path(self, ends, test):
        if self.folders is None:
            self.folders = self.new_folders(pathlib.Path(tempfile.mkdtemp()) / "pytest-0")
        return self.folders.mktemp(re.sub(r"[\W]", "_", test)[:_LONGEST_NAME], numbered=True)


def _capture():
    """Returns a function that makes capsys. pytest is only imported on first use."""
    import pytest
    from _pytest.capture import SysCapture

    class Capture(pytest.CaptureFixture):
        """capsys, without a request, which only attributes other than readouterr need."""

        def restart(self):
            """Captures into new streams from now on. What was captured can still be read."""
            self.close()
            self._start()

    return lambda: Capture(SysCapture, None, _ispytest=True)


def _folders():
    """Returns a function that makes the factory of tmp_path. The arguments of its class depend on the version of pytest."""
    import inspect

    from _pytest.tmpdir import TempPathFactory

    options = {"trace": lambda *words: None, "retention_count": 3, "retention_policy": "all", "_ispytest": True}
    known = inspect.signature(TempPathFactory).parameters
    given = {name: value for name, value in options.items() if name in known}
    return lambda folder: TempPathFactory(given_basetemp=folder, **given)
