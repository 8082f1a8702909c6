package dev.preceptor.cli.specification;

import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.comparison.Arm;
import dev.preceptor.contracts.comparison.ComparisonRequest;
import dev.preceptor.contracts.report.RunRequest;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.task.RecordedAttempt;
import dev.preceptor.contracts.task.RecordedAttempts;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskFile;
import dev.preceptor.contracts.task.TaskOverlap;
import dev.preceptor.contracts.task.TaskSignature;
import dev.preceptor.contracts.task.TaskSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A specification with the contents of its task files: everything that a request to run-service contains.
 *
 * @param practice null if run-service is to generate the practice tasks
 * @param recorded null if the student generates its own attempts
 * @param seeds the tasks of {@code tasks.generate.seeds}; null unless run-service is to generate the practice tasks
 */
public record RunInputs(
        SpecificationFile file,
        List<Task> practice,
        List<Task> exam,
        List<RecordedAttempt> recorded,
        List<Task> seeds) {

    /**
     * Reads the files for a run. The example tasks take the place of a file of practice tasks that is to be generated.
     *
     * @throws dev.preceptor.contracts.task.TaskFileException naming file and line, if a file is missing or invalid
     * @throws CommandException naming file, line and setting, if the teacher cannot invent tasks
     */
    public static RunInputs forRun(SpecificationFile file) {
        if (!PracticeFile.isToBeGenerated(file)) {
            return of(file);
        }
        if (!file.specification().inventor().callsServer()) {
            throw CommandException.badInput(file.file() + ":" + file.lineOf("tasks.generate")
                    + ": tasks.generate: the teacher '"
                    + file.specification().inventor().backend()
                    + "' cannot invent tasks; use openai or anthropic");
        }
        String seeds = file.specification().tasks().generate().seeds();
        return new RunInputs(file, null, read(file, file.specification().tasks().exam()), null, read(file, seeds));
    }

    /**
     * Reads the files that the specification names, relative to its directory. All of them must exist.
     *
     * @throws dev.preceptor.contracts.task.TaskFileException naming file and line, if a file is missing or invalid
     */
    public static RunInputs of(SpecificationFile file) {
        List<Task> practice = read(file, file.specification().tasks().practice());
        List<Task> exam = read(file, file.specification().tasks().exam());
        return new RunInputs(file, practice, exam, recorded(file, practice), null);
    }

    private static List<Task> read(SpecificationFile file, String name) {
        List<Task> tasks = TaskFile.read(file.resolvePath(name));
        TaskSize.check(name, tasks, mostTaskBytes());
        return tasks;
    }

    /** The limit that run-service reads from the environment. run-service reports an invalid value. */
    private static int mostTaskBytes() {
        String set = System.getenv("RUN_MOST_TASK_BYTES");
        return set != null && set.matches("[0-9]{1,9}") ? Integer.parseInt(set) : TaskSize.MOST_BYTES;
    }

    /** The recorded attempts; null if the student generates its own. */
    private static List<RecordedAttempt> recorded(SpecificationFile file, List<Task> practice) {
        String name = file.specification().practice().recorded();
        if (name == null) {
            return null;
        }
        Path recorded = file.resolvePath(name);
        return RecordedAttempts.complete(
                recorded.toString(),
                RecordedAttempts.read(recorded),
                practice,
                file.specification().practice().samples());
    }

    public RunSpecification specification() {
        return file.specification();
    }

    /** The request for a comparison of arms on these inputs. */
    public ComparisonRequest comparisonOf(List<Arm> arms) {
        return new ComparisonRequest(file.tree(), practice, exam, recorded, arms);
    }

    public RunRequest request() {
        return new RunRequest(file.tree(), practice, exam, recorded, seeds);
    }

    /** A warning if practice tasks are also exam tasks, under the same id or another one; otherwise empty. */
    public Optional<String> overlap() {
        if (practice == null) {
            return Optional.empty();
        }
        return TaskOverlap.warning(signatures(practice), signatures(exam)).map(text -> "warning: " + text);
    }

    private static List<TaskSignature> signatures(List<Task> tasks) {
        return tasks.stream().map(TaskSignature::of).toList();
    }
}
