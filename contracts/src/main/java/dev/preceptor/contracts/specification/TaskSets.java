package dev.preceptor.contracts.specification;

/** The files of tasks, as the person named them: those to practise on, and those held out for the exam. */
public record TaskSets(String practice, String exam) {

    public TaskSets {
        Checks.required("tasks.practice", practice);
        Checks.required("tasks.exam", exam);
    }
}
