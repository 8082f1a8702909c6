package dev.preceptor.executor.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The interpreter itself, behind a name, a virtual environment or a version manager's shim.
 *
 * @param path the program
 * @param libraries the folders beside Python's own library in which it finds modules, such as a virtual environment's
 */
record Interpreter(String path, List<String> libraries) {

    private static final long SECONDS_TO_START = 30;
    private static final int LEAST_MINOR = 9;
    private static final String QUESTION = "import sys; print(*sys.version_info[:2],"
            + " getattr(sys, '_base_executable', None) or sys.executable,"
            + " *(path for path in sys.path if path and path.endswith(('site-packages', 'dist-packages'))), sep='\\n')";

    /**
     * Asks the interpreter of that name.
     *
     * @throws SandboxException where it cannot be started or is too old
     */
    static Interpreter resolve(String python) {
        List<String> answer = ask(python);
        if (answer.size() < 3 || !answer.get(0).equals("3") || Integer.parseInt(answer.get(1)) < LEAST_MINOR) {
            throw new SandboxException("executor.python: '" + python + "' is not Python 3." + LEAST_MINOR
                    + " or newer; install one, or set its path");
        }
        return new Interpreter(answer.get(2), List.copyOf(answer.subList(3, answer.size())));
    }

    private static List<String> ask(String python) {
        Process process;
        try {
            process = new ProcessBuilder(python, "-I", "-c", QUESTION)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new SandboxException(
                    "executor.python: '" + python + "' cannot be started; install Python 3." + LEAST_MINOR
                            + " or newer, or set its path",
                    e);
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS_TO_START, TimeUnit.SECONDS)) {
                throw new SandboxException("executor.python: '" + python + "' did not answer within " + SECONDS_TO_START
                        + " s; set the path of another Python");
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
