package dev.preceptor.run.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.io.InputStream;

/** Reads bodies that fit into memory many times, such as a specification. */
public final class SmallBody {

    private static final int MOST_BYTES = 1 << 20;

    private SmallBody() {}

    /**
     * Reads a JSON object. Unknown fields are ignored.
     *
     * @param example an example of the body, for the message
     * @throws InvalidRequestException if the body is no such object
     * @throws TooLargeException if it has more than a mebibyte
     */
    public static <T> T read(InputStream body, Class<T> type, String example) {
        try {
            byte[] bytes = body == null ? new byte[0] : body.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new TooLargeException(
                        "the body has more than " + MOST_BYTES + " bytes, the most that is taken here");
            }
            T read = Json.mapper().readValue(bytes, type);
            if (read == null) {
                throw new InvalidRequestException("the body is empty; send " + example);
            }
            return read;
        } catch (JsonProcessingException e) {
            throw new InvalidRequestException("the body is not as expected: "
                    + e.getOriginalMessage().lines().findFirst().orElse("") + "; send " + example);
        } catch (IOException e) {
            throw new InvalidRequestException("the body could not be read to its end: " + e.getMessage());
        }
    }
}
