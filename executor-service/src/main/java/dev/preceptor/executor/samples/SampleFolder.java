package dev.preceptor.executor.samples;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Reads EvalPlus' folders of programs: {@code HumanEval_0/0.py}, {@code HumanEval_0/1.py}. */
final class SampleFolder {

    private static final String SUFFIX = ".py";

    private SampleFolder() {}

    /**
     * Each program as a line of a file of samples, {@code {"task_id", "solution"}}, sorted by task and number.
     *
     * @throws SampleFileException if the folder or a program cannot be read
     */
    static List<ObjectNode> read(Path folder) {
        List<ObjectNode> samples = new ArrayList<>();
        for (Path ofTask : sorted(folder)) {
            if (Files.isDirectory(ofTask)) {
                String id = ofTask.getFileName().toString().replace('_', '/');
                for (Path file : sorted(ofTask)) {
                    if (file.toString().endsWith(SUFFIX)) {
                        ObjectNode sample = Json.mapper().createObjectNode();
                        samples.add(sample.put("task_id", id).put("solution", program(file)));
                    }
                }
            }
        }
        return samples;
    }

    private static String program(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new SampleFileException(file + ": is not UTF-8 text", e);
        } catch (IOException e) {
            throw new SampleFileException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Shorter names first, so that 10 comes after 9. */
    private static List<Path> sorted(Path folder) {
        Comparator<Path> byLength =
                Comparator.comparingInt(path -> path.getFileName().toString().length());
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted(byLength.thenComparing(Comparator.naturalOrder()))
                    .toList();
        } catch (IOException e) {
            throw new SampleFileException(folder + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
