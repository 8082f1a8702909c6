package dev.preceptor.run.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.specification.InvalidSpecificationException;
import dev.preceptor.contracts.task.TaskFileException;
import java.io.IOException;
import java.io.InputStream;

/** Parses request bodies, and turns every error of the content into one line that says where it is. */
final class RequestBody {

    private RequestBody() {}

    /** Reads a request from its parser. */
    interface Reading<T> {
        T read(JsonParser parser) throws IOException;
    }

    /**
     * @throws InvalidRequestException if the body cannot be read, or its content is invalid
     * @throws TooLargeException if it is larger than allowed
     */
    static <T> T read(InputStream body, RequestLimits limits, ElementReader elements, Reading<T> reading) {
        return read(() -> elements.parser(new LimitedBody(body, limits.body())), reading);
    }

    /** Opens a body. */
    interface Opening {
        JsonParser open() throws IOException;
    }

    /** As {@link #read(InputStream, RequestLimits, ElementReader, Reading)}, with another parser. */
    static <T> T read(Opening body, Reading<T> reading) {
        try (JsonParser parser = body.open()) {
            return reading.read(parser);
        } catch (InvalidSpecificationException | TaskFileException e) {
            throw new InvalidRequestException(e.getMessage());
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new InvalidRequestException("the body is no JSON: "
                    + firstLine(e.getOriginalMessage()).replaceFirst(" \\(start marker.*", "") + where);
        } catch (IOException e) {
            throw new InvalidRequestException("the body could not be read to its end: " + firstLine(e.getMessage()));
        }
    }

    private static String firstLine(String message) {
        return String.valueOf(message).lines().findFirst().orElse("");
    }
}
