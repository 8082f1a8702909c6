package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * On-policy distillation: a teacher scores the tokens of the student's own attempts, and the student is trained on its attempts with these
 * log-probabilities. docs/METHOD.md has the formulas and their sources.
 *
 * @param on {@code failed}: the attempts that failed; {@code all}: those that passed, too
 * @param loss {@code forward}, {@code reverse} or {@code jsd}, divergences over the teacher's likeliest tokens and the rest; {@code k1} or
 *     {@code k3}, estimators from the attempt's own tokens
 * @param beta the share of the teacher in the mixture of {@code jsd}, between 0 and 1; null for the others
 * @param topK the number of log-probabilities at each token, the attempt's own among them: 1 to 20; 1 for {@code k1} and {@code k3}
 * @param context what the teacher sees and the student does not, in the order of {@link ScoreContext}
 * @param onBadScore what becomes of an attempt whose score cannot be used: {@code skip}: no example; {@code fault}: it ends as FAULTED
 * @param maxLag the greatest lag of a scored attempt in a training: the number of rounds since it was written
 */
@RecordBuilder
public record OpdSpecification(
        String on,
        String loss,
        @JsonInclude(JsonInclude.Include.NON_NULL) Double beta,
        Integer topK,
        List<ScoreContext> context,
        String onBadScore,
        Integer maxLag) {

    /** What vLLM reports by default ({@code --max-logprobs}). */
    private static final int MOST_LOGPROBS = 20;

    private static final String ALL = "all";
    private static final String FAULT = "fault";

    public OpdSpecification {
        on = Checks.oneOf("opd.on", on == null ? "failed" : on, "failed", ALL);
        loss = Checks.oneOf("opd.loss", loss == null ? "reverse" : loss, "forward", "reverse", "jsd", "k1", "k3");
        boolean sampled = loss.startsWith("k");
        if (sampled && topK != null && topK != 1) {
            throw new InvalidSpecificationException(
                    "opd.topK", "must be 1 for the loss " + loss + ", which knows the attempt's own tokens alone");
        }
        topK = topK == null ? (sampled ? 1 : MOST_LOGPROBS) : topK;
        Checks.within("opd.topK", topK, 1, MOST_LOGPROBS);
        if (loss.equals("jsd")) {
            beta = beta == null ? 0.5 : beta;
            Checks.within("opd.beta", beta, 0, 1);
        } else if (beta != null) {
            throw new InvalidSpecificationException("opd.beta", "belongs to the loss jsd, not to " + loss);
        }
        context = context == null
                ? List.of(ScoreContext.MANUAL, ScoreContext.FEEDBACK)
                : context.stream().distinct().sorted().toList();
        maxLag = maxLag == null ? 0 : maxLag;
        Checks.atLeast("opd.maxLag", maxLag, 0);
        onBadScore = Checks.oneOf("opd.onBadScore", onBadScore == null ? "skip" : onBadScore, "skip", FAULT);
    }

    /** Returns the default settings. */
    static OpdSpecification byDefault() {
        return OpdSpecificationBuilder.builder().build();
    }

    /** Whether attempts that passed are scored, too. */
    @JsonIgnore
    public boolean scoresPassed() {
        return on.equals(ALL);
    }

    /** Whether the teacher sees this. */
    public boolean shows(ScoreContext part) {
        return context.contains(part);
    }

    /** Whether an attempt whose score cannot be used ends as FAULTED. */
    @JsonIgnore
    public boolean faultsOnBadScore() {
        return onBadScore.equals(FAULT);
    }

    /** Returns how the scored attempts are trained: by the soft loss alone. */
    @JsonIgnore
    public SoftSpecification soft() {
        return new SoftSpecification(1.0, 1.0, loss, beta);
    }
}
