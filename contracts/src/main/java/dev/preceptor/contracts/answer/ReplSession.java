package dev.preceptor.contracts.answer;

import java.util.stream.Collectors;

/** A session of Python's interactive interpreter: statements after {@code >>>} and {@code ...}, and what they printed. */
final class ReplSession {

    private static final String FIRST = ">>>";
    private static final String FURTHER = "...";

    private ReplSession() {}

    /** The statements of a session, without what they printed; text that is no session stays as it is. */
    static String statements(String code) {
        if (!code.stripLeading().startsWith(FIRST)) {
            return code;
        }
        return code.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(FIRST) || line.startsWith(FURTHER))
                .map(line -> line.substring(FIRST.length()))
                .map(line -> line.startsWith(" ") ? line.substring(1) : line)
                .collect(Collectors.joining("\n"));
    }
}
