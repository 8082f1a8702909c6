package dev.preceptor.executor.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The Python interpreter that a name, a virtual environment or a version manager's shim leads to.
 *
 * @param path the executable
 * @param libraries its module folders beside the standard library, such as those of a virtual environment
 */
record Interpreter(String path, List<String> libraries) {

    private static final long START_TIMEOUT_SECONDS = 30;
    private static final int MIN_MINOR_VERSION = 9;
    private static final String PROBE = "import sys; print(*sys.version_info[:2],"
            + " getattr(sys, '_base_executable', None) or sys.executable,"
            + " *(path for path in sys.path if path and path.endswith(('site-packages', 'dist-packages'))), sep='\\n')";

    /**
     * Resolves an interpreter by running it.
     *
     * @throws SandboxException if it cannot be started or is too old
     */
    static Interpreter resolve(String python) {
        List<String> answer = probe(python);
        if (answer.size() < 3 || !answer.get(0).equals("3") || Integer.parseInt(answer.get(1)) < MIN_MINOR_VERSION) {
            throw new SandboxException("executor.python: '" + python + "' is not Python 3." + MIN_MINOR_VERSION
                    + " or newer; install one, or set its path");
        }
        return new Interpreter(answer.get(2), List.copyOf(answer.subList(3, answer.size())));
    }

    private static List<String> probe(String python) {
        Process process;
        try {
            process = new ProcessBuilder(python, "-I", "-c", PROBE)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new SandboxException(
                    "executor.python: '" + python + "' cannot be started; install Python 3." + MIN_MINOR_VERSION
                            + " or newer, or set its path",
                    e);
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(START_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new SandboxException("executor.python: '" + python + "' did not answer within "
                        + START_TIMEOUT_SECONDS + " s; set the path of another Python");
            }
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new SandboxException("executor.python: '" + python + "' does not answer; set another path", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while '" + python + "' was starting", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
