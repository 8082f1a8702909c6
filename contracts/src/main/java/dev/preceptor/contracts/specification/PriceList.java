package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The prices of models. The built-in list is {@code prices.json}; each entry names its source and the day on which it
 * was read.
 */
public record PriceList(List<Line> prices) {

    private static final String RESOURCE = "prices.json";

    /**
     * The prices of a model, in US dollars per million tokens.
     *
     * @param model the model's name; {@code *} matches any characters
     * @param cached the price of prompt tokens that the server reads from its prompt cache; null: the price of other
     *     prompt tokens
     * @param source the source of the prices
     * @param read the day on which the source was read
     */
    public record Line(String model, double prompt, double completion, Double cached, String source, String read) {

        public Line {
            Checks.required("prices.model", model);
            Checks.required("prices.source", source);
            Checks.required("prices.read", read);
        }

        boolean names(String name) {
            return name.matches(
                    Stream.of(model.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
        }
    }

    public PriceList {
        Checks.required("prices", prices);
        prices = List.copyOf(prices);
    }

    /** Returns the built-in list. */
    public static PriceList builtIn() {
        return BuiltIn.LIST;
    }

    /**
     * Reads a list in the format of the built-in list.
     *
     * @throws InvalidSpecificationException if the list is invalid; the message names the error
     */
    public static PriceList read(JsonNode tree) {
        try {
            return Json.mapper()
                    .readerFor(PriceList.class)
                    .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(tree);
        } catch (JsonProcessingException e) {
            if (e.getCause() instanceof InvalidSpecificationException invalid) {
                throw invalid;
            }
            throw new InvalidSpecificationException(
                    "prices", e.getOriginalMessage().lines().findFirst().orElse("cannot be read"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the prices of the first entry that matches the model. */
    public Optional<TokenPrices> find(String model) {
        return prices.stream()
                .filter(line -> line.names(model))
                .findFirst()
                .map(line -> new TokenPrices(line.prompt(), line.completion(), line.cached()));
    }

    /**
     * @throws InvalidSpecificationException if no entry matches the model; the message contains the line to add to the
     *     specification
     */
    public TokenPrices require(String model) {
        return find(model)
                .orElseThrow(() -> new InvalidSpecificationException(
                        "teacher.pricePerMillionTokens",
                        "is required, as the price of '" + model + "' is not known here. Add the line:"
                                + " pricePerMillionTokens: {prompt: X, completion: Y} in US dollars"
                                + " (for a server of your own: {prompt: 0, completion: 0})"));
    }

    private static final class BuiltIn {

        private static final PriceList LIST = load();

        private static PriceList load() {
            try (InputStream in = PriceList.class.getResourceAsStream(RESOURCE)) {
                return read(Json.mapper().readTree(in));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
