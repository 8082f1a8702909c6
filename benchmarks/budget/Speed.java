import dev.preceptor.contracts.Json;
import dev.preceptor.standalone.broker.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many calls a second one teacher makes at one endpoint that answers at once and allows far more. Arguments: the
 * teacher-service's quarkus-run.jar, how many calls. A line of JSON on standard output.
 */
final class Speed {

    private static final double BUDGET_USD = 1_000;
    private static final int AT_ONCE = 64;
    private static final int UNTIL_COMPILED = 2_000;

    private Speed() {}

    public static void main(String[] arguments) throws Exception {
        int calls = Integer.parseInt(arguments[1]);
        Path folder = Files.createTempDirectory("teacher-speed");
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
                PaidServer server = new PaidServer(1, 1);
                Topics topics = new Topics(broker.bootstrapServers());
                Replica teacher = new Replica("teacher-0", arguments[0], broker.bootstrapServers(), folder)) {
            teacher.start();
            taught("first", UNTIL_COMPILED, server, topics);
            Duration before = teacher.processorTime();
            Trial trial = taught("measured", calls, server, topics);
            Duration worked = teacher.processorTime().minus(before);

            List<Instant> moments = trial.payments().stream().map(PaidServer.Payment::at).sorted().toList();
            double seconds = Duration.between(moments.get(0), moments.get(moments.size() - 1)).toMillis() / 1e3;
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("calls", moments.size());
            line.put("seconds", seconds);
            line.put("callsPerSecond", Math.round(moments.size() / seconds));
            line.put("processorMillisPerCall", Math.round(worked.toMillis() * 100.0 / calls) / 100.0);
            System.out.println(Json.mapper().writeValueAsString(line));
        }
        System.exit(0);
    }

    private static Trial taught(String runId, int calls, PaidServer server, Topics topics) throws Exception {
        Trial trial = new Trial(calls, AT_ONCE, runId, server, topics, false);
        trial.prepare(BUDGET_USD);
        trial.say(BUDGET_USD);
        trial.sendFailures();
        trial.await(true);
        return trial;
    }
}
