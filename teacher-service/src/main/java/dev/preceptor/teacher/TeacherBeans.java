package dev.preceptor.teacher;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.RetryPolicy;
import dev.preceptor.httpclient.credentials.ServerAccess;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.teacher.anthropic.AnthropicEndpoint;
import dev.preceptor.teacher.backend.ReferenceTeacher;
import dev.preceptor.teacher.batch.BatchContext;
import dev.preceptor.teacher.batch.BatchEndpoints;
import dev.preceptor.teacher.batch.BatchTimeouts;
import dev.preceptor.teacher.batch.Batches;
import dev.preceptor.teacher.budget.Budget;
import dev.preceptor.teacher.budget.BudgetLedger;
import dev.preceptor.teacher.budget.KafkaBudgetFollower;
import dev.preceptor.teacher.budget.KafkaCallFollower;
import dev.preceptor.teacher.budget.KafkaCallLog;
import dev.preceptor.teacher.budget.Owner;
import dev.preceptor.teacher.chat.ChatBackend;
import dev.preceptor.teacher.chat.ChatScorer;
import dev.preceptor.teacher.chat.ChatTeacher;
import dev.preceptor.teacher.chat.StudentServer;
import dev.preceptor.teacher.chat.TeacherClient;
import dev.preceptor.teacher.chat.TeacherMetrics;
import dev.preceptor.teacher.chat.Temperature;
import dev.preceptor.teacher.drafting.Drafter;
import dev.preceptor.teacher.lesson.Refiner;
import dev.preceptor.teacher.lesson.Teacher;
import dev.preceptor.teacher.logprobs.LogprobsStore;
import dev.preceptor.teacher.openai.OpenAiEndpoint;
import dev.preceptor.teacher.rule.RuleTeacher;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Produces the service's beans. */
@ApplicationScoped
public class TeacherBeans {

    /** The service's name, which qualifies beans of types that other services in the same JVM may produce too. */
    static final String SERVICE = "teacher";

    private final TeacherConfiguration configuration;
    private final TopicNames names;
    private final Map<String, Object> broker;
    private final InstantSource clock = InstantSource.system();

    TeacherBeans(
            TeacherConfiguration configuration,
            TopicNames names,
            @Identifier("default-kafka-broker") Map<String, Object> broker,
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092") String servers) {
        this.configuration = configuration;
        this.names = names;
        this.broker = new HashMap<>(broker);
        this.broker.put("bootstrap.servers", servers);
    }

    @Produces
    @Singleton
    @Identifier(SERVICE)
    ShutdownSignal shutdown() {
        return new ShutdownSignal();
    }

    @Produces
    @Singleton
    BudgetLedger ledger() {
        return new BudgetLedger(Owner.starting(configuration.name().orElse(null)), configuration.mostRequests());
    }

    @Produces
    @Singleton
    KafkaCallFollower calls(BudgetLedger ledger) {
        return new KafkaCallFollower(broker, names.of(Topic.TEACHER_CALLS), ledger, clock);
    }

    @Produces
    @Singleton
    KafkaCallLog log() {
        return new KafkaCallLog(broker, names.of(Topic.TEACHER_CALLS), configuration.logTimeout());
    }

    void close(@Disposes KafkaCallLog log) {
        log.close();
    }

    @Produces
    @Singleton
    KafkaBudgetFollower budgets(BudgetLedger ledger) {
        return new KafkaBudgetFollower(broker, names.of(Topic.RUNS), ledger);
    }

    @Produces
    @Singleton
    Budget budget(
            BudgetLedger ledger,
            KafkaCallLog log,
            KafkaBudgetFollower budgets,
            @Identifier(SERVICE) ShutdownSignal shutdown) {
        Budget.Timeouts timeouts = new Budget.Timeouts(configuration.reservationMargin(), configuration.logTimeout());
        return new Budget(ledger, log, shutdown, clock, timeouts, budgets);
    }

    @Produces
    @Singleton
    TeacherClients clients(
            Budget budget, @Identifier(SERVICE) ShutdownSignal shutdown, BudgetLedger ledger, MeterRegistry meters) {
        ModelServerClient http = new ModelServerClient(clock);
        TeacherMetrics metrics = new TeacherMetrics(meters, ledger);
        LogprobsStore logprobs = new LogprobsStore(
                new ArtifactStore(configuration.artifactsDirectory()), shutdown, configuration.storePatience());
        return new TeacherClients(Map.of(
                "openai",
                        client(
                                teacher -> new OpenAiEndpoint(teacher, http, access()),
                                budget,
                                shutdown,
                                metrics,
                                logprobs),
                "anthropic",
                        client(teacher -> new AnthropicEndpoint(teacher, http), budget, shutdown, metrics, logprobs)));
    }

    /** The requests that wait for batches. They are processed as the stage processes those that do not wait. */
    @Produces
    @Singleton
    Batches batches(
            Budget budget,
            BudgetLedger ledger,
            TeacherStage stage,
            @Identifier(SERVICE) ShutdownSignal shutdown,
            MeterRegistry meters) {
        BatchContext context = new BatchContext(
                ledger,
                budget,
                new BatchEndpoints(new ModelServerClient(clock), access()),
                new ChatTeacher(null, temperature()),
                shutdown,
                clock,
                new BatchTimeouts(
                        configuration.batchCreateWithin(),
                        configuration.batchReadWithin(),
                        configuration.batchPostponeWithin()));
        Batches.Topics topics = new Batches.Topics(
                names.of(Topic.BATCHED_REQUESTS), names.of(Topic.RUNS), names.group("preceptor-teacher-batches"));
        return new Batches(broker, topics, context, stage::resume, meters);
    }

    private Temperature temperature() {
        return new Temperature(configuration.temperature(), configuration.temperatureRise());
    }

    @Produces
    @Singleton
    Refiner refiner(TeacherClients clients) {
        Temperature temperature = temperature();
        Map<String, Teacher> teachers = new HashMap<>();
        teachers.put("reference", new ReferenceTeacher());
        teachers.put("rule", new RuleTeacher());
        clients.byBackend().forEach((backend, client) -> teachers.put(backend, new ChatTeacher(client, temperature)));
        return new Refiner(
                request -> teachers.get(request.teacher().backend()),
                new ChatScorer(
                        clients.byBackend().get("openai"),
                        new StudentServer(configuration.studentUrl(), configuration.studentCredential()))::score);
    }

    @Produces
    @Singleton
    Drafter drafter(TeacherClients clients) {
        return new Drafter(clients.byBackend(), configuration.draftTemperature());
    }

    private TeacherClient client(
            ChatBackend backend,
            Budget budget,
            ShutdownSignal shutdown,
            TeacherMetrics metrics,
            LogprobsStore logprobs) {
        RetryPolicy retries = new RetryPolicy(
                configuration.mostRequests(), configuration.firstBackoff(), configuration.longestWait());
        return new TeacherClient(backend, budget, retries, shutdown, clock, access(), metrics, logprobs);
    }

    private ServerAccess access() {
        List<String> allowed = new ArrayList<>(configuration.allowedUrls().orElse(List.of()));
        configuration.studentUrl().ifPresent(allowed::add);
        return ServerAccess.of(SERVICE, configuration.credentials(), allowed, System::getenv);
    }

    /** The clients of paid teachers, by {@code teacher.backend}. */
    record TeacherClients(Map<String, TeacherClient> byBackend) {}
}
