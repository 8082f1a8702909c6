package dev.preceptor.cli.run;

import dev.preceptor.cli.terminal.JsonOutput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that {@code run} and {@code demo} share. */
final class RunOptions {

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also write the report to FILE as JSON; - is standard output.")
    private String json;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Directory for topics, checkpoints and ledger. The same command with it resumes the run"
                    + " (default: a new directory under ~/.preceptor/runs).")
    private Path data;

    @Option(
            names = "--context-exam",
            paramLabel = "N",
            description = "First examine the student as it came on N exam tasks with teacher.context in its prompt"
                    + " (default of demo: 20, of run: none).")
    private Integer contextExam;

    /** How many tasks the exam with the teacher's context has; null: there is no such exam. */
    Integer contextExam() {
        return contextExam;
    }

    /** Sets the number of tasks where the option is not given. */
    void contextExamByDefault(int tasks) {
        contextExam = contextExam == null ? (Integer) tasks : contextExam;
    }

    /** The options of the command line, apart from {@code --data}. */
    List<String> given() {
        List<String> words = new ArrayList<>();
        if (contextExam != null) {
            words.addAll(List.of("--context-exam", contextExam.toString()));
        }
        if (json != null) {
            words.addAll(List.of("--json", json));
        }
        return words;
    }

    JsonOutput json() {
        return new JsonOutput(json).checked();
    }

    Path data() {
        return data;
    }
}
