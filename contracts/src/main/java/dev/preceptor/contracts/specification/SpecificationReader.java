package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads a user's specification strictly: an unknown key is an error that names it, so that a misspelt key is not
 * ignored.
 */
public final class SpecificationReader {

    private static final String TEACHER = "teacher";

    private static final ObjectReader READER = Json.mapper()
            .reader()
            .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .without(DeserializationFeature.ACCEPT_FLOAT_AS_INT);

    /** A document from which only the teacher is read. */
    private record TeacherAlone(TeacherSpecification teacher) {

        TeacherAlone {
            Checks.required("teacher", teacher);
        }
    }

    private SpecificationReader() {}

    /**
     * Reads a specification from a JSON tree.
     *
     * @throws InvalidSpecificationException if a setting is invalid; the message names the setting and the error
     */
    public static RunSpecification read(JsonNode tree) {
        if (tree == null || !tree.isObject()) {
            throw new InvalidSpecificationException("", "a specification is a mapping with student, teacher and tasks");
        }
        // Specifications in stored events are read without this check, so runs that were accepted earlier stay
        // readable.
        KeyReference.check(
                "teacher.apiKeyEnv", tree.path("teacher").path("apiKeyEnv").asText(null));
        KeyReference.check(
                "student.apiKeyEnv", tree.path("student").path("apiKeyEnv").asText(null));
        ObjectNode whole = TeacherList.applied(TeacherList.withRules((ObjectNode) tree), SpecificationReader::readRung);
        RunSpecification run = read(whole, RunSpecification.class);
        NumberCheck.requireFinite(run);
        NumberCheck.requireNucleus(run);
        NumberCheck.requireLearning(run);
        NumberCheck.requireK(run);
        AddressCheck.require(run);
        return run;
    }

    private static TeacherSpecification readRung(JsonNode teacher) {
        ObjectNode alone = Json.mapper().createObjectNode();
        alone.set(TEACHER, teacher);
        KeyReference.check(TEACHER + ".apiKeyEnv", teacher.path("apiKeyEnv").asText(null));
        return read(alone, TeacherAlone.class).teacher();
    }

    /**
     * Reads a teacher's settings, without the rest of a specification. {@code mend} has no effect: rules invent no tasks.
     *
     * @throws InvalidSpecificationException if a setting is invalid; the message names the setting, as
     *     {@code teacher.model}, and the error
     */
    public static TeacherSpecification readTeacher(JsonNode teacher) {
        ObjectNode tree = Json.mapper().createObjectNode();
        tree.set(
                "teacher",
                teacher instanceof ObjectNode fields ? fields.deepCopy().without("mend") : teacher);
        KeyReference.check(
                "teacher.apiKeyEnv",
                teacher == null ? null : teacher.path("apiKeyEnv").asText(null));
        TeacherSpecification read = read(tree, TeacherAlone.class).teacher();
        Checks.required("teacher.budgetUsd", read.budgetUsd());
        NumberCheck.requireFinite(new TeacherAlone(read));
        AddressCheck.require(TEACHER, read);
        return read;
    }

    private static <T> T read(JsonNode tree, Class<T> type) {
        try {
            return READER.forType(type).readValue(tree);
        } catch (UnrecognizedPropertyException e) {
            List<String> known = e.getKnownPropertyIds().stream()
                    .map(String::valueOf)
                    .sorted()
                    .toList();
            throw new InvalidSpecificationException(
                    path(e.getPath()),
                    "unknown key; known: " + String.join(", ", known) + Similar.suggestion(e.getPropertyName(), known));
        } catch (ValueInstantiationException e) {
            if (e.getCause() instanceof InvalidSpecificationException invalid) {
                throw invalid;
            }
            throw new InvalidSpecificationException(
                    path(e.getPath()),
                    e.getCause() == null ? e.getOriginalMessage() : e.getCause().getMessage());
        } catch (JsonMappingException e) {
            throw new InvalidSpecificationException(path(e.getPath()), WrongType.problem(e, tree));
        } catch (JsonProcessingException | RuntimeException e) {
            throw new InvalidSpecificationException("", firstLine(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String path(List<JsonMappingException.Reference> references) {
        return references.stream()
                .map(reference ->
                        reference.getFieldName() == null ? "[" + reference.getIndex() + "]" : reference.getFieldName())
                .collect(Collectors.joining("."));
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}
