package dev.preceptor.run.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.RecordedAttempt;
import dev.preceptor.contracts.task.RecordedAttempts;
import dev.preceptor.contracts.task.TaskFileException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The recorded attempts of a request, in a file. They mean what {@link RecordedAttempts} says of
 * those in memory.
 */
final class RecordedLines implements AutoCloseable {

    private static final int NAMED = 5;
    private static final int NONE = -1;

    private final LineFile lines;
    /** The offset of each line in the file, and of the line that would follow the last. */
    private long[] starts = new long[2];

    RecordedLines(Path file) throws IOException {
        this.lines = new LineFile(file);
    }

    void add(byte[] line) throws IOException {
        lines.add(line);
        if (lines.count() == starts.length) {
            starts = Arrays.copyOf(starts, 2 * starts.length);
        }
        starts[lines.count()] = lines.bytes();
    }

    /** The memory that they take where they are used, in bytes. */
    long weight() {
        return lines.bytes() + RequestLimits.TASK_OVERHEAD * lines.count();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /**
     * Writes the attempts for so many samples of each task, in the order of the tasks.
     *
     * @param places of the tasks, by id
     * @throws TaskFileException naming what lacks, or what is there twice
     */
    LineFile complete(Map<String, Integer> places, int samples, Path file) throws IOException {
        int[] found = new int[Math.multiplyExact(places.size(), samples)];
        Arrays.fill(found, NONE);
        try (RandomAccessFile all = new RandomAccessFile(lines.path().toFile(), "r")) {
            find(all, places, samples, found);
            requireComplete(places, samples, found);
            LineFile complete = new LineFile(file);
            try (complete) {
                for (String id : inOrder(places)) {
                    for (int sample = 0; sample < samples; sample++) {
                        int line = found[places.get(id) * samples + sample];
                        complete.add(Json.mapper()
                                .writeValueAsBytes(attempt(all, line).as(id, sample)));
                    }
                }
            }
            return complete;
        }
    }

    private void find(RandomAccessFile all, Map<String, Integer> places, int samples, int[] found) throws IOException {
        int[] seen = new int[places.size()];
        for (int i = 0; i < lines.count(); i++) {
            RecordedAttempt attempt = attempt(all, i);
            // MBPP numbers its tasks, and samples name them by the bare number.
            String id = places.containsKey(attempt.taskId()) ? attempt.taskId() : "mbpp/" + attempt.taskId();
            Integer place = places.get(id);
            if (place == null) {
                continue;
            }
            int sample = attempt.sample() == null ? seen[place] : attempt.sample();
            seen[place]++;
            if (sample >= samples) {
                continue;
            }
            if (found[place * samples + sample] != NONE) {
                throw new TaskFileException(
                        "practice.recorded: has sample " + sample + " of the task " + id + " twice");
            }
            found[place * samples + sample] = i;
        }
    }

    private static void requireComplete(Map<String, Integer> places, int samples, int[] found) {
        List<String> lacking = new ArrayList<>();
        int count = 0;
        for (String id : inOrder(places)) {
            int place = places.get(id);
            long there = Arrays.stream(found, place * samples, (place + 1) * samples)
                    .filter(line -> line != NONE)
                    .count();
            if (there < samples && count++ < NAMED) {
                lacking.add(id);
            }
        }
        if (count > 0) {
            throw new TaskFileException("practice.recorded: lacks attempts at " + count + " of the practice tasks ("
                    + samples + " each are wanted): " + String.join(", ", lacking) + (count > NAMED ? ", ..." : ""));
        }
    }

    private static String[] inOrder(Map<String, Integer> places) {
        String[] ids = new String[places.size()];
        places.forEach((id, place) -> ids[place] = id);
        return ids;
    }

    private RecordedAttempt attempt(RandomAccessFile all, int index) throws IOException {
        byte[] line = new byte[(int) (starts[index + 1] - starts[index] - 1)];
        all.seek(starts[index]);
        all.readFully(line);
        JsonNode attempt = Json.mapper().readTree(line);
        String place = "recorded:" + (index + 1);
        if (!(attempt instanceof ObjectNode fields)) {
            throw new TaskFileException(place + ": is not a JSON object but " + JsonObject.kind(attempt));
        }
        return RecordedAttempts.attempt(new JsonObject(place, index + 1, fields, TaskFileException::new));
    }
}
