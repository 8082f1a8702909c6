package dev.preceptor.run.taskgeneration;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.event.GenerationSettings;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.task.InputOutput;
import dev.preceptor.contracts.task.OutputComparison;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskLimits;
import java.util.List;

/** The ids of generations and of their drafts. */
public final class GenerationIds {

    private static final String PREFIX = "generate-";
    private static final int DRAFTS_DIGITS = 12;
    private static final int GENERATION_DIGITS = 8;

    private GenerationIds() {}

    /**
     * The id that the drafts have as their run. It depends on seeds, teacher and random seed, not on count and budget, so that drafts
     * that were paid for are used again.
     *
     * @param owner whose drafts they are; null where the API is open
     */
    public static String ofDrafts(TeacherSpecification teacher, List<Task> seeds, long seed, String owner) {
        List<String> texts = seeds.stream().map(GenerationIds::textOf).toList();
        String id = digits(Ids.of("generation", texts, teacher.backend(), teacher.model(), seed));
        return PREFIX + (owner == null ? id : digits(Ids.of("owned-generation", owner, id)));
    }

    /** The id of a generation that is for no run. The teacher's budget and the terms on which it is reached are not part of it. */
    public static String ofRequest(String draftsId, GenerationSettings settings) {
        String exam = settings.exam() == null ? "" : settings.exam().sha256();
        return of(
                draftsId,
                Ids.of("generation-request", exam, settings.count(), settings.mostDrafts(), settings.overlap()));
    }

    /** The id of the generation of a run's practice tasks. */
    public static String ofRun(String draftsId, String runId) {
        return of(draftsId, Ids.of("generation-for-run", runId));
    }

    /** A seed as the first version wrote it, so that a new field of tasks changes no id; fields that were added since come last. */
    private static String textOf(Task seed) {
        String text = "Task[id=" + seed.id() + ", prompt=" + seed.prompt() + ", promptKind=" + seed.promptKind()
                + ", entryPoint=" + seed.entryPoint() + ", setup=" + seed.setup() + ", tests=" + seed.tests()
                + ", publicTests=" + seed.publicTests() + ", check=" + seed.check() + ", solutions=" + seed.solutions()
                + ", inputOutput="
                + seed.inputOutput().stream().map(GenerationIds::textOf).toList() + ", limits=" + textOf(seed.limits())
                + "]";
        return seed.comparison() == null ? text : text + textOf(seed.comparison());
    }

    private static String textOf(InputOutput test) {
        Object output = test.output().size() == 1 ? test.output().get(0) : test.output();
        return "InputOutput[input=" + test.input() + ", output=" + output + "]";
    }

    private static String textOf(TaskLimits limits) {
        return limits == null
                ? "null"
                : "TaskLimits[cpuSeconds=" + limits.cpuSeconds() + ", wallSeconds=" + limits.wallSeconds()
                        + ", memoryMegabytes=" + limits.memoryMegabytes() + ", threads=" + limits.threads()
                        + ", outputKilobytes=" + limits.outputKilobytes() + ", fileKilobytes=" + limits.fileKilobytes()
                        + "]";
    }

    private static String textOf(OutputComparison comparison) {
        return "OutputComparison[kind=" + comparison.kind() + ", absolute=" + comparison.absolute() + ", relative="
                + comparison.relative() + ", program=" + comparison.program() + "]";
    }

    private static String of(String draftsId, String hash) {
        return draftsId + "-" + hash.substring(0, GENERATION_DIGITS);
    }

    private static String digits(String hash) {
        return hash.substring(0, DRAFTS_DIGITS);
    }
}
