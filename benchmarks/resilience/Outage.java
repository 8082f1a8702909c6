import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.report.RunReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whether services wait for a broker: one that is not there yet, and one that goes away in the middle of a run. Nobody starts
 * again what ends. Arguments: the folder that Preceptor was built in, how many tasks, how many seconds the broker is away.
 */
public final class Outage {

    private static final Duration BEFORE_THE_BROKER = Duration.ofSeconds(30);
    private static final long LOOK_AGAIN_MILLIS = 2_000;
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private Outage() {}

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        int tasks = Integer.parseInt(arguments[1]);
        Duration away = Duration.ofSeconds(Long.parseLong(arguments[2]));
        Path folder = Files.createTempDirectory("outage");
        boolean same = false;
        try (ScriptedModels models = new ScriptedModels(200)) {
            Path model = ScriptedRun.copyModel(root, folder.resolve("model"));
            ScriptedRun run = new ScriptedRun("outage", 0, tasks, 20, models, model, tasks * 0.01);
            Outcome undisturbed = through(root, Files.createDirectory(folder.resolve("undisturbed")), run, null);
            models.forgetPayments();
            Outcome outcome = through(root, Files.createDirectory(folder.resolve("away")), run, away);
            List<String> differences = outcome.differences(undisturbed);
            same = differences.isEmpty() && outcome.contradictions().isEmpty() && outcome.deadLetters() == 0;
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("tasks", tasks);
            line.put("requestsPaid", models.payments().size());
            line.put("answers", outcome.count("spending"));
            line.put("paidAgainAfterRecorded", outcome.paidAgain(models.payments()).size());
            line.put("deliveredAgain", outcome.repeated());
            line.put("deadLetters", outcome.deadLetters());
            line.put("differences", differences.size());
            line.put("firstDifferences", differences.stream().limit(5).toList());
            line.put("same", same);
            System.out.println(Json.mapper().writeValueAsString(line));
        }
        System.err.println("The logs are in " + folder);
        System.exit(same ? 0 : 1);
    }

    /** @param away how long the broker is away in the middle; null for not at all, and then it is there first */
    private static Outcome through(Path root, Path folder, ScriptedRun run, Duration away) throws Exception {
        try (Apart apart = new Apart(root, folder, folder.resolve("broker"))) {
            if (away == null) {
                apart.startBroker();
                apart.startServices();
            } else {
                apart.startServices();
                watch(apart, BEFORE_THE_BROKER, "beforeTheBroker");
                apart.startBroker();
            }
            awaitReady(apart);
            RunService service = apart.runs();
            String runId = service.submit(run.request()).runId();
            if (away != null) {
                service.await(runId, report -> report.ledger().ended() * 3 > run.tasks(), PATIENCE);
                apart.killBroker();
                watch(apart, away, "brokerAway");
                long back = System.nanoTime();
                apart.startBroker();
                awaitReady(apart);
                int before = service.await(runId, report -> true, PATIENCE).ledger().ended();
                service.await(runId, report -> report.ledger().ended() > before || report.state().ended(), PATIENCE);
                System.out.println(Json.mapper()
                        .writeValueAsString(Map.of("secondsToGoOn", (System.nanoTime() - back) / 1_000_000_000L)));
            }
            RunReport report = service.awaitEnd(runId, PATIENCE);
            return Outcome.of(apart.broker(), report, service.lessons(runId));
        }
    }

    private static void awaitReady(Apart apart) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!apart.not("ready").isEmpty()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not ready: " + apart.not("ready"));
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    /** Says who was not alive meanwhile, and how many lines each wrote. */
    private static void watch(Apart apart, Duration time, String what) throws Exception {
        Map<String, Long> before = apart.lines();
        TreeSet<String> notLive = new TreeSet<>();
        long end = System.nanoTime() + time.toNanos();
        // A process that has just been started cannot answer yet.
        long grace = System.nanoTime() + Math.min(time.toNanos() / 2, Duration.ofSeconds(20).toNanos());
        while (System.nanoTime() < end) {
            if (System.nanoTime() > grace) {
                notLive.addAll(apart.not("live"));
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
        Map<String, Long> lines = new TreeMap<>(apart.lines());
        lines.replaceAll((service, count) -> count - before.get(service));
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("phase", what);
        line.put("seconds", time.toSeconds());
        line.put("notLive", notLive);
        line.put("notReady", apart.not("ready"));
        line.put("linesLogged", lines);
        System.out.println(Json.mapper().writeValueAsString(line));
    }
}
