package dev.preceptor.contracts;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Reads one field of a record's JSON and leaves the rest unread, so that a stage can pass over the records of other stages. Events
 * have their small fields first, and an event that contains its upstream has the same purpose as that.
 */
public final class FirstField {

    private FirstField() {}

    /**
     * Returns the value of the first field with a name, at any depth.
     *
     * @param json may be null
     * @return null if there is no such field, if its value is no text, or if the JSON before it is not valid
     */
    public static String text(byte[] json, String name) {
        if (json == null) {
            return null;
        }
        try (JsonParser parser = Json.mapper().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME && name.equals(parser.currentName())) {
                    return parser.nextToken() == JsonToken.VALUE_STRING ? parser.getText() : null;
                }
            }
            return null;
        } catch (IOException e) {
            // Whoever reads the whole record says what is wrong with it.
            return null;
        }
    }
}
