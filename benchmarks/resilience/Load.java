import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.report.RunReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * What the machinery itself costs: student and teacher answer at once. Arguments: the folder that Preceptor was built in,
 * {@code standalone} or {@code apart}, how many lessons, partitions, and the replicas of executor, student and teacher (apart).
 * Lines of JSON on standard output; a lesson is a practice task, from its assignment to its end in the ledger.
 */
public final class Load {

    private static final int WARM_UP = 1_000;
    private static final int SAMPLES = 10;
    private static final int REST_SECONDS = 10;
    /** Threads with less CPU time are not printed: milliseconds per lesson. */
    private static final double LEAST_OF_THREADS = 0.05;
    /** The same while there is no run: milliseconds per second. */
    private static final double LEAST_OF_THREADS_AT_REST = 0.5;

    private static final Duration PATIENCE = Duration.ofHours(2);
    private static final List<Topic> STAGES = List.of(
            Topic.ASSIGNMENTS,
            Topic.ATTEMPTS,
            Topic.TEST_RESULTS,
            Topic.REFINEMENTS,
            Topic.TRAINING_EXAMPLES,
            Topic.TEACHER_CALLS);

    private final Cluster cluster;
    private final boolean standalone;

    private Load(Cluster cluster, boolean standalone) {
        this.cluster = cluster;
        this.standalone = standalone;
    }

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        boolean standalone = arguments[1].equals("standalone");
        int lessons = Integer.parseInt(arguments[2]);
        String partitions = arguments.length > 3 ? arguments[3] : "4";
        String each = arguments.length > 4 ? arguments[4] : "1";
        Path folder = Files.createTempDirectory("load");
        Map<String, String> environment = new TreeMap<>(Map.of("RUN_TOPICS_PARTITIONS", partitions));
        String window = System.getenv("RUN_WINDOW");
        if (window != null) {
            environment.put("RUN_WINDOW", window);
        }
        String replicas = "executor=" + each + ",student=" + each + ",teacher=" + each;
        try (ScriptedModels models = new ScriptedModels(0);
                Cluster cluster = standalone
                        ? Cluster.serve(root, folder, environment)
                        : Cluster.up(root, folder, replicas, environment)) {
            Load load = new Load(cluster, standalone);
            Thread.sleep(5_000);
            load.print("at rest", load.rest());
            Path model = ScriptedRun.copyModel(root, folder.resolve("model"));
            load.practise(new ScriptedRun("warm-up", 0, WARM_UP, 1, models, model, 1_000), 1);
            for (Map<String, Object> line : load.practise(
                    new ScriptedRun("load", WARM_UP + 1, lessons, 1, models, model, 100_000), SAMPLES)) {
                line.put("partitions", partitions);
                line.put("replicas", each);
                load.print(standalone ? "standalone" : "apart", line);
            }
        }
        System.err.println("The logs are in " + folder);
        System.exit(0);
    }

    /** Runs to the end of the practice, and measures it in so many parts and as a whole. */
    private List<Map<String, Object>> practise(ScriptedRun run, int parts) throws Exception {
        List<Map<String, Object>> lines = new ArrayList<>();
        RunService service = cluster.runs();
        String runId = service.submit(run.request()).runId();
        Mark start = mark(0);
        Mark last = start;
        for (int part = 1; part <= parts; part++) {
            int until = (int) ((long) run.tasks() * part / parts);
            RunReport report = service.await(runId, seen -> seen.ledger().ended() >= until, PATIENCE);
            Mark now = mark(report.ledger().ended());
            lines.add(between(last, now));
            last = now;
        }
        if (parts > 1) {
            lines.add(between(start, last));
        }
        service.ask(runId, "cancel");
        return lines;
    }

    /** The state of things after so many lessons. */
    private record Mark(
            long nanos, int lessons, Map<String, ProcessUse> use, Map<String, Long> threads, Map<String, Long> events) {}

    private Mark mark(int lessons) throws Exception {
        return new Mark(System.nanoTime(), lessons, use(), threads(), events());
    }

    private static Map<String, Object> between(Mark from, Mark to) {
        double seconds = (to.nanos - from.nanos) / 1e9;
        int lessons = to.lessons - from.lessons;
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("lessons", lessons);
        line.put("upTo", to.lessons);
        line.put("lessonsPerSecond", Math.round(lessons / seconds));
        Map<String, Double> cpu = new TreeMap<>();
        Map<String, Long> resident = new TreeMap<>();
        Map<String, Long> peak = new TreeMap<>();
        to.use.forEach((name, use) -> {
            cpu.put(name, hundredths((use.cpuMillis() - from.use.get(name).cpuMillis()) / (double) lessons));
            resident.put(name, use.residentMegabytes());
            peak.put(name, use.peakMegabytes());
        });
        line.put("cpuMillisPerLesson", hundredths(cpu.values().stream().mapToDouble(each -> each).sum()));
        line.put("ofIt", cpu);
        Map<String, Double> threads = each(from.threads, to.threads, lessons, LEAST_OF_THREADS);
        line.put("byThreads", threads);
        Map<String, Long> rates = new TreeMap<>();
        to.events.forEach((topic, end) -> rates.put(topic, Math.round((end - from.events.get(topic)) / seconds)));
        line.put("eventsPerSecond", rates);
        line.put("residentMegabytes", resident);
        line.put("peakMegabytes", peak);
        return line;
    }

    /** What has been added, for each of so many; without what is less than so much. */
    private static Map<String, Double> each(Map<String, Long> from, Map<String, Long> to, int count, double least) {
        Map<String, Double> each = new TreeMap<>();
        to.forEach((name, millis) -> {
            double added = hundredths((millis - from.getOrDefault(name, 0L)) / (double) count);
            if (added >= least) {
                each.put(name, added);
            }
        });
        return each;
    }

    private Map<String, ProcessUse> use() throws Exception {
        Map<String, ProcessUse> use = new TreeMap<>();
        for (Map.Entry<String, ProcessHandle> process : processes().entrySet()) {
            use.put(process.getKey(), ProcessUse.of(process.getValue()));
        }
        return use;
    }

    /** The CPU time of all processes, in milliseconds, by the names of their threads. */
    private Map<String, Long> threads() throws Exception {
        Map<String, Long> threads = new TreeMap<>();
        for (ProcessHandle process : processes().values()) {
            ProcessUse.threadMillis(process).forEach((name, millis) -> threads.merge(name, millis, Long::sum));
        }
        return threads;
    }

    private Map<String, ProcessHandle> processes() throws Exception {
        return standalone ? Map.of("all", cluster.command()) : cluster.members();
    }

    /** What the processes take while there is no run. */
    private Map<String, Object> rest() throws Exception {
        Map<String, ProcessUse> before = use();
        Map<String, Long> threadsBefore = threads();
        Thread.sleep(REST_SECONDS * 1_000);
        Map<String, Long> resident = new TreeMap<>();
        Map<String, Double> cpu = new TreeMap<>();
        use().forEach((name, use) -> {
            resident.put(name, use.residentMegabytes());
            cpu.put(name, hundredths((use.cpuMillis() - before.get(name).cpuMillis()) / (double) REST_SECONDS));
        });
        Map<String, Double> threads = each(threadsBefore, threads(), REST_SECONDS, LEAST_OF_THREADS_AT_REST);
        return Map.of("residentMegabytes", resident, "cpuMillisPerSecond", cpu, "byThreads", threads);
    }

    /** How many events each stage has written. */
    private Map<String, Long> events() throws ExecutionException, InterruptedException {
        Map<String, Long> events = new TreeMap<>();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.broker()))) {
            for (Topic topic : STAGES) {
                String name = topic.topicName();
                Map<TopicPartition, OffsetSpec> ends = new LinkedHashMap<>();
                admin.describeTopics(List.of(name))
                        .allTopicNames()
                        .get()
                        .get(name)
                        .partitions()
                        .forEach(info -> ends.put(new TopicPartition(name, info.partition()), OffsetSpec.latest()));
                events.put(
                        name,
                        admin.listOffsets(ends).all().get().values().stream()
                                .mapToLong(end -> end.offset())
                                .sum());
            }
        }
        return events;
    }

    private void print(String what, Map<String, ?> values) throws Exception {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("what", what);
        line.putAll(values);
        System.out.println(Json.mapper().writeValueAsString(line));
    }

    private static double hundredths(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
