import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.RunReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many runs that are submitted at once share the services. Arguments: the folder that Preceptor was built in, {@code standalone}
 * or {@code apart}, how many runs, and how many practice tasks each has. A line of JSON when half of all tasks have ended, one when all
 * have, and one at the end of the last run; status 1 if a run does not end FINISHED.
 */
public final class ManyRuns {

    private static final int EXAM_TASKS = 10;
    private static final int LONGEST_ANSWER_MILLIS = 100;
    private static final long LOOK_AGAIN_MILLIS = 2_000;
    private static final Duration PATIENCE = Duration.ofHours(2);

    private final RunService service;
    private final Cluster cluster;
    private final boolean standalone;
    private final int tasksPerRun;
    private final List<String> runs = new ArrayList<>();
    private final long started = System.nanoTime();

    private ManyRuns(Cluster cluster, boolean standalone, int tasksPerRun) {
        this.service = cluster.runs();
        this.cluster = cluster;
        this.standalone = standalone;
        this.tasksPerRun = tasksPerRun;
    }

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        boolean standalone = arguments[1].equals("standalone");
        int count = Integer.parseInt(arguments[2]);
        int tasks = Integer.parseInt(arguments[3]);
        Path folder = Files.createTempDirectory("many-runs");
        boolean finished;
        try (ScriptedModels models = new ScriptedModels(LONGEST_ANSWER_MILLIS);
                Cluster cluster = standalone
                        ? Cluster.serve(root, folder, Map.of())
                        : Cluster.up(root, folder, Chaos.REPLICAS, Map.of())) {
            Path model = ScriptedRun.copyModel(root, folder.resolve("model"));
            ManyRuns runs = new ManyRuns(cluster, standalone, tasks);
            for (int i = 0; i < count; i++) {
                runs.submit(new ScriptedRun(
                        "run-" + i, i * (tasks + EXAM_TASKS), tasks, EXAM_TASKS, models, model, tasks * 0.01));
            }
            finished = runs.followToTheEnd();
        }
        System.err.println("The logs are in " + folder);
        System.exit(finished ? 0 : 1);
    }

    private void submit(ScriptedRun run) throws Exception {
        runs.add(service.submit(run.request()).runId());
    }

    /** Returns whether all runs have ended FINISHED. */
    private boolean followToTheEnd() throws Exception {
        long end = started + PATIENCE.toNanos();
        boolean half = false;
        boolean practised = false;
        while (System.nanoTime() < end) {
            List<RunReport> reports = reports();
            int ended = reports.stream().mapToInt(report -> report.ledger().ended()).sum();
            int all = runs.size() * tasksPerRun;
            if (!half && ended * 2 >= all) {
                half = true;
                print("half of the tasks", reports);
            }
            if (!practised && ended == all) {
                practised = true;
                print("all tasks", reports);
            }
            if (reports.stream().allMatch(report -> report.state().ended())) {
                print("all runs", reports);
                return reports.stream().allMatch(report -> report.state() == Run.State.FINISHED);
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
        print("given up", reports());
        return false;
    }

    private List<RunReport> reports() throws Exception {
        List<RunReport> reports = new ArrayList<>();
        for (String runId : runs) {
            reports.add(service.await(runId, report -> true, PATIENCE));
        }
        return reports;
    }

    private void print(String when, List<RunReport> reports) throws Exception {
        double seconds = (System.nanoTime() - started) / 1e9;
        int[] ended =
                reports.stream().mapToInt(report -> report.ledger().ended()).sorted().toArray();
        int all = 0;
        for (int each : ended) {
            all += each;
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("when", when);
        line.put("seconds", Math.round(seconds));
        line.put("tasks", all);
        line.put("tasksPerSecond", Math.round(all / seconds));
        // How evenly the runs advance: the tasks that have ended of the slowest, the median and the fastest run.
        line.put("ofTheSlowest", ended[0]);
        line.put("ofTheMedian", ended[ended.length / 2]);
        line.put("ofTheFastest", ended[ended.length - 1]);
        line.put("runsEnded", reports.stream().filter(report -> report.state().ended()).count());
        Map<String, Long> peaks = new TreeMap<>();
        for (Map.Entry<String, ProcessHandle> member : processes().entrySet()) {
            peaks.put(member.getKey(), ProcessUse.of(member.getValue()).peakMegabytes());
        }
        line.put("peakMegabytes", peaks);
        System.out.println(Json.mapper().writeValueAsString(line));
    }

    private Map<String, ProcessHandle> processes() throws Exception {
        return standalone ? Map.of("all", cluster.command()) : cluster.members();
    }
}
