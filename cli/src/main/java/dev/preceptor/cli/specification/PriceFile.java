package dev.preceptor.cli.specification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.file.TextFile;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.specification.InvalidSpecificationException;
import dev.preceptor.contracts.specification.PriceList;
import dev.preceptor.contracts.specification.TokenPrices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A user's price list, a file that {@code teacher.prices} names relative to the specification. */
final class PriceFile {

    private static final YAMLMapper YAML = new YAMLMapper();

    private PriceFile() {}

    /**
     * Returns the specification with {@code teacher.prices} replaced by the model's prices from that file, because services
     * cannot read it. Prices in the specification take precedence. A model that is not in the file keeps the built-in
     * price.
     *
     * @throws CommandException naming the file, if it is not a price list
     */
    static ObjectNode applied(Path specification, ObjectNode tree) {
        ObjectNode changed = tree.deepCopy();
        TeacherSections.of(changed).forEach(teacher -> apply(specification, teacher));
        return changed;
    }

    private static void apply(Path specification, ObjectNode teacher) {
        JsonNode name = teacher.path("prices");
        if (!name.isTextual()) {
            return;
        }
        Path file = specification.toAbsolutePath().resolveSibling(name.asText()).normalize();
        Optional<TokenPrices> prices = read(file).find(teacher.path("model").asText());
        teacher.remove("prices");
        if (prices.isPresent() && !teacher.has("pricePerMillionTokens")) {
            teacher.set("pricePerMillionTokens", Json.mapper().valueToTree(prices.get()));
        }
    }

    private static PriceList read(Path file) {
        try {
            return PriceList.read(YAML.readTree(TextFile.read(file)));
        } catch (InvalidSpecificationException e) {
            throw CommandException.badInput(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw CommandException.badInput(
                    file + ": is not a price list: "
                            + e.getMessage().lines().findFirst().orElse(""),
                    e);
        }
    }
}
