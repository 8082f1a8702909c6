import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.report.RunReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much longer a small run takes beside a large one. Arguments: the folder that Preceptor was built in, {@code standalone}
 * or {@code apart}, how many tasks the large one has, and the small one.
 */
public final class Fairness {

    private static final int EXAM_TASKS = 10;
    private static final int UNDER_WAY = 200;
    private static final int LONGEST_ANSWER_MILLIS = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private Fairness() {}

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        int large = Integer.parseInt(arguments[2]);
        int small = Integer.parseInt(arguments[3]);
        if (large <= UNDER_WAY) {
            fail("The large run needs more than " + UNDER_WAY + " tasks: the small one starts when so many have ended.");
        }
        Path folder = Files.createTempDirectory("fairness");
        try (ScriptedModels models = new ScriptedModels(LONGEST_ANSWER_MILLIS);
                Cluster cluster = arguments[1].equals("standalone")
                        ? Cluster.serve(root, folder, Map.of())
                        : Cluster.up(root, folder, Chaos.REPLICAS, Map.of())) {
            Path model = ScriptedRun.copyModel(root, folder.resolve("model"));
            RunService service = cluster.runs();
            seconds(service, new ScriptedRun("warm-up", 200_000, small, EXAM_TASKS, models, model, 10));
            double alone = seconds(service, new ScriptedRun("alone", 210_000, small, EXAM_TASKS, models, model, 10));
            ScriptedRun all = new ScriptedRun("large", 0, large, EXAM_TASKS, models, model, large * 0.01);
            String runId = service.submit(all.request()).runId();
            service.await(runId, report -> report.ledger().ended() >= UNDER_WAY, PATIENCE);
            double beside = seconds(service, new ScriptedRun("beside", 220_000, small, EXAM_TASKS, models, model, 10));
            RunReport largeReport = service.await(runId, report -> true, PATIENCE);
            int ended = largeReport.ledger().ended();
            if (ended >= large) {
                cluster.close();
                fail("The large run ended before the small one beside it. Give it more than " + large + " tasks.");
            }
            service.ask(runId, "cancel");
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("where", arguments[1]);
            line.put("large", large);
            line.put("small", small);
            line.put("aloneSeconds", Math.round(alone * 10) / 10.0);
            line.put("besideSeconds", Math.round(beside * 10) / 10.0);
            line.put("ratio", Math.round(beside / alone * 100) / 100.0);
            line.put("largeHadEnded", ended);
            System.out.println(Json.mapper().writeValueAsString(line));
        }
        System.err.println("The logs are in " + folder);
        System.exit(0);
    }

    private static void fail(String message) {
        System.err.println(message);
        System.exit(1);
    }

    private static double seconds(RunService service, ScriptedRun run) throws Exception {
        long started = System.nanoTime();
        String runId = service.submit(run.request()).runId();
        service.awaitEnd(runId, PATIENCE);
        return (System.nanoTime() - started) / 1e9;
    }
}
