package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.RefinementKind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The distillation methods of the paper (Chen et al., EMNLP 2023, section 3). */
public enum Method {
    STAND("stand", false, RefinementKind.DIRECT, List.of(PairKind.SOLVE)),
    INPD("inpd", true, RefinementKind.DIRECT, List.of(PairKind.SOLVE)),
    INPD_REFINE("inpd-refine", true, RefinementKind.DIRECT, List.of(PairKind.REFINE)),
    INPD_COMBINED("inpd-combined", true, RefinementKind.DIRECT, List.of(PairKind.SOLVE, PairKind.REFINE)),
    PERSD("persd", true, RefinementKind.REFINEMENT, List.of(PairKind.SOLVE)),
    PERSD_REFINE("persd-refine", true, RefinementKind.REFINEMENT, List.of(PairKind.REFINE)),
    PERSD_COMBINED("persd-combined", true, RefinementKind.REFINEMENT, List.of(PairKind.SOLVE, PairKind.REFINE));

    private final String label;
    private final boolean personalised;
    private final RefinementKind teaches;
    private final List<PairKind> pairs;

    Method(String label, boolean personalised, RefinementKind teaches, List<PairKind> pairs) {
        this.label = label;
        this.personalised = personalised;
        this.teaches = teaches;
        this.pairs = pairs;
    }

    /** Returns the method's name in a specification. */
    @JsonValue
    public String label() {
        return label;
    }

    /** Whether only the tasks that the student failed are taught; otherwise all are. */
    public boolean personalised() {
        return personalised;
    }

    /** Returns what the teacher is asked to do. */
    public RefinementKind teaches() {
        return teaches;
    }

    /** Returns the kinds of prompt/completion pairs that the student is trained on. */
    public List<PairKind> pairs() {
        return pairs;
    }

    @JsonCreator
    public static Method of(String label) {
        return Arrays.stream(values())
                .filter(method -> method.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown method '" + label + "'; known: "
                        + Arrays.stream(values()).map(Method::label).collect(Collectors.joining(", "))));
    }
}
