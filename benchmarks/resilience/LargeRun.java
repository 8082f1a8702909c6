import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.RunReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether a large run comes to its end in the heaps that processes have by default: practised, trained and examined. Arguments: the
 * folder that Preceptor was built in and how many lessons. A line of JSON after the practice and one at the end; status 1 where
 * the run does not end FINISHED.
 */
public final class LargeRun {

    private static final Duration PATIENCE = Duration.ofHours(4);
    private static final int EXAM = 100;
    private static final double BUDGET_USD = 100_000;

    private final Cluster cluster;
    private final long started = System.nanoTime();

    private LargeRun(Cluster cluster) {
        this.cluster = cluster;
    }

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        int lessons = Integer.parseInt(arguments[1]);
        Path folder = Files.createTempDirectory("large-run");
        boolean finished;
        try (ScriptedModels models = new ScriptedModels(0);
                Cluster cluster = Cluster.up(root, folder, "executor=1", Map.of())) {
            Path model = ScriptedRun.copyModel(root, folder.resolve("model"));
            finished = new LargeRun(cluster)
                    .isFinished(new ScriptedRun("large", 0, lessons, EXAM, models, model, BUDGET_USD));
        }
        System.err.println("The logs are in " + folder);
        System.exit(finished ? 0 : 1);
    }

    private boolean isFinished(ScriptedRun run) throws Exception {
        RunService service = cluster.runs();
        String runId = service.submit(run.request()).runId();
        print("practised", service.await(runId, this::isPractised, PATIENCE));
        RunReport end = service.await(runId, report -> report.state().ended(), PATIENCE);
        print("ended", end);
        return end.state() == Run.State.FINISHED;
    }

    private boolean isPractised(RunReport report) {
        return report.state().ended() || report.ledger().ended() == report.practiceTasks();
    }

    private void print(String what, RunReport report) throws Exception {
        Map<String, Long> peaks = new TreeMap<>();
        for (Map.Entry<String, ProcessHandle> member : cluster.members().entrySet()) {
            peaks.put(member.getKey(), ProcessUse.of(member.getValue()).peakMegabytes());
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("what", what);
        line.put("seconds", (System.nanoTime() - started) / 1_000_000_000);
        line.put("state", report.state());
        line.put("reason", report.reason());
        line.put("ledger", report.ledger());
        line.put("rounds", report.rounds());
        line.put("peakMegabytes", peaks);
        System.out.println(Json.mapper().writeValueAsString(line));
    }
}
