package dev.preceptor.cli.embedded;

import dev.preceptor.cli.CommandException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The interpreter that the sandbox runs programs with. */
public final class Python {

    private static final long PATIENCE_SECONDS = 20;

    private Python() {}

    /** @throws CommandException if there is none that runs */
    public static void require() {
        try {
            Process process = new ProcessBuilder("python3", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw missing(null);
            }
        } catch (IOException e) {
            throw missing(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted");
        }
    }

    private static CommandException missing(Exception cause) {
        return CommandException.failed(
                "python3 was not found, and the sandbox runs programs with it: install Python 3.9 or newer", cause);
    }
}
