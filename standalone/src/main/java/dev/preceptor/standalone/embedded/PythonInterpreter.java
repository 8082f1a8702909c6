package dev.preceptor.standalone.embedded;

import dev.preceptor.standalone.StandaloneException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The Python interpreter that the sandbox needs. Checked before the services start, which takes seconds. */
public final class PythonInterpreter {

    private static final long TIMEOUT_SECONDS = 20;

    private PythonInterpreter() {}

    /** @throws StandaloneException if {@code python3} cannot be started */
    public static void require() {
        try {
            Process process = new ProcessBuilder("python3", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw missing(null);
            }
        } catch (IOException e) {
            throw missing(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StandaloneException("interrupted");
        }
    }

    private static StandaloneException missing(Exception cause) {
        return new StandaloneException(
                "python3 was not found, and the sandbox runs programs with it: install Python 3.9 or newer", cause);
    }
}
