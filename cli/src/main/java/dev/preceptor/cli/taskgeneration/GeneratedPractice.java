package dev.preceptor.cli.taskgeneration;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.kafka.ClientSettings;
import dev.preceptor.cli.kafka.PrefixOption;
import dev.preceptor.cli.progress.ProgressView;
import dev.preceptor.cli.specification.SpecificationFile;
import dev.preceptor.contracts.specification.TaskGeneration;
import dev.preceptor.contracts.specification.TaskSets;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.task.TaskFile;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Generates a specification's practice tasks before its run starts. */
public final class GeneratedPractice {

    private static final long SEED = 0;

    private final GenerationPlan plan;
    private final Path out;

    private GeneratedPractice(GenerationPlan plan, Path out) {
        this.plan = plan;
        this.out = out;
    }

    /**
     * Returns the generation to perform; empty if the specification requests none, or the file of practice tasks exists.
     *
     * @throws CommandException naming file, line and setting, if the teacher cannot invent tasks
     */
    public static Optional<GeneratedPractice> of(SpecificationFile file) {
        if (!isMissing(file)) {
            return Optional.empty();
        }
        TaskSets tasks = file.specification().tasks();
        TaskGeneration generate = tasks.generate();
        TeacherSpecification teacher = file.specification().teacher();
        if (teacher.backend().equals("reference")) {
            throw CommandException.badInput(file.file() + ":" + file.lineOf("tasks.generate")
                    + ": tasks.generate: the reference teacher cannot invent tasks; use openai or anthropic");
        }
        GenerationPlan plan = new GenerationPlan(
                teacher.withBudget(generate.budgetUsd()),
                TaskFile.read(file.resolvePath(generate.seeds())),
                TaskFile.read(file.resolvePath(tasks.exam())),
                generate.count(),
                generate.mostDrafts(),
                GenerationPlan.MOST_OVERLAP,
                SEED);
        return Optional.of(new GeneratedPractice(plan, file.resolvePath(tasks.practice())));
    }

    /**
     * Checks that the practice tasks exist, for commands that cannot generate them.
     *
     * @throws CommandException if the practice tasks have not been generated yet
     */
    public static void requireMade(SpecificationFile file) {
        if (isMissing(file)) {
            TaskSets tasks = file.specification().tasks();
            throw CommandException.badInput(file.file() + ":" + file.lineOf("tasks.practice")
                    + ": tasks.practice: " + file.resolvePath(tasks.practice())
                    + " does not exist yet: generate it with './preceptor tasks generate', or use './preceptor run'"
                    + " without --server");
        }
    }

    private static boolean isMissing(SpecificationFile file) {
        TaskSets tasks = file.specification().tasks();
        return tasks.generate() != null && !Files.exists(file.resolvePath(tasks.practice()));
    }

    /**
     * Generates the tasks with the services in this process, and writes them to the file of practice tasks.
     *
     * @param brokerPort the port of the broker in this process
     * @param alive whether the services are still running
     * @throws CommandException if fewer tasks than requested can be generated
     */
    public void make(int brokerPort, BooleanSupplier alive, ProgressView progress, PrintWriter err) {
        err.println("generating " + plan.count() + " practice tasks into " + out);
        GenerationReport report = GenerationRun.whole(plan, out, progress)
                .toTheEnd(
                        ClientSettings.of("localhost:" + brokerPort, null, null),
                        PrefixOption.namesHere(),
                        alive,
                        null);
        err.print(GenerationText.of(report));
        err.flush();
        if (report.problem() != null) {
            throw CommandException.failed(
                    report.tasks() + " of " + report.wanted() + " practice tasks were generated: " + report.problem());
        }
    }
}
