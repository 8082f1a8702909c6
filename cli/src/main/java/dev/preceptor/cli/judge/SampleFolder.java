package dev.preceptor.cli.judge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.file.TextFile;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Samples as EvalPlus writes them into a folder: {@code HumanEval_0/0.py}, {@code HumanEval_0/1.py}, each a whole program. */
final class SampleFolder {

    private static final String SUFFIX = ".py";

    private SampleFolder() {}

    /**
     * Each sample as a line of a file would have it, {@code {"task_id", "solution"}}, by task and number.
     *
     * @throws CommandException naming the folder, if it cannot be read
     */
    static List<ObjectNode> read(Path folder) {
        List<ObjectNode> samples = new ArrayList<>();
        for (Path ofTask : sorted(folder)) {
            if (Files.isDirectory(ofTask)) {
                String id = ofTask.getFileName().toString().replace('_', '/');
                for (Path file : sorted(ofTask)) {
                    if (file.toString().endsWith(SUFFIX)) {
                        ObjectNode sample = Json.mapper().createObjectNode();
                        samples.add(sample.put("task_id", id).put("solution", TextFile.read(file)));
                    }
                }
            }
        }
        return samples;
    }

    /** Shorter names first, so that 10 comes after 9. */
    private static List<Path> sorted(Path folder) {
        Comparator<Path> byLength =
                Comparator.comparingInt(path -> path.getFileName().toString().length());
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted(byLength.thenComparing(Comparator.naturalOrder()))
                    .toList();
        } catch (IOException e) {
            throw CommandException.badInput(folder + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
