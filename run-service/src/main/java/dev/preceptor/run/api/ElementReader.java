package dev.preceptor.run.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads JSON element by element, and refuses elements that are too long. */
final class ElementReader {

    private final JsonFactory factory;
    private final int longest;

    /** @param longest bytes of an element */
    ElementReader(int longest) {
        this.longest = longest;
        this.factory = JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxStringLength(longest).build())
                // Python's json writes them, in fields that are not ours, too.
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .build();
    }

    JsonParser parser(InputStream in) throws IOException {
        return factory.createParser(in);
    }

    /**
     * The bytes of the value at the parser's position. Afterwards the parser is at the value's last token.
     *
     * @param place the name of the value in errors
     * @throws TooLargeException if it is too long
     */
    byte[] element(JsonParser parser, String place) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = factory.createGenerator(bytes)) {
            int depth = 0;
            do {
                generator.copyCurrentEventExact(parser);
                depth += parser.currentToken().isStructStart()
                        ? 1
                        : parser.currentToken().isStructEnd() ? -1 : 0;
                if (bytes.size() > longest) {
                    throw tooLong(place);
                }
            } while (depth > 0 && parser.nextToken() != null);
        } catch (StreamConstraintsException e) {
            throw tooLong(place);
        }
        if (bytes.size() > longest) {
            throw tooLong(place);
        }
        return bytes.toByteArray();
    }

    private TooLargeException tooLong(String place) {
        return new TooLargeException(place + ": has more than " + longest
                + " bytes, the most that an event carries (preceptor.max-message-bytes)");
    }
}
