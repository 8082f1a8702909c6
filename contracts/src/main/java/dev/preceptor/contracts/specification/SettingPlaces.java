package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Line and column of each setting in a text, by its path, such as {@code teacher.budgetUsd} or {@code teachers[0].model}. */
final class SettingPlaces {

    /** Both from 1. */
    record Place(int line, int column) {

        static final Place START = new Place(1, 1);

        static Place of(JsonLocation location) {
            return location == null
                    ? START
                    : new Place(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
        }
    }

    private final Map<String, Place> places;

    private SettingPlaces(Map<String, Place> places) {
        this.places = places;
    }

    /** Collects the places from the parser, which has not read a token yet. */
    static SettingPlaces of(JsonParser parser) throws IOException {
        Map<String, Place> places = new HashMap<>();
        JsonToken first = parser.nextToken();
        if (first != null && first.isStructStart()) {
            collect(parser, "", places);
        }
        return new SettingPlaces(places);
    }

    /** Collects the places of what is in the mapping or the list that has just begun, up to its end. */
    private static void collect(JsonParser parser, String path, Map<String, Place> places) throws IOException {
        int index = 0;
        JsonToken token = parser.nextToken();
        while (token != null && !token.isStructEnd()) {
            String inner;
            if (token == JsonToken.FIELD_NAME) {
                inner = path.isEmpty() ? parser.currentName() : path + "." + parser.currentName();
            } else {
                inner = path + "[" + index++ + "]";
            }
            places.putIfAbsent(inner, Place.of(parser.currentTokenLocation()));
            if (token == JsonToken.FIELD_NAME) {
                token = parser.nextToken();
            }
            if (token != null && token.isStructStart()) {
                collect(parser, inner, places);
            }
            token = parser.nextToken();
        }
    }

    /** The place of a setting, or of its nearest enclosing section in the text; the start if there is none. */
    Place of(String setting) {
        String path = setting;
        while (!path.isEmpty()) {
            Place place = places.get(path);
            if (place != null) {
                return place;
            }
            path = path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
        }
        return Place.START;
    }
}
