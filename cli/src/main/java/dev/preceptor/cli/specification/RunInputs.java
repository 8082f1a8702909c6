package dev.preceptor.cli.specification;

import dev.preceptor.contracts.report.RunRequest;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskFile;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A specification with the tasks of its files: all that run-service needs to be sent. */
public record RunInputs(SpecificationFile file, List<Task> practice, List<Task> exam) {

    /**
     * Reads the files that the specification names; they lie beside it.
     *
     * @throws dev.preceptor.contracts.task.TaskFileException naming file and line, if one cannot be used
     */
    public static RunInputs of(SpecificationFile file) {
        return new RunInputs(
                file,
                TaskFile.read(file.beside(file.specification().tasks().practice())),
                TaskFile.read(file.beside(file.specification().tasks().exam())));
    }

    public RunSpecification specification() {
        return file.specification();
    }

    public RunRequest request() {
        return new RunRequest(file.tree(), practice, exam);
    }

    /** The ids of exam tasks that are practised too, which makes the exam worth less. */
    public List<String> examinedAndPractised() {
        Set<String> practised = practice.stream().map(Task::id).collect(Collectors.toCollection(HashSet::new));
        return exam.stream().map(Task::id).filter(practised::contains).toList();
    }
}
