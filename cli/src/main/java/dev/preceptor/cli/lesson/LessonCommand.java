package dev.preceptor.cli.lesson;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.option.RunLocation;
import dev.preceptor.cli.terminal.Style;
import dev.preceptor.cli.terminal.Terminal;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.run.readmodel.RecordedRun;
import dev.preceptor.standalone.Home;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lesson}: shows what happened to one task of a run. */
@Command(
        name = "lesson",
        description = "Show what happened to one task of a run: attempt, feedback, refinements, examples.",
        mixinStandardHelpOptions = true)
public final class LessonCommand implements Callable<Integer> {

    private static final int TASKS_NAMED = 10;

    @Mixin
    private RunLocation location;

    @Parameters(index = "1", paramLabel = "TASK", description = "The task's id.")
    private String taskId;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        RecordedRun run = location.read(Home.of(System.getenv()));
        List<Lesson> lessons = run.lessons(taskId);
        if (lessons.isEmpty()) {
            throw CommandException.badInput("no events yet of a practice task '" + taskId + "' in "
                    + run.run().runId() + known(run));
        }
        PrintWriter out = self.commandLine().getOut();
        RecordedLessonText text =
                new RecordedLessonText(Style.of(Terminal.of(System.getProperties(), System.getenv())));
        lessons.forEach(lesson -> out.print(text.of(lesson)));
        out.flush();
        return ExitStatus.SUCCESS;
    }

    private static String known(RecordedRun run) {
        List<String> ids = run.taskIds();
        return ids.isEmpty()
                ? ""
                : "; existing tasks: " + String.join(", ", ids.subList(0, Math.min(TASKS_NAMED, ids.size())))
                        + (ids.size() > TASKS_NAMED ? ", ..." : "");
    }
}
