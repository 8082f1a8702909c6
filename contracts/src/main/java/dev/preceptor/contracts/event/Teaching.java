package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.specification.Ladder;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.OpdSpecification;
import dev.preceptor.contracts.specification.TeacherSpecification;
import java.util.List;

/**
 * What follows from a practice attempt: the method and the teachers.
 *
 * @param teacher the run's only teacher, or the first of several. Its budget and its purse are those of the whole run
 * @param replay whether an attempt that passed becomes a training example that a training may mix in
 * @param teachers the rungs of the run's ladder, each with its own budget; empty if the run has one teacher
 * @param opd how the teacher scores attempts: with the method {@code opd}, the attempts that it names; with another method, those that the
 *     method leaves untaught. Null: none
 */
public record Teaching(
        Method method,
        TeacherSpecification teacher,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean replay,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<TeacherSpecification> teachers,
        @JsonInclude(JsonInclude.Include.NON_NULL) OpdSpecification opd) {

    public Teaching {
        teachers = teachers == null ? List.of() : List.copyOf(teachers);
    }

    /** Teachers that score no attempts. */
    public Teaching(Method method, TeacherSpecification teacher, boolean replay, List<TeacherSpecification> teachers) {
        this(method, teacher, replay, teachers, null);
    }

    /** One teacher. */
    public Teaching(Method method, TeacherSpecification teacher, boolean replay) {
        this(method, teacher, replay, List.of());
    }

    /** One teacher, without replay. */
    public Teaching(Method method, TeacherSpecification teacher) {
        this(method, teacher, false);
    }

    /** Returns a copy with other teachers. */
    public Teaching by(TeacherSpecification other, List<TeacherSpecification> others) {
        return new Teaching(method, other, replay, others, opd);
    }

    /** Returns the teachers in the order in which they are asked. */
    public Ladder ladder() {
        return new Ladder(teachers.isEmpty() ? List.of(teacher) : teachers);
    }

    /** Whether a teacher is asked for log-probabilities. */
    public boolean asksForLogprobs() {
        return opd != null || ladder().rungs().stream().anyMatch(rung -> rung.logprobs() != null);
    }

    /** Whether an attempt with this verdict is scored, whatever the teacher writes about it. */
    public boolean scores(Verdict verdict) {
        return method == Method.OPD && (verdict.isTheCodesFault() || verdict == Verdict.PASSED && opd.scoresPassed());
    }

    /** Whether an attempt is scored once the method has left it untaught. */
    public boolean scoresUntaught() {
        return opd != null;
    }

    /** Returns a sum of all budgets, which rises with each of them, see {@link Ladder#fundsUsd}. */
    public double fundsUsd() {
        return ladder().fundsUsd(teacher.budgetUsd());
    }
}
