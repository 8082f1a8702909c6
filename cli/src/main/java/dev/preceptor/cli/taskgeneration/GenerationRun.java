package dev.preceptor.cli.taskgeneration;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.progress.ProgressMeter;
import dev.preceptor.cli.progress.ProgressView;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.stage.kafka.TopicReader;
import dev.preceptor.standalone.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Runs a generation to its end with the services at a broker, and writes the tasks. */
final class GenerationRun {

    private final GenerationPlan plan;
    private final Path out;
    private final boolean allOrNothing;
    private final ProgressView progress;

    private GenerationRun(GenerationPlan plan, Path out, boolean allOrNothing, ProgressView progress) {
        this.plan = plan;
        this.out = out;
        this.allOrNothing = allOrNothing;
        this.progress = progress;
    }

    /** A run that writes the tasks that were generated, even if they are fewer than requested. */
    static GenerationRun of(GenerationPlan plan, Path out, ProgressView progress) {
        return new GenerationRun(plan, out, false, progress);
    }

    /** A run that writes all requested tasks or none. */
    static GenerationRun whole(GenerationPlan plan, Path out, ProgressView progress) {
        return new GenerationRun(plan, out, true, progress);
    }

    /**
     * Returns after the file is written. Without tasks, the file is left unchanged.
     *
     * @param client Kafka client settings
     * @param names the topic names of the installation
     * @param alive whether the services are still running
     * @param dataDir the data directory for the report; null if it is not known
     */
    GenerationReport toTheEnd(Map<String, Object> client, TopicNames names, BooleanSupplier alive, String dataDir) {
        Generation generation = new Generation(plan);
        try (GenerationTopics topics = new GenerationTopics(client, names, plan.id(), generation)) {
            topics.readExisting();
            generation.finishReadingExisting();
            ProgressMeter meter = new ProgressMeter(progress, "tasks", plan.count(), System::nanoTime);
            generation.advance().forEach(topics::send);
            while (!generation.ended()) {
                if (!alive.getAsBoolean()) {
                    throw CommandException.failed("the services have ended; repeat the command to resume");
                }
                topics.poll();
                generation.advance().forEach(topics::send);
                meter.reach(generation.tasks().size(), generation.decided() + " drafts");
            }
        }
        int least = allOrNothing ? plan.count() : 1;
        if (generation.tasks().size() >= least) {
            write(generation.tasks());
        }
        return GenerationReport.of(plan, generation, calls(client, names), out.toString(), dataDir);
    }

    private List<TeacherCall> calls(Map<String, Object> client, TopicNames names) {
        String purse = plan.teacher().purseOf(plan.id());
        try (TopicReader reader = new TopicReader(client, names)) {
            return reader.read(Topic.TEACHER_CALLS, TeacherCall.class, key -> key.startsWith(purse + "/")).stream()
                    .filter(call -> call.runId().equals(plan.id()))
                    .toList();
        }
    }

    private void write(List<GeneratedTask> tasks) {
        try {
            AtomicFile.write(out, tasks.stream().map(GeneratedTask::line).collect(Collectors.joining("\n", "", "\n")));
        } catch (IOException e) {
            throw CommandException.failed(out + ": cannot be written: " + e.getMessage(), e);
        }
    }
}
