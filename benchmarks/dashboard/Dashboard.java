import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.RunReport;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What the web pages cost a run, and how fast they are. Arguments: the folder that Preceptor was built in and the number of practice
 * tasks. Student and teacher are scripted and answer at once; every service is a process with its default heap. Prints lines of JSON.
 */
public final class Dashboard {

    private static final Duration PATIENCE = Duration.ofHours(4);
    private static final double BUDGET_USD = 100_000;
    private static final int EXAM = 100;
    /** The practice in so many parts, alternately without and with browsers. */
    private static final int PARTS = 10;
    private static final int BROWSERS = 20;
    private static final int SSE_CLIENTS = 200;
    private static final int REQUESTS = 100;

    private final Cluster cluster;
    private final URI server;
    private final RunService service;

    private Dashboard(Cluster cluster) {
        this.cluster = cluster;
        this.service = cluster.runs();
        this.server = service.address();
    }

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        int tasks = Integer.parseInt(arguments[1]);
        Path folder = Files.createTempDirectory("dashboard");
        try (ScriptedModels models = new ScriptedModels(0);
                Cluster cluster = Cluster.up(root, folder, "executor=1", Map.of())) {
            Path model = ScriptedRun.copyModel(root, folder.resolve("model"));
            new Dashboard(cluster).measure(new ScriptedRun("dashboard", 0, tasks, EXAM, models, model, BUDGET_USD));
        }
        System.err.println("The logs are in " + folder);
        System.exit(0);
    }

    private void measure(ScriptedRun run) throws Exception {
        String runId = service.submit(run.request()).runId();
        try (Tab tab = Tab.open(server.resolve("/#/runs/" + runId))) {
            // The first part warms the processes up.
            RunReport last = practised(runId, run.tasks() / PARTS);
            print("open tab", Map.of("tasks", last.ledger().ended(), "scriptMegabytes", tab.scriptMegabytes()));
            throughput(runId, run.tasks(), last);
            print("open tab", Map.of("tasks", run.tasks(), "scriptMegabytes", tab.scriptMegabytes()));
        }
        manyStreams(runId);
        service.awaitEnd(runId, PATIENCE);
        latencies(runId);
        firstPaints(runId);
    }

    /** What one part of the practice did: tasks per second, and the CPU time of all services for each task. */
    private record Part(double tasksPerSecond, double cpuMillisPerTask) {}

    /** The rest of the practice, alternately without and with browsers. */
    private void throughput(String runId, int tasks, RunReport from) throws Exception {
        Map<Boolean, List<Part>> parts = Map.of(false, new ArrayList<>(), true, new ArrayList<>());
        RunReport last = from;
        for (int part = 2; part <= PARTS; part++) {
            boolean watched = part % 2 == 1;
            try (Viewers viewers = watched ? Viewers.browsers(server, runId, BROWSERS) : Viewers.NONE) {
                long started = System.nanoTime();
                long cpuBefore = cpuMillis();
                int before = last.ledger().ended();
                last = practised(runId, (int) ((long) tasks * part / PARTS));
                int done = last.ledger().ended() - before;
                double seconds = (System.nanoTime() - started) / 1e9;
                parts.get(watched).add(new Part(done / seconds, (cpuMillis() - cpuBefore) / (double) done));
            }
        }
        print("throughput", compared(parts.get(false), parts.get(true), Part::tasksPerSecond));
        print("cpuMillisPerTask", compared(parts.get(false), parts.get(true), Part::cpuMillisPerTask));
    }

    private static Map<String, Object> compared(List<Part> alone, List<Part> watched, ToDoubleFunction<Part> measure) {
        double without = mean(alone, measure);
        double with = mean(watched, measure);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("without", hundredths(without));
        line.put("with" + BROWSERS + "Browsers", hundredths(with));
        line.put("changePercent", hundredths(100 * (with / without - 1)));
        line.put("parts", Map.of("without", values(alone, measure), "with", values(watched, measure)));
        return line;
    }

    /** Of all services; the sandbox's programs are not counted. */
    private long cpuMillis() throws Exception {
        long sum = 0;
        for (ProcessHandle service : cluster.members().values()) {
            sum += ProcessUse.of(service).cpuMillis();
        }
        return sum;
    }

    private RunReport practised(String runId, int tasks) throws Exception {
        return service.await(
                runId, report -> report.state().ended() || report.ledger().ended() >= tasks, PATIENCE);
    }

    private void manyStreams(String runId) throws Exception {
        try (Viewers viewers = Viewers.streams(server, runId, SSE_CLIENTS)) {
            viewers.awaitReports(SSE_CLIENTS, Duration.ofMinutes(2));
            ProcessUse use = ProcessUse.of(cluster.members().get("run-1"));
            print("streams", Map.of("clients", SSE_CLIENTS, "runServiceResidentMegabytes", use.residentMegabytes()));
        }
    }

    private void latencies(String runId) throws Exception {
        Lesson lesson = service.lessons(runId, 1).get(0);
        String run = "/runs/" + runId;
        String task = URLEncoder.encode(lesson.taskId(), StandardCharsets.UTF_8);
        for (String path : List.of(
                "/runs?limit=50",
                run,
                run + "/lessons?limit=500&brief=true",
                run + "/lessons?limit=500&brief=true&outcome=UNTAUGHT",
                run + "/lessons?limit=500&brief=true&text=nothing-has-this-text",
                run + "/tasks?limit=500",
                run + "/lesson?task=" + task,
                run + "/curves",
                run + "/flips",
                run + "/failures")) {
            print("latency", Latency.of(server.resolve(path), REQUESTS).line(path.replace(runId, "ID")));
        }
    }

    private void firstPaints(String runId) throws Exception {
        String run = "/#/runs/" + runId;
        for (String page : List.of("/#/runs", run, run + "/lessons")) {
            try (Tab tab = Tab.open(server.resolve(page))) {
                print("first paint", Map.of("page", page.replace(runId, "ID"), "milliseconds", tab.firstPaintMillis()));
            }
        }
    }

    private static double mean(List<Part> parts, ToDoubleFunction<Part> measure) {
        return parts.stream().mapToDouble(measure).average().orElseThrow();
    }

    private static List<Double> values(List<Part> parts, ToDoubleFunction<Part> measure) {
        return parts.stream().map(part -> hundredths(measure.applyAsDouble(part))).toList();
    }

    private static double hundredths(double value) {
        return Math.round(100 * value) / 100.0;
    }

    private static void print(String what, Map<String, ?> values) throws Exception {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("what", what);
        line.putAll(values);
        System.out.println(Json.mapper().writeValueAsString(line));
    }
}
