package dev.preceptor.contracts.task.published;

import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.Task;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The published forms, each told by fields that no other form has together. */
public final class PublishedRow {

    /** The first that matches is taken: a form stands before those whose fields it has, too. */
    private static final List<Form> FORMS = List.of(
            new Form(EvalPlusRow::matches, EvalPlusRow::toTask),
            new Form(MbppPlusRow::matches, MbppPlusRow::toTask),
            new Form(LeetCodeDatasetRow::matches, LeetCodeDatasetRow::toTask),
            new Form(BigCodeBenchRow::matches, BigCodeBenchRow::toTask),
            new Form(HumanEvalXRow::matches, HumanEvalXRow::toTask),
            new Form(HumanEvalRow::matches, HumanEvalRow::toTask),
            new Form(MbppRow::matches, MbppRow::toTask),
            new Form(PersdRow::matches, PersdRow::toTask),
            new Form(LiveCodeBenchRow::matches, LiveCodeBenchRow::toTask),
            new Form(AppsRow::matches, AppsRow::toTask),
            new Form(CodeContestsRow::matches, CodeContestsRow::toTask),
            new Form(KodCodeRow::matches, KodCodeRow::toTask),
            new Form(OpenCodeInstructRow::matches, OpenCodeInstructRow::toTask),
            new Form(AceCodeRow::matches, AceCodeRow::toTask));

    private record Form(Predicate<JsonObject> matches, Function<JsonObject, Task> toTask) {}

    private PublishedRow() {}

    /**
     * The task of a row; empty if it is in none of the published forms.
     *
     * @throws RuntimeException that the row makes, if it is of a form whose tests cannot be judged, or lacks something
     */
    public static Optional<Task> task(JsonObject row) {
        return FORMS.stream()
                .filter(form -> form.matches().test(row))
                .findFirst()
                .map(form -> form.toTask().apply(row));
    }
}
