package dev.preceptor.contracts.task.published;

import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.Task;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The formats of published data sets, each recognised by its combination of fields. */
public final class PublishedRow {

    /** In order of precedence: a format precedes those whose fields are a subset of its own. */
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
     * Reads the task of a row; empty if the row matches no format.
     *
     * @throws RuntimeException created by the row, if its tests cannot be judged, or a field is missing or invalid
     */
    public static Optional<Task> task(JsonObject row) {
        return FORMS.stream()
                .filter(form -> form.matches().test(row))
                .findFirst()
                .map(form -> form.toTask().apply(row));
    }
}
