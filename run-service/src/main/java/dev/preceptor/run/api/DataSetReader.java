package dev.preceptor.run.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Reads an uploaded file of tasks, as the command line reads one: an error names the line. */
final class DataSetReader {

    /** The text, the parsed tasks and the body are in memory together: a file may have a part of what a data set may have. */
    private static final int SHARE = 4;

    private static final int MOST_NAME = 200;
    private static final String FORM = "send {\"name\": \"practice.jsonl\", \"text\": \"...\"}";

    private DataSetReader() {}

    /** @param tasks in a temporary file */
    record Uploaded(String name, LineFile tasks) {}

    /**
     * @throws InvalidRequestException if the text is no file of tasks; the message names file and line
     * @throws TooLargeException if it is larger than allowed
     */
    static Uploaded read(InputStream body, RequestFolder folder, RequestLimits limits) {
        int most = (int) Math.min(Integer.MAX_VALUE / 2, limits.dataSet() / SHARE);
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxStringLength(most).build())
                .build();
        return RequestBody.read(() -> factory.createParser(new LimitedBody(body, limits.body())), parser -> {
            try {
                return read(parser, folder, limits);
            } catch (StreamConstraintsException e) {
                throw new TooLargeException("the file has more than " + most
                        + " bytes, the most that is taken here (a quarter of run.largest-data-set);"
                        + " ./preceptor run sends larger files");
            }
        });
    }

    private static Uploaded read(JsonParser parser, RequestFolder folder, RequestLimits limits) throws IOException {
        String name = "tasks.jsonl";
        String text = null;
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new InvalidRequestException("the body is no JSON object; " + FORM);
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("name") && value == JsonToken.VALUE_STRING) {
                name = shown(parser.getText());
            } else if (field.equals("text") && value == JsonToken.VALUE_STRING) {
                text = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        if (text == null) {
            throw new InvalidRequestException("text: is missing; " + FORM);
        }
        List<Task> tasks = TaskFile.parse(name, text);
        TaskLines lines = new TaskLines(name, folder.file("uploaded"), limits);
        try (lines) {
            for (Task task : tasks) {
                lines.add(task);
            }
        }
        return new Uploaded(name, lines.file());
    }

    private static String shown(String name) {
        String line = name.replaceAll("\\p{Cntrl}", " ").strip();
        return line.isEmpty() ? "tasks.jsonl" : line.length() <= MOST_NAME ? line : line.substring(0, MOST_NAME);
    }
}
