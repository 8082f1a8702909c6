package dev.preceptor.standalone.embedded;

import dev.preceptor.standalone.StandaloneException;
import dev.preceptor.standalone.broker.BrokerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Turns an exception of Quarkus' start into one line for a person. */
final class StartFailure {

    private StartFailure() {}

    static StandaloneException of(Throwable problem, EmbeddedSettings settings) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof BrokerException) {
                return new StandaloneException(cause.getMessage(), problem);
            }
        }
        keepDetails(problem, settings.data().log());
        return new StandaloneException(
                "the services cannot start: " + deepest(problem) + "; the log has the details: "
                        + settings.data().log(),
                problem);
    }

    /** Appends the trace to the log file directly: Quarkus does not log this exception, and its log may be closed. */
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
