package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Line and column of each setting in a text, by its path, such as {@code teacher.budgetUsd}. */
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

    /** Collects the places from the parser, and reads it to its end. */
    static SettingPlaces of(JsonParser parser) throws IOException {
        Map<String, Place> places = new HashMap<>();
        while (parser.nextToken() != null) {
            if (parser.currentToken() == JsonToken.FIELD_NAME) {
                places.putIfAbsent(path(parser.getParsingContext()), Place.of(parser.currentTokenLocation()));
            }
        }
        return new SettingPlaces(places);
    }

    private static String path(JsonStreamContext context) {
        StringBuilder path = new StringBuilder();
        for (var at = context; at != null && !at.inRoot(); at = at.getParent()) {
            if (at.hasCurrentName()) {
                path.insert(0, path.isEmpty() ? at.getCurrentName() : at.getCurrentName() + ".");
            }
        }
        return path.toString();
    }

    /** The place of a setting, or of its nearest enclosing section in the text; the start if there is none. */
    Place of(String setting) {
        String path = setting;
        while (!path.isEmpty()) {
            Place place = places.get(path);
            if (place != null) {
                return place;
            }
            path = path.contains(".") ? path.substring(0, path.lastIndexOf('.')) : "";
        }
        return Place.START;
    }
}
