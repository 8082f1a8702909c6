package dev.preceptor.cli.run;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.report.GenerationText;
import dev.preceptor.contracts.report.GenerationReport;
import dev.preceptor.contracts.report.GenerationStatus;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.standalone.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/**
 * Writes the practice tasks that a run generated to the specification's file of practice tasks, and prints the report of their
 * generation, once it has ended.
 */
final class GeneratedPractice {

    private final Path out;
    private final PrintWriter err;
    private boolean done;

    /** @param out the file of practice tasks */
    GeneratedPractice(Path out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Takes a report of the run.
     *
     * @throws CommandException if the file cannot be written
     */
    void take(RunReport run, RunClient client, OutageRetry retry) {
        boolean generated = run.practiceTasks() > 0;
        if (done || run.generation() == null || !generated && !run.state().ended()) {
            return;
        }
        done = true;
        String id = run.generation().id();
        if (generated) {
            write(retry.send(() -> client.generatedTasks(id)));
        }
        GenerationStatus generation = retry.send(() -> client.generation(id));
        if (generation.report() != null) {
            GenerationReport report = generation.report();
            err.print(GenerationText.of(generated ? report.withOut(out.toString()) : report));
            err.flush();
        }
    }

    private void write(String lines) {
        try {
            AtomicFile.write(out, lines);
        } catch (IOException e) {
            throw CommandException.failed(out + ": cannot be written: " + e.getMessage(), e);
        }
    }
}
