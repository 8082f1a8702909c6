package dev.preceptor.cli.specification;

import dev.preceptor.contracts.comparison.Arm;
import dev.preceptor.contracts.comparison.ComparisonRequest;
import dev.preceptor.contracts.report.RunRequest;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.task.RecordedAttempt;
import dev.preceptor.contracts.task.RecordedAttempts;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskFile;
import dev.preceptor.contracts.task.TaskSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A specification with the contents of its task files: everything that a request to run-service contains. */
public record RunInputs(SpecificationFile file, List<Task> practice, List<Task> exam, List<RecordedAttempt> recorded) {

    /**
     * Reads the files that the specification names, relative to its directory.
     *
     * @throws dev.preceptor.contracts.task.TaskFileException naming file and line, if a file is missing or invalid
     */
    public static RunInputs of(SpecificationFile file) {
        List<Task> practice =
                TaskFile.read(file.resolvePath(file.specification().tasks().practice()));
        List<Task> exam =
                TaskFile.read(file.resolvePath(file.specification().tasks().exam()));
        TaskSize.check(file.specification().tasks().practice(), practice, mostTaskBytes());
        TaskSize.check(file.specification().tasks().exam(), exam, mostTaskBytes());
        return new RunInputs(file, practice, exam, recorded(file, practice));
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
        return new RunRequest(file.tree(), practice, exam, recorded);
    }

    /** A warning if practice tasks are also exam tasks, under the same id or another one; otherwise empty. */
    public Optional<String> overlap() {
        Set<String> ids = practice.stream().map(Task::id).collect(Collectors.toSet());
        Set<List<Object>> contents = practice.stream().map(RunInputs::content).collect(Collectors.toSet());
        long shared = exam.stream()
                .filter(task -> ids.contains(task.id()) || contents.contains(content(task)))
                .count();
        return shared == 0
                ? Optional.empty()
                : Optional.of("warning: " + shared + " of the " + exam.size()
                        + " exam tasks are also practice tasks, so the exam says "
                        + (shared == exam.size() ? "nothing" : "less") + " about new tasks");
    }

    /** The content of a task without its id and solutions, for comparison. */
    private static List<Object> content(Task task) {
        return List.of(
                task.prompt(),
                task.tests(),
                task.publicTests(),
                Objects.requireNonNullElse(task.check(), ""),
                task.inputOutput());
    }
}
