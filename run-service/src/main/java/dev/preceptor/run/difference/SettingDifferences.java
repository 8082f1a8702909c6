package dev.preceptor.run.difference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Run;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the settings that are not the same in all runs. The names of runs and of task files do not count: what a data set contains
 * does.
 */
final class SettingDifferences {

    private static final int SHOWN_HASH = 8;
    private static final String TASKS = "tasks.";

    private SettingDifferences() {}

    /** In the order of the specification. */
    static List<SettingDifference> between(List<Run> runs) {
        List<Map<String, JsonNode>> all =
                runs.stream().map(SettingDifferences::settings).toList();
        Set<String> names = new LinkedHashSet<>();
        all.forEach(settings -> names.addAll(settings.keySet()));
        List<SettingDifference> differences = new ArrayList<>();
        for (String name : names) {
            List<JsonNode> values = new ArrayList<>();
            all.forEach(settings -> values.add(settings.get(name)));
            if (new HashSet<>(values).size() > 1) {
                differences.add(new SettingDifference(name, values));
            }
        }
        return differences;
    }

    private static Map<String, JsonNode> settings(Run run) {
        Map<String, JsonNode> settings = new LinkedHashMap<>();
        flatten("", Json.mapper().valueToTree(run.specification()), settings);
        settings.remove("name");
        // The data sets stand in for the names of their files.
        putTasks(settings, "practice", run.practice());
        putTasks(settings, "exam", run.exam());
        settings.remove("practice.recorded");
        if (run.recorded() != null) {
            settings.put("practice.recorded", shown(run.recorded(), "attempts"));
        }
        return settings;
    }

    private static void putTasks(Map<String, JsonNode> settings, String set, DataSet tasks) {
        if (tasks != null) {
            settings.put(TASKS + set, shown(tasks, "tasks"));
        }
    }

    private static JsonNode shown(DataSet set, String what) {
        String hash = set.sha256();
        return TextNode.valueOf(
                "%,d %s, %s".formatted(set.count(), what, hash.substring(0, Math.min(SHOWN_HASH, hash.length()))));
    }

    private static void flatten(String path, JsonNode node, Map<String, JsonNode> settings) {
        if (!node.isObject() || node.isEmpty()) {
            settings.put(path, node);
            return;
        }
        node.properties()
                .forEach(field -> flatten(
                        path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), settings));
    }
}
