package dev.preceptor.cli.model;

import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.jsonlines.JsonLines;
import dev.preceptor.languagemodel.finetuning.Example;
import dev.preceptor.languagemodel.finetuning.ExampleFile;
import java.nio.file.Path;
import java.util.List;

/** Reads the examples of a file that is named on the command line. */
final class Examples {

    private Examples() {}

    /** @throws RuntimeException naming file and line, if an example is invalid */
    static List<Example> read(Path file) {
        List<ExampleFile.Row> rows = JsonLines.read(file, CommandException::badInput).stream()
                .map(object -> new ExampleFile.Row(object.line(), object.fields()))
                .toList();
        return ExampleFile.parse(file.toString(), rows);
    }
}
