package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * The text of a specification, in YAML or JSON, and the place of each setting in it.
 *
 * @param written the settings of the text; the key {@code preset} is not yet replaced by its settings
 */
public record SpecificationText(String text, ObjectNode written) {

    private static final int MOST_PROBLEMS = 20;

    /** The required settings of each section, with values that need no others. */
    private static final Map<String, Map<String, String>> REQUIRED = Map.of(
            "student", Map.of("model", "m"),
            "teacher", Map.of("backend", "reference"),
            "tasks", Map.of("practice", "p", "exam", "e"));

    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    /** @throws InvalidTextException if the text is not one mapping in YAML, or has a key twice */
    public static SpecificationText of(String text) {
        return new SpecificationText(text, tree(text));
    }

    private static ObjectNode tree(String text) {
        try (YAMLParser parser = YAML.getFactory().createParser(text)) {
            JsonNode tree = YAML.readTree(parser);
            if (!(tree instanceof ObjectNode mapping)) {
                throw invalid(
                        SettingPlaces.Place.START,
                        "is not a specification: expected a mapping with student, teacher and tasks",
                        null);
            }
            if (parser.nextToken() != null) {
                throw invalid(
                        SettingPlaces.Place.of(parser.currentTokenLocation()),
                        "a second YAML document; one file holds one run",
                        null);
            }
            return mapping;
        } catch (JsonProcessingException e) {
            throw invalid(SettingPlaces.Place.of(e.getLocation()), "is not YAML: " + problemOf(e), e);
        } catch (IOException e) {
            throw new IllegalStateException("a text has no errors of input", e);
        }
    }

    private static InvalidTextException invalid(SettingPlaces.Place place, String message, Throwable cause) {
        return new InvalidTextException(new SpecificationProblem(place.line(), place.column(), "", message), cause);
    }

    /** The first line of the YAML parser's message, or its problem without the context lines. */
    private static String problemOf(JsonProcessingException problem) {
        if (problem.getCause() instanceof MarkedYAMLException marked) {
            return marked.getProblem();
        }
        return problem.getOriginalMessage().lines().findFirst().orElse("");
    }

    /**
     * The settings with those of the preset, as they are sent to run-service.
     *
     * @throws InvalidTextException if the preset is unknown
     */
    public ObjectNode tree() {
        try {
            return Preset.under(written);
        } catch (InvalidSpecificationException e) {
            throw at(e);
        }
    }

    /** The line of a setting, or of its nearest enclosing section in the text; 1 if there is none. */
    public int lineOf(String setting) {
        return places().of(setting).line();
    }

    /** The error of a setting, with its place in this text. */
    public InvalidTextException at(InvalidSpecificationException problem) {
        SettingPlaces.Place place = places().of(problem.setting());
        return new InvalidTextException(
                new SpecificationProblem(place.line(), place.column(), problem.setting(), problem.getMessage()),
                problem);
    }

    /**
     * All problems of the settings, in the order of their places. The reader stops at the first one. So it reads the settings again
     * without the setting that it complained about, and a section that then lacks something gets what is required.
     *
     * @param settings those of this text, perhaps with further ones; not changed
     * @return empty if they are a valid specification
     */
    public List<SpecificationProblem> problems(ObjectNode settings) {
        ObjectNode remaining = settings.deepCopy();
        Map<String, SpecificationProblem> problems = new LinkedHashMap<>();
        Set<String> completed = new HashSet<>();
        while (problems.size() < MOST_PROBLEMS) {
            try {
                SpecificationReader.read(remaining);
                break;
            } catch (InvalidSpecificationException e) {
                boolean isNew = problems.putIfAbsent(e.setting(), at(e).problem()) == null;
                boolean goesOn =
                        isNew && removed(remaining, e.setting()) || completed(remaining, e.setting(), completed);
                if (!goesOn) {
                    break;
                }
            }
        }
        return problems.values().stream()
                .sorted(Comparator.comparingInt(SpecificationProblem::line)
                        .thenComparingInt(SpecificationProblem::column))
                .toList();
    }

    /** Whether the setting was there, and is no longer. */
    private static boolean removed(ObjectNode settings, String path) {
        int dot = path.lastIndexOf('.');
        JsonNode section = dot < 0
                ? settings
                : settings.at("/"
                        + path.substring(0, dot)
                                .replace('.', '/')
                                .replace('[', '/')
                                .replace("]", ""));
        return section instanceof ObjectNode fields && fields.remove(path.substring(dot + 1)) != null;
    }

    /** Whether the section of the setting has required settings, and got them. */
    private static boolean completed(ObjectNode settings, String path, Set<String> completed) {
        String section = path.split("\\.", 2)[0];
        Map<String, String> required = REQUIRED.getOrDefault(section, Map.of());
        if (required.isEmpty() || !completed.add(section)) {
            return false;
        }
        ObjectNode fields = settings.get(section) instanceof ObjectNode written ? written : settings.putObject(section);
        required.forEach(fields::put);
        return true;
    }

    private SettingPlaces places() {
        try (YAMLParser parser = YAML.getFactory().createParser(text)) {
            return SettingPlaces.of(parser);
        } catch (IOException e) {
            throw new IllegalStateException("it was read before", e);
        }
    }
}
