package dev.preceptor.cli.model;

import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.jsonlines.JsonLines;
import dev.preceptor.languagemodel.finetuning.Example;
import dev.preceptor.languagemodel.finetuning.ExampleFile;
import java.nio.file.Path;
import java.util.List;

/** The examples of a file that the person named. */
final class Examples {

    private Examples() {}

    /** @throws RuntimeException with a message for people that names file and line, if it cannot be used */
    static List<Example> read(Path file) {
        List<ExampleFile.Row> rows = JsonLines.read(file, CommandException::badInput).stream()
                .map(object -> new ExampleFile.Row(object.line(), object.fields()))
                .toList();
        return ExampleFile.parse(file.toString(), rows);
    }
}
