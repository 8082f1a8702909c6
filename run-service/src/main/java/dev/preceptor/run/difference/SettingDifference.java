package dev.preceptor.run.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A setting that is not the same in all compared runs.
 *
 * @param setting its path in the specification, such as {@code teacher.model}
 * @param values by run, in the order of the request; null where a run does not set it
 */
public record SettingDifference(String setting, List<JsonNode> values) {}
