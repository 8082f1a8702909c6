package dev.preceptor.run.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.comparison.Arm;
import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.run.api.InvalidRequestException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the arms of a request. */
final class ArmReader {

    /** The record of a comparison lists its runs, so their number has a limit. */
    private static final int MOST_ARMS = 100;

    private static final Set<String> FIELDS = Set.of("method", "fraction", "name", "teachers");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._]{0,31}");

    private ArmReader() {}

    /**
     * The arms, without duplicates.
     *
     * @param arms null if the request has none
     * @param fraction the fraction of an arm that has none: the specification's
     * @throws InvalidRequestException naming the field that cannot be used
     */
    static List<Arm> read(JsonNode arms, double fraction) {
        if (arms == null || !arms.isArray() || arms.isEmpty()) {
            throw new InvalidRequestException(
                    "arms: is a list of at least one arm, such as {\"method\": \"persd\", \"fraction\": 1}");
        }
        if (arms.size() > MOST_ARMS) {
            throw new InvalidRequestException("arms: has " + arms.size() + " arms, more than " + MOST_ARMS);
        }
        Set<Arm> read = new LinkedHashSet<>();
        for (int i = 0; i < arms.size(); i++) {
            read.add(arm("arms[" + i + "]", arms.get(i), fraction));
        }
        requireDifferentLabels(read);
        return List.copyOf(read);
    }

    private static void requireDifferentLabels(Set<Arm> arms) {
        Set<String> labels = new HashSet<>();
        for (Arm arm : arms) {
            if (!labels.add(arm.label())) {
                throw new InvalidRequestException("arms: two arms with different teachers are named '" + arm.label()
                        + "'; give them other names");
            }
        }
    }

    private static Arm arm(String place, JsonNode node, double fraction) {
        if (!(node instanceof ObjectNode fields)) {
            throw new InvalidRequestException(place + ": is not an arm but " + JsonObject.kind(node));
        }
        JsonObject arm = new JsonObject(place, 1, fields, InvalidRequestException::new);
        arm.requireKnown(FIELDS);
        String name = arm.text("name", null);
        JsonNode teachers = fields.hasNonNull("teachers") ? fields.get("teachers") : null;
        requireNamedTeachers(place, name, teachers);
        return new Arm(
                method(place, arm.text("method")), fraction(place, arm.number("fraction"), fraction), name, teachers);
    }

    private static void requireNamedTeachers(String place, String name, JsonNode teachers) {
        if ((name == null) != (teachers == null)) {
            throw new InvalidRequestException(place
                    + ": name and teachers belong together: the name tells the arm's teachers from those of others");
        }
        if (name != null && !NAME.matcher(name).matches()) {
            throw new InvalidRequestException(
                    place + ".name: '" + name + "' is not 1 to 32 letters, digits, dots and underscores");
        }
    }

    private static Method method(String place, String label) {
        if (Method.OPD.label().equals(label)) {
            throw new InvalidRequestException(place
                    + ".method: opd cannot be an arm: all arms learn from the same recorded attempts, and opd scores the tokens that"
                    + " the student itself generates; compare runs of opd in place of arms");
        }
        try {
            return Method.of(label);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(place + ".method: " + e.getMessage());
        }
    }

    private static double fraction(String place, Double written, double otherwise) {
        double fraction = written == null ? otherwise : written;
        if (fraction > 0 && fraction <= 1) {
            return fraction;
        }
        throw new InvalidRequestException(
                place + ".fraction: is " + fraction + ", but a share of the taught tasks is above 0 and at most 1");
    }
}
