package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.RefinementKind;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The specification of a run, as a user writes it. Only student, teacher and tasks are required; a method that asks no teacher needs
 * none.
 *
 * <p>A user writes either {@code teacher}, or {@code teachers} with {@code budgetUsd} and {@code purse}. {@link SpecificationReader} puts
 * the budget and the purse of the run into {@code teacher} in both cases.
 *
 * @param teacher the run's only teacher, or the first of several. Its budget and its purse are those of the whole run
 * @param rounds the maximum number of rounds
 * @param until when to stop before the last round; null: never
 * @param teachers the rungs of the {@link Ladder}, in the order in which they are asked; null if there is one teacher
 * @param methods a method and {@code opd}, which scores what the method leaves untaught; null if there is one method
 * @param opd how attempts are scored; null if {@code opd} is no method of the run
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
        Long seed,
        List<TeacherSpecification> teachers,
        List<Method> methods,
        OpdSpecification opd)
        implements RunSpecificationBuilder.With {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public RunSpecification {
        name = name == null ? "run" : name;
        if (!NAME.matcher(name).matches()) {
            throw new InvalidSpecificationException(
                    "name", "'" + name + "' is not 1 to 64 letters, digits, dots, dashes and underscores");
        }
        Checks.required("student", student);
        method = Methods.first(method, methods);
        methods = methods == null || methods.size() < 2 ? null : List.copyOf(methods);
        if (method == Method.OPD || methods != null) {
            opd = opd == null ? OpdSpecification.byDefault() : opd;
        }
        teachers = teachers == null || teachers.isEmpty() ? null : List.copyOf(teachers);
        teacher = teacher == null && !method.asksTeacher() ? TeacherSpecification.NONE : teacher;
        Checks.required("teacher", teacher);
        Checks.required("teacher.budgetUsd", teacher.budgetUsd());
        Checks.required("tasks", tasks);
        if (teachers == null && teacher.name() != null) {
            throw new InvalidSpecificationException(
                    "teacher.name", "is for a list of teachers; one teacher needs no name");
        }
        rounds = rounds == null ? 1 : rounds;
        practice = practice == null ? PracticeSpecification.DEFAULT : practice;
        training = withStart(training == null ? TrainingSpecification.DEFAULT : training, rounds, method);
        exam = exam == null ? ExamSpecification.DEFAULT : exam;
        seed = seed == null ? 0L : seed;
        Checks.atLeast("rounds", rounds, 1);
        if (student.servesAdapters()) {
            requireAdaptersOfBase(training, rounds);
        }
        if (until != null && until.asksExams() && !exam.k().contains(1)) {
            throw new InvalidSpecificationException("until", "compares pass@1: exam.k must hold 1");
        }
        if (until != null && until.costPerPoint() != null) {
            requireFreshTasks(practice, method);
        }
        if (practice.recorded() != null && !method.attempts()) {
            throw new InvalidSpecificationException(
                    "practice.recorded", "the method " + method.label() + " does not use attempts");
        }
        boolean corrects = teacher.isStudent() || teacher.isRule();
        if (method.asksTeacher() && corrects && method.teaches() != RefinementKind.REFINEMENT) {
            throw new InvalidSpecificationException(
                    teachers == null ? "teacher.backend" : "teachers[0].backend",
                    (teacher.isStudent() ? "student corrects its own attempt" : "rule mends the student's attempt")
                            + ", but the method " + method.label()
                            + " asks for the teacher's own solution");
        }
        if (method.asksTeacher() && teacher.isRule() && teachers == null) {
            throw new InvalidSpecificationException(
                    "teacher.backend",
                    "rule mends few mistakes, so it needs a teacher after it: set teacher.mend, or list teachers");
        }
        if (method.asksTeacher() && teacher.isNone()) {
            throw new InvalidSpecificationException(
                    "teacher.backend", "none is only for methods that ask no teacher; " + method.label() + " asks one");
        }
        if (opd == null) {
            OpdCheck.forbidSelf(teachers == null ? List.of(teacher) : teachers);
            LogprobsCheck.require(method, teachers == null ? List.of(teacher) : teachers, training.soft());
        } else {
            OpdCheck.require(method, methods, opd, teachers == null ? List.of(teacher) : teachers);
            OpdCheck.requireServedWeights(student, teachers == null ? List.of(teacher) : teachers, rounds);
            OpdCheck.requireLabels(practice, training);
        }
        if (training.replays() && !method.personalised()) {
            throw new InvalidSpecificationException(
                    "training.replay",
                    "is only for methods that correct the student's failures; " + method.label() + " is none of them");
        }
    }

    /** The share of tasks that a student solves says what it has learned only if it was not trained on these tasks. */
    private static void requireFreshTasks(PracticeSpecification practice, Method method) {
        if (practice.tasksPerRound() == null) {
            throw new InvalidSpecificationException(
                    "until.costPerPoint",
                    "measures the gain on tasks that were not practised before: set practice.tasksPerRound");
        }
        if (!method.attempts() || !method.asksTeacher()) {
            throw new InvalidSpecificationException(
                    "until.costPerPoint",
                    "is for methods in which the student attempts the tasks and a teacher is paid; " + method.label()
                            + " is none of them");
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
     * train the untrained student on the lessons of all rounds. Scored attempts are for the student that made them.
     */
    private static TrainingSpecification withStart(TrainingSpecification training, int rounds, Method method) {
        return training.from() == null
                ? training.withFrom(rounds > 1 && method != Method.OPD ? "base" : "previous")
                : training;
    }

    /** Returns the names of the methods, for reports. */
    public String methodLabel() {
        return methods == null ? method.label() : method.label() + " + " + Method.OPD.label();
    }

    /** Returns the settings of a training: attempts that were scored are trained by the loss of {@code opd}. */
    public TrainingSpecification jobTraining() {
        return opd == null ? training : training.withSoft(opd.soft());
    }

    /** Returns the teachers in the order in which they are asked. */
    public Ladder ladder() {
        return new Ladder(teachers == null ? List.of(teacher) : teachers);
    }

    /** Returns a sum of all budgets, which rises with each of them, see {@link Ladder#fundsUsd}. */
    public double fundsUsd() {
        return ladder().fundsUsd(teacher.budgetUsd());
    }

    /** Returns the teacher that invents tasks: of several, the last one that is a language model on a server. */
    public TeacherSpecification inventor() {
        return ladder().rungs().stream()
                .filter(TeacherSpecification::callsServer)
                .reduce((earlier, later) -> later)
                .map(model -> model.with(terms -> terms.budgetUsd(teacher.budgetUsd())
                        .purse(teacher.purse())
                        .name(null)))
                .orElse(teacher);
    }

    /** Returns a copy with the connection and price settings of another specification's student and teachers. */
    public RunSpecification onTermsOf(RunSpecification other) {
        return with(terms -> terms.student(student.onTermsOf(other.student()))
                .teacher(teacher.onTermsOf(other.teacher()))
                .teachers(combined(other, TeacherSpecification::onTermsOf)));
    }

    /** Returns a copy with the greater of its own and another specification's budgets, of the run and of each rung. */
    public RunSpecification fundedBy(RunSpecification other) {
        double greater = Math.max(teacher.budgetUsd(), other.teacher().budgetUsd());
        return with(funded ->
                funded.teacher(teacher.withBudget(greater)).teachers(combined(other, TeacherSpecification::fundedBy)));
    }

    /** The rungs, each combined with that of another specification of the same ladder; null if there are none. */
    private List<TeacherSpecification> combined(
            RunSpecification other, BinaryOperator<TeacherSpecification> combination) {
        boolean sameLadder = teachers != null
                && other.teachers() != null
                && teachers.size() == other.teachers().size();
        return sameLadder
                ? IntStream.range(0, teachers.size())
                        .mapToObj(i -> combination.apply(
                                teachers.get(i), other.teachers().get(i)))
                        .toList()
                : teachers;
    }
}
