package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.specification.Ladder;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.TeacherSpecification;
import java.util.List;

/**
 * What follows from a practice attempt: the method and the teachers.
 *
 * @param teacher the run's only teacher, or the first of several. Its budget and its purse are those of the whole run
 * @param replay whether an attempt that passed becomes a training example that a training may mix in
 * @param teachers the rungs of the run's ladder, each with its own budget; empty if the run has one teacher
 */
public record Teaching(
        Method method,
        TeacherSpecification teacher,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean replay,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<TeacherSpecification> teachers) {

    public Teaching {
        teachers = teachers == null ? List.of() : List.copyOf(teachers);
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
        return new Teaching(method, other, replay, others);
    }

    /** Returns the teachers in the order in which they are asked. */
    public Ladder ladder() {
        return new Ladder(teachers.isEmpty() ? List.of(teacher) : teachers);
    }

    /** Whether a teacher is asked for log-probabilities. */
    public boolean asksForLogprobs() {
        return ladder().rungs().stream().anyMatch(rung -> rung.logprobs() != null);
    }

    /** Returns a sum of all budgets, which rises with each of them, see {@link Ladder#fundsUsd}. */
    public double fundsUsd() {
        return ladder().fundsUsd(teacher.budgetUsd());
    }
}
