package dev.preceptor.run.ledger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;

/** Why a run is held: the first reason for each stage that cannot go on. */
final class Holds {

    static final String PRACTICE = "practice";
    static final String STUDENT = "student";
    static final String TRAINING = "training";
    static final String PROCESSING = "processing";

    private final Map<String, String> reasons;

    Holds() {
        this(Map.of());
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    private Holds(Map<String, String> reasons) {
        this.reasons = new LinkedHashMap<>(reasons);
    }

    @JsonValue
    Map<String, String> reasons() {
        return reasons;
    }

    /** The exam of a round. */
    static String exam(int round) {
        return "exam-" + round;
    }

    void add(String stage, String reason) {
        reasons.putIfAbsent(stage, reason);
    }

    void remove(String stage) {
        reasons.remove(stage);
    }

    boolean contains(String stage) {
        return reasons.containsKey(stage);
    }

    boolean isEmpty() {
        return reasons.isEmpty();
    }

    void clear() {
        reasons.clear();
    }
}
