package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import java.util.Map;

/**
 * Checks of the numbers in a specification that a user submits. Specifications in stored events are read without them, so that runs
 * that were accepted earlier stay readable.
 */
final class NumberCheck {

    private NumberCheck() {}

    /**
     * Rejects infinity: a budget would be no limit, and a learning rate would destroy the weights. {@code 1e400} and the text
     * {@code Infinity} are read as infinity.
     *
     * @param settings a specification or a part of it, as it was read
     * @throws InvalidSpecificationException naming the setting
     */
    static void requireFinite(Object settings) {
        requireFinite("", Json.mapper().valueToTree(settings));
    }

    /**
     * Rejects nucleus sampling from a probability mass of 0, from which no token can be taken.
     *
     * @throws InvalidSpecificationException naming the setting
     */
    static void requireNucleus(RunSpecification run) {
        Checks.above("practice.topP", run.practice().topP(), 0, 1);
        Checks.above("exam.topP", run.exam().topP(), 0, 1);
    }

    /**
     * Rejects an exam without a k: its report would have no score.
     *
     * @throws InvalidSpecificationException naming the setting
     */
    static void requireK(RunSpecification run) {
        if (run.exam().k().isEmpty()) {
            throw new InvalidSpecificationException("exam.k", "is empty; list at least one, such as [1]");
        }
    }

    /**
     * Rejects a learning rate of 0: the trainer refuses it, after the teacher was paid.
     *
     * @throws InvalidSpecificationException naming the setting
     */
    static void requireLearning(RunSpecification run) {
        if (run.training().learningRate() == 0) {
            throw new InvalidSpecificationException("training.learningRate", "must be above 0, is 0");
        }
    }

    private static void requireFinite(String setting, JsonNode value) {
        if (value.isFloatingPointNumber() && !Double.isFinite(value.doubleValue())) {
            throw new InvalidSpecificationException(setting, "must be a finite number, is " + value.doubleValue());
        }
        int index = 0;
        for (JsonNode element : value.isArray() ? value : Json.mapper().createArrayNode()) {
            requireFinite(setting + "[" + index++ + "]", element);
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            requireFinite((setting.isEmpty() ? "" : setting + ".") + field.getKey(), field.getValue());
        }
    }
}
