package dev.preceptor.student.rollout;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.RunBuilder;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.RunSpecificationBuilder;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.StudentSpecificationBuilder;
import dev.preceptor.contracts.specification.TaskSets;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.contracts.specification.TrainingSpecification;
import dev.preceptor.contracts.specification.TrainingSpecificationBuilder;
import dev.preceptor.httpclient.credentials.ServerAccess;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.student.Assignments;
import dev.preceptor.student.Settings;
import dev.preceptor.student.StudentConfiguration;
import dev.preceptor.student.endpoint.ServedStudent;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs, checkpoints and processes of student-service that roll them out, for tests. */
final class RolloutFixture implements AutoCloseable {

    /** Its adapters are those of Llama: seven targets. */
    static final Path MODEL = ServedStudent.FIXTURES.resolve("llama");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Rollouts> processes = new ArrayList<>();
    private final Map<String, Run> runs = new ConcurrentHashMap<>();
    private final Path folder;
    private final StudentSpecification student;

    /** @param student with the server and the kind of rollout */
    RolloutFixture(Path folder, StudentSpecification student) {
        this.folder = folder;
        this.student = student;
        run("run", Run.State.RUNNING, lora(16));
    }

    static StudentSpecification student(String rollout, TestServer... servers) {
        return student(MODEL.toString(), rollout, servers);
    }

    static StudentSpecification student(String model, String rollout, TestServer... servers) {
        return StudentSpecificationBuilder.builder()
                .model(model)
                .backend("openai")
                .baseUrl(servers[0].url())
                .replicas(Arrays.stream(servers).map(TestServer::url).toList())
                .servedModel("base")
                .rollout(rollout)
                .timeoutSeconds(10)
                .build();
    }

    static TrainingSpecification lora(int rank) {
        return TrainingSpecificationBuilder.builder()
                .adaptation("lora")
                .loraRank(rank)
                .build();
    }

    /** Writes a run to the topic of runs. */
    void run(String runId, Run.State state, TrainingSpecification training) {
        RunSpecification specification = RunSpecificationBuilder.builder()
                .student(student)
                .teacher(TeacherSpecificationBuilder.builder()
                        .backend("reference")
                        .build())
                .tasks(new TaskSets("practice.jsonl", "exam.jsonl", null))
                .training(training)
                .build();
        runs.put(
                runId,
                RunBuilder.builder()
                        .runId(runId)
                        .specification(specification)
                        .state(state)
                        .build());
    }

    /** A new process of student-service, with nothing in memory. */
    Rollouts process(String... settings) {
        return process(InetAddress::getAllByName, settings);
    }

    private Rollouts process(Replicas.Resolver resolver, String... settings) {
        Rollouts process = new Rollouts(
                configuration(settings),
                ServerAccess.of("student", Map.of(), List.of("*"), name -> null),
                this::read,
                resolver);
        processes.add(process);
        return process;
    }

    private List<Run> read(Set<String> ids) {
        return ids.stream().filter(runs::containsKey).map(runs::get).toList();
    }

    StudentConfiguration configuration(String... settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "openai.first-backoff", "5ms", "openai.longest-wait", "20ms", "rollout.check-interval", "100ms"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return Settings.of(folder, 1, all);
    }

    Assignment base(String runId) {
        return assignment(runId, new CheckpointReference(0, student.model(), null));
    }

    /** An assignment with a new checkpoint of the artifact store that has an adapter. */
    Assignment trained(String runId, int round) throws IOException {
        return assignment(runId, checkpoint(runId + "-job-" + round, round, true));
    }

    /** An assignment with a new checkpoint that has all weights and no adapter. */
    Assignment whole(String runId, int round) throws IOException {
        return assignment(runId, checkpoint(runId + "-job-" + round, round, false));
    }

    private Assignment assignment(String runId, CheckpointReference checkpoint) {
        return Assignments.of("t/1", student, checkpoint, 0).withRunId(runId);
    }

    private CheckpointReference checkpoint(String job, int round, boolean adapter) throws IOException {
        Path made = Files.createDirectories(folder.resolve("made-" + job));
        Files.writeString(made.resolve("model.safetensors"), "weights of " + job);
        if (adapter) {
            Path target = Files.createDirectories(made.resolve("adapter"));
            BlankAdapter.write(target, ModelConfiguration.read(MODEL), lora(16), "base");
            Files.writeString(target.resolve("tokenizer.json"), "{}");
        }
        return new ArtifactStore(folder.resolve("artifacts")).publish(job, round, made);
    }

    /** Asks for the use of a checkpoint in a thread of its own. */
    Future<ServedUse> use(Rollouts process, Assignment assignment) {
        return threads.submit(() -> process.use(assignment));
    }

    Path adapters() {
        return folder.resolve("adapters");
    }

    @Override
    public void close() {
        processes.forEach(Rollouts::stop);
        threads.shutdownNow();
    }
}
