"""Captures the log of a test that is run without a session of pytest, as the logging plugin of pytest does."""

import types


def factory():
    """Returns a function that makes the log of a test. pytest is only imported on first use."""
    from _pytest import logging as plugin

    # The session has no terminal, so that the log has no colors.
    without_colors = types.SimpleNamespace(_config=types.SimpleNamespace(option=types.SimpleNamespace(color="no")))
    formats = plugin.DEFAULT_LOG_FORMAT, plugin.DEFAULT_LOG_DATE_FORMAT
    formatter = plugin.LoggingPlugin._create_formatter(without_colors, *formats, False)

    class PytestLog:
        """The log of one test. begin is called before each phase: "setup", "call" and "teardown"."""

        def __init__(self):
            self.handler = plugin.LogCaptureHandler()
            self.handler.setFormatter(formatter)
            self.records = {}
            self.catching = None

        def begin(self, phase):
            self.end()
            self.handler.reset()
            self.records[phase] = self.handler.records
            self.catching = plugin.catching_logs(self.handler)
            self.catching.__enter__()

        def end(self):
            """Ends the last phase."""
            if self.catching is not None:
                self.catching.__exit__(None, None, None)
                self.catching = None

        def fixture(self, ends):
            """Makes the fixture caplog, and adds what cleans up after it to ends."""
            kept = {plugin.caplog_handler_key: self.handler, plugin.caplog_records_key: self.records}
            made = plugin.LogCaptureFixture(types.SimpleNamespace(stash=kept), _ispytest=True)
            ends.append(made._finalize)
            return made

    return PytestLog
