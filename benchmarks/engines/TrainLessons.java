import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingExampleBuilder;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.TrainingJobBuilder;
import dev.preceptor.contracts.event.TrainingProgress;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TrainingSpecification;
import dev.preceptor.contracts.specification.TrainingSpecificationBuilder;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.trainer.command.CommandProgram;
import dev.preceptor.trainer.djl.DjlEngine;
import dev.preceptor.trainer.engine.AdapterBase;
import dev.preceptor.trainer.engine.TrainingEngine;
import dev.preceptor.trainer.engine.TrainingMonitor;
import dev.preceptor.trainer.engine.TrainingResult;
import dev.preceptor.trainer.engine.TrainingTask;
import dev.preceptor.trainer.program.CommandLine;
import dev.preceptor.trainer.program.ProgramEngine;
import dev.preceptor.trainer.program.ProgramSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Trains a model on recorded lessons with an engine of trainer-service, without Kafka and the artifact store, and writes the result as
 * JSON. Settings are system properties, see {@code measure.py}.
 */
public final class TrainLessons {

    private static final int SAVE_EVERY = 4;
    private static final int MICRO_BATCH_TOKENS = 2048;

    private TrainLessons() {}

    public static void main(String[] arguments) throws IOException {
        List<TrainingExample> examples = examples();
        TrainingTask.ExampleSource source = new TrainingTask.ExampleSource() {
            @Override
            public <T> List<T> read(Function<TrainingExample, T> mapper) {
                return examples.stream().map(mapper).toList();
            }
        };
        List<Integer> steps = new ArrayList<>();
        TrainingMonitor monitor = new TrainingMonitor(
                step -> {
                    steps.add(step.last().step());
                    kill(step);
                },
                state -> {},
                () -> {},
                time -> LockSupport.parkNanos(time.toNanos()));
        TrainingTask task = new TrainingTask(job(), path("model"), path("work"), source, address -> null);
        TrainingResult result = engine().train(task, monitor);
        Json.mapper()
                .writeValue(
                        path("result").toFile(),
                        Map.of(
                                "folder", result.folder().toString(),
                                "curve", result.steps(),
                                "validation", result.validation(),
                                "reported", steps,
                                "tokensPerSecond", result.tokensPerSecond(),
                                "seconds", result.seconds()));
    }

    private static TrainingEngine engine() {
        AdapterBase base = new AdapterBase(Optional.empty());
        String command = text("command");
        return command.isEmpty()
                ? new DjlEngine(SAVE_EVERY, MICRO_BATCH_TOKENS, base)
                : new ProgramEngine(
                        new ProgramSettings(
                                Integer.getInteger("processes"),
                                SAVE_EVERY,
                                3,
                                path("work").resolveSibling("models")),
                        new CommandProgram(new CommandLine(command), Duration.ofSeconds(10)),
                        base);
    }

    /** Kills all processes of the program, or this process, with signal 9 after a step, once. */
    private static void kill(TrainingProgress progress) {
        Path done = path("work").resolveSibling("killed");
        if (progress.last().step() != Integer.getInteger("killAfter", -1) || Files.exists(done)) {
            return;
        }
        try {
            Files.createFile(done);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        if (text("kill").equals("service")) {
            Runtime.getRuntime().halt(137);
        }
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }

    private static TrainingJob job() {
        TrainingSpecification training = TrainingSpecificationBuilder.builder()
                .adaptation(text("adaptation"))
                .epochs(2)
                .batchSize(8)
                .learningRate(Double.valueOf(text("rate")))
                .validationFraction(Double.valueOf(text("validation")))
                .build();
        return TrainingJobBuilder.builder()
                .id("job")
                .runId("run")
                .round(1)
                .student(StudentSpecification.of("model"))
                .base(new CheckpointReference(0, text("model"), null))
                .training(training)
                .build();
    }

    private static List<TrainingExample> examples() throws IOException {
        List<TrainingExample> examples = new ArrayList<>();
        for (String line : Files.readAllLines(path("lessons")).subList(0, Integer.getInteger("count"))) {
            JsonNode lesson = Json.mapper().readTree(line);
            examples.add(TrainingExampleBuilder.builder()
                    .id("lesson-" + lesson.get("task_id").asText())
                    .runId("run")
                    .round(1)
                    .taskId(lesson.get("task_id").asText())
                    .pair(PairKind.SOLVE)
                    .pairs(1)
                    .prompt(new StudentPrompt(
                            PromptKind.INSTRUCTION, lesson.get("instruction").asText()))
                    .completion(lesson.get("teacher_refinement").asText())
                    .build());
        }
        return examples;
    }

    private static Path path(String name) {
        return Path.of(text(name));
    }

    private static String text(String name) {
        return System.getProperty(name, "");
    }
}
