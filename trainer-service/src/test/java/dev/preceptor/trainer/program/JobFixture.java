package dev.preceptor.trainer.program;

import dev.preceptor.contracts.event.TrainingJobBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** A job of {@link #STEPS} steps in a folder, for a program that does not train. */
public final class JobFixture {

    public static final int STEPS = 6;
    public static final int WORLD_SIZE = 2;
    private static final int EXAMPLES = 4;
    private static final int EPOCHS = 3;

    private JobFixture() {}

    /** Writes the files of the job. */
    public static ProgramRun write(Path root) throws IOException {
        JobFolder folder = new JobFolder(root);
        Path base = Files.createDirectories(root.resolve("base"));
        Files.writeString(base.resolve("config.json"), "{}");
        List<JobWriter.ExampleLine> examples = IntStream.range(0, EXAMPLES)
                .mapToObj(n -> new JobWriter.ExampleLine("id" + n, "p", "c", new int[] {n}, new int[] {n + 1}, null))
                .toList();
        List<Integer> order = IntStream.range(0, EXAMPLES).boxed().toList();
        JobDescription description = JobDescriptionBuilder.builder()
                .contract(1)
                .jobId("job")
                .runId("run")
                .round(1)
                .baseModel(new JobDescription.BaseModel("base", null, base.toString(), "unused"))
                .adaptation(new JobDescription.Adaptation("full", null, null, null))
                .training(JobDescriptionHyperparametersBuilder.builder()
                        .epochs(EPOCHS)
                        .batchSize(2)
                        .schedule("constant")
                        .build())
                .dtype("float32")
                .worldSize(WORLD_SIZE)
                .saveEvery(2)
                .examples(folder.write("examples.jsonl", examples))
                .order(folder.write("order.jsonl", List.of(order, order, order)))
                .build()
                .withFingerprint();
        folder.write(description);
        return new ProgramRun(
                TrainingJobBuilder.builder().id("job").runId("run").round(1).build(), description, folder);
    }
}
