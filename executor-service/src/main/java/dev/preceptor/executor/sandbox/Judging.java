package dev.preceptor.executor.sandbox;

import java.util.Locale;
import java.util.stream.Stream;

/** Where the tests of a program run. */
public enum Judging {
    /**
     * Outside; inside where the tests' form or what they do needs the program's own process, and where a failure outside might come from
     * a stand-in for one of the program's objects.
     */
    AUTO,

    /** In a process of their own, which asks the program's process for values. The program cannot forge a result. */
    OUTSIDE,

    /** In the program's own process, on its own objects. A hostile program can forge a result; docs/JUDGING.md says how. */
    INSIDE;

    /**
     * Parses {@code auto}, {@code outside} or {@code inside}.
     *
     * @throws SandboxException for other words
     */
    public static Judging of(String word) {
        return Stream.of(values())
                .filter(judging -> judging.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new SandboxException("executor.judging: must be auto, outside or inside, is '" + word + "'"));
    }

    /** The word that {@link #of} parses. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
