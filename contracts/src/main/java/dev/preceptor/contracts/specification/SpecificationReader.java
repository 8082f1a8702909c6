package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;

/** Reads what a person wrote, strictly: a misspelt key is an error that names it, never silently a default. */
public final class SpecificationReader {

    private static final ObjectReader READER = Json.mapper()
            .readerFor(RunSpecification.class)
            .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .without(DeserializationFeature.ACCEPT_FLOAT_AS_INT);

    private SpecificationReader() {}

    /**
     * Reads a specification from its tree.
     *
     * @throws InvalidSpecificationException naming the setting and what is wrong with it
     */
    public static RunSpecification read(JsonNode tree) {
        if (tree == null || !tree.isObject()) {
            throw new InvalidSpecificationException("", "a specification is a mapping with student, teacher and tasks");
        }
        try {
            return READER.readValue(tree);
        } catch (UnrecognizedPropertyException e) {
            throw new InvalidSpecificationException(
                    path(e.getPath()),
                    "unknown key; known: "
                            + e.getKnownPropertyIds().stream()
                                    .map(String::valueOf)
                                    .sorted()
                                    .collect(Collectors.joining(", ")));
        } catch (ValueInstantiationException e) {
            if (e.getCause() instanceof InvalidSpecificationException invalid) {
                throw invalid;
            }
            throw new InvalidSpecificationException(
                    path(e.getPath()),
                    e.getCause() == null ? e.getOriginalMessage() : e.getCause().getMessage());
        } catch (JsonMappingException e) {
            throw new InvalidSpecificationException(
                    path(e.getPath()), "cannot be read: " + firstLine(e.getOriginalMessage()));
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
