package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a teacher sees when it scores an attempt, and the student does not see. */
public enum ScoreContext {
    /** {@code teacher.context}. */
    MANUAL,
    /** What the tests said about the attempt. */
    FEEDBACK,
    /** The teacher's correction of the attempt, if it passed its tests. It is asked for first. */
    REFINEMENT,
    /** The task's own solution. */
    SOLUTION;

    /** Returns the name in a specification. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    static ScoreContext of(String label) {
        return Arrays.stream(values())
                .filter(context -> context.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown context '" + label + "'; known: "
                        + Arrays.stream(values()).map(ScoreContext::label).collect(Collectors.joining(", "))));
    }
}
