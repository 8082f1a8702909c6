package dev.preceptor.cli.embedded;

import dev.preceptor.cli.CommandException;
import dev.preceptor.standalone.broker.BrokerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Finds, in what Quarkus throws, the one line that a person needs. */
final class StartFailure {

    private StartFailure() {}

    static CommandException of(Throwable problem, EmbeddedSettings settings) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof BrokerException) {
                return CommandException.failed(cause.getMessage(), problem);
            }
        }
        keepDetails(problem, settings.data().log());
        return CommandException.failed(
                "the services cannot start: " + deepest(problem) + "; the log has the details: "
                        + settings.data().log(),
                problem);
    }

    /** Nobody logs what Quarkus hands to its caller, and the log may be closed by now. */
    private static void keepDetails(Throwable problem, Path log) {
        StringWriter trace = new StringWriter();
        problem.printStackTrace(new PrintWriter(trace));
        try {
            Files.writeString(log, trace.toString(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            problem.addSuppressed(e);
        }
    }

    private static String deepest(Throwable problem) {
        Throwable deepest = problem;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String message = deepest.getMessage();
        return message == null
                ? deepest.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
