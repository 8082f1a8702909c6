"""Makes fixtures of pytest itself for tests that are run without a session of pytest."""


class PytestFixtures:
    """Makes fixtures. Raises ImportError if pytest is not installed."""

    def __init__(self):
        import pytest
        from _pytest.capture import SysCapture

        self.new_monkeypatch = pytest.MonkeyPatch
        capture = _capture_class()
        self.new_capture = lambda: capture(SysCapture, None, _ispytest=True)
        self.new_capture()

    def make(self, name, ends):
        """Makes the fixture with this name, monkeypatch or capsys, and adds what cleans up after it to ends."""
        if name == "monkeypatch":
            patch = self.new_monkeypatch()
            ends.append(patch.undo)
            return patch
        capture = self.new_capture()
        capture._start()
        ends.append(capture.close)
        return capture


def _capture_class():
    """Defines the class of capsys. pytest is only imported on first use."""
    import pytest

    class Capture(pytest.CaptureFixture):
        """capsys, without a request, which only attributes other than readouterr need."""

        def restart(self):
            """Captures into new streams from now on. What was captured can still be read."""
            self.close()
            self._start()

    return Capture
