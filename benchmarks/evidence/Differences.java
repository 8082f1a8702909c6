import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.event.Interval;
import dev.preceptor.statistics.Bootstrap;
import dev.preceptor.statistics.PairedTest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Intervals and paired tests of the arms' scores, by Preceptor's own statistics. Standard input: {@code {ARM: {TASK: SCORE}}}, a score
 * being the mean over seeds of the share of the task's samples that passed. Standard output: the mean of each arm with its interval, and
 * the difference of each two arms, paired by task.
 */
final class Differences {

    private static final long SEED = 20231206;

    private Differences() {}

    public static void main(String[] arguments) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        Map<String, Map<String, Double>> scores = read(mapper.readTree(System.in));
        ObjectNode result = mapper.createObjectNode();
        ObjectNode means = result.putObject("means");
        scores.forEach((arm, byTask) -> {
            double[] values = byTask.values().stream().mapToDouble(Double::doubleValue).toArray();
            Interval interval = Bootstrap.ofMean(values, SEED);
            double mean = byTask.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
            means.putObject(arm).put("mean", mean).put("low", interval.low()).put("high", interval.high());
        });
        ArrayNode differences = result.putArray("differences");
        List<String> arms = List.copyOf(scores.keySet());
        for (String from : arms) {
            for (String to : arms) {
                PairedTest test = from.equals(to) ? null : PairedTest.between(scores.get(from), scores.get(to));
                if (test != null) {
                    differences
                            .addObject()
                            .put("from", from)
                            .put("to", to)
                            .put("difference", test.difference())
                            .put("low", test.confidence().low())
                            .put("high", test.confidence().high())
                            .put("pValue", test.pValue())
                            .put("tasks", test.tasks());
                }
            }
        }
        System.out.println(mapper.writeValueAsString(result));
    }

    private static Map<String, Map<String, Double>> read(JsonNode arms) {
        Map<String, Map<String, Double>> scores = new TreeMap<>();
        arms.properties().forEach(arm -> {
            Map<String, Double> byTask = new TreeMap<>();
            arm.getValue().properties().forEach(task -> byTask.put(task.getKey(), task.getValue().asDouble()));
            if (!byTask.isEmpty()) {
                scores.put(arm.getKey(), byTask);
            }
        });
        return scores;
    }
}
