package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.regex.Pattern;

/**
 * The specification of a run, as a user writes it. Only student, teacher and tasks are required; a method that asks no teacher needs
 * none.
 *
 * @param rounds the maximum number of rounds
 * @param until when to stop before the last round; null: never
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RecordBuilder
public record RunSpecification(
        String name,
        StudentSpecification student,
        TeacherSpecification teacher,
        TaskSets tasks,
        Method method,
        Integer rounds,
        Until until,
        PracticeSpecification practice,
        TrainingSpecification training,
        ExamSpecification exam,
        Long seed)
        implements RunSpecificationBuilder.With {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public RunSpecification {
        name = name == null ? "run" : name;
        if (!NAME.matcher(name).matches()) {
            throw new InvalidSpecificationException(
                    "name", "'" + name + "' is not 1 to 64 letters, digits, dots, dashes and underscores");
        }
        Checks.required("student", student);
        method = method == null ? Method.PERSD_COMBINED : method;
        teacher = teacher == null && !method.asksTeacher() ? TeacherSpecification.NONE : teacher;
        Checks.required("teacher", teacher);
        Checks.required("tasks", tasks);
        rounds = rounds == null ? 1 : rounds;
        practice = practice == null ? PracticeSpecification.DEFAULT : practice;
        training = withStart(training == null ? TrainingSpecification.DEFAULT : training, rounds);
        exam = exam == null ? ExamSpecification.DEFAULT : exam;
        seed = seed == null ? 0L : seed;
        Checks.atLeast("rounds", rounds, 1);
        if (student.servesAdapters()) {
            requireAdaptersOfBase(training, rounds);
        }
        if (until != null && !exam.k().contains(1)) {
            throw new InvalidSpecificationException("until", "compares pass@1: exam.k must hold 1");
        }
        if (practice.recorded() != null && !method.attempts()) {
            throw new InvalidSpecificationException(
                    "practice.recorded", "the method " + method.label() + " does not use attempts");
        }
        if (method.asksTeacher() && teacher.isNone()) {
            throw new InvalidSpecificationException(
                    "teacher.backend", "none is only for methods that ask no teacher; " + method.label() + " asks one");
        }
        if (training.replays() && !method.personalised()) {
            throw new InvalidSpecificationException(
                    "training.replay",
                    "is only for methods that correct the student's failures; " + method.label() + " is none of them");
        }
    }

    /** The server adds an adapter to the base model that it serves, so each adapter must have been trained from that model. */
    private static void requireAdaptersOfBase(TrainingSpecification training, int rounds) {
        if (!training.adaptation().equals("lora")) {
            throw new InvalidSpecificationException(
                    "training.adaptation",
                    "is '" + training.adaptation() + "'; student.rollout lora serves adapters: set it to lora");
        }
        if (rounds > 1 && !training.fromBase()) {
            throw new InvalidSpecificationException(
                    "training.from",
                    "'previous' trains the adapter of round 2 on top of round 1, but with student.rollout lora the server adds it to the"
                            + " original model, and would answer with wrong weights: set it to base");
        }
    }

    /**
     * A round of few new lessons teaches a student little that it has not met before, and costs some of what it learned: several rounds
     * train the untrained student on the lessons of all rounds.
     */
    private static TrainingSpecification withStart(TrainingSpecification training, int rounds) {
        return training.from() == null ? training.withFrom(rounds > 1 ? "base" : "previous") : training;
    }

    /** Returns a copy with the connection and price settings of another specification's student and teacher. */
    public RunSpecification onTermsOf(RunSpecification other) {
        return with(
                terms -> terms.student(student.onTermsOf(other.student())).teacher(teacher.onTermsOf(other.teacher())));
    }
}
