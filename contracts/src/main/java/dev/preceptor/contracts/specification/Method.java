package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.RefinementKind;
import dev.preceptor.contracts.event.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a student is trained on. The distillation methods are those of the paper (Chen et al., EMNLP 2023, section 3), and on-policy
 * distillation. Two methods ask no teacher: their examples are the student's own attempts.
 */
public enum Method {
    STAND("stand", false, RefinementKind.DIRECT, List.of(PairKind.SOLVE)),
    INPD("inpd", true, RefinementKind.DIRECT, List.of(PairKind.SOLVE)),
    INPD_REFINE("inpd-refine", true, RefinementKind.DIRECT, List.of(PairKind.REFINE)),
    INPD_COMBINED("inpd-combined", true, RefinementKind.DIRECT, List.of(PairKind.SOLVE, PairKind.REFINE)),
    PERSD("persd", true, RefinementKind.REFINEMENT, List.of(PairKind.SOLVE)),
    PERSD_REFINE("persd-refine", true, RefinementKind.REFINEMENT, List.of(PairKind.REFINE)),
    PERSD_COMBINED("persd-combined", true, RefinementKind.REFINEMENT, List.of(PairKind.SOLVE, PairKind.REFINE)),
    /** Rejection-sampling fine-tuning (Yuan et al. 2023, arXiv 2308.01825): the student's own attempts that passed. */
    RFT("rft", true, null, List.of(PairKind.SOLVE)),
    /** Simple self-distillation (Zhang et al. 2026, arXiv 2604.01193): the student's own attempts, whatever their verdict. */
    SSD("ssd", true, null, List.of(PairKind.SOLVE)),
    /** On-policy distillation: the student's own attempts, with a teacher's log-probabilities. See {@link OpdSpecification}. */
    OPD("opd", true, RefinementKind.REFINEMENT, List.of(PairKind.SCORE));

    private final String label;
    private final boolean attempts;
    private final RefinementKind teaches;
    private final List<PairKind> pairs;

    Method(String label, boolean attempts, RefinementKind teaches, List<PairKind> pairs) {
        this.label = label;
        this.attempts = attempts;
        this.teaches = teaches;
        this.pairs = pairs;
    }

    /** Returns the method's name in a specification. */
    @JsonValue
    public String label() {
        return label;
    }

    /** Whether the student attempts the practice tasks; otherwise they go to the teacher directly. */
    public boolean attempts() {
        return attempts;
    }

    /** Whether a teacher is asked. Otherwise a run has no teacher and buys nothing. */
    public boolean asksTeacher() {
        return teaches != null;
    }

    /** Whether the teacher is asked about the tasks that the student failed, and about no others. */
    public boolean personalised() {
        return attempts && asksTeacher();
    }

    /**
     * Returns what the teacher is asked to write; null if no teacher is asked. The method {@code opd} asks for it only if
     * {@code opd.context} has the refinement.
     */
    public RefinementKind teaches() {
        return teaches;
    }

    /** Returns the kinds of prompt/completion pairs that the student is trained on. */
    public List<PairKind> pairs() {
        return pairs;
    }

    /** Whether the student's own program with this verdict becomes a training example. */
    public boolean learnsFromOwn(Verdict verdict) {
        return switch (this) {
            case RFT -> verdict == Verdict.PASSED;
            case SSD -> verdict == Verdict.PASSED || verdict.isTheCodesFault();
            default -> false;
        };
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
