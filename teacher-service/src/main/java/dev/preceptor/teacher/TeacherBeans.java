package dev.preceptor.teacher;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.credentials.ServerAccess;
import dev.preceptor.teacher.anthropic.AnthropicEndpoint;
import dev.preceptor.teacher.backend.ReferenceTeacher;
import dev.preceptor.teacher.budget.Budget;
import dev.preceptor.teacher.budget.BudgetLedger;
import dev.preceptor.teacher.budget.KafkaBudgetFollower;
import dev.preceptor.teacher.budget.KafkaCallFollower;
import dev.preceptor.teacher.budget.KafkaCallLog;
import dev.preceptor.teacher.budget.Owner;
import dev.preceptor.teacher.chat.ChatBackend;
import dev.preceptor.teacher.chat.ChatTeacher;
import dev.preceptor.teacher.chat.PaidChat;
import dev.preceptor.teacher.chat.RetryPolicy;
import dev.preceptor.teacher.chat.TeacherMetrics;
import dev.preceptor.teacher.chat.Temperature;
import dev.preceptor.teacher.drafting.Drafter;
import dev.preceptor.teacher.http.HttpTransport;
import dev.preceptor.teacher.lesson.Teacher;
import dev.preceptor.teacher.lesson.Tutor;
import dev.preceptor.teacher.openai.OpenAiEndpoint;
import dev.preceptor.teacher.waiting.Waits;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the service together. */
@ApplicationScoped
public class TeacherBeans {

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
    Waits waits() {
        return new Waits();
    }

    @Produces
    @Singleton
    BudgetLedger ledger() {
        return new BudgetLedger(Owner.starting(configuration.name().orElse(null)), configuration.mostRequests());
    }

    @Produces
    @Singleton
    KafkaCallFollower follower(BudgetLedger ledger) {
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
    Budget budget(BudgetLedger ledger, KafkaCallLog log, KafkaBudgetFollower budgets, Waits waits) {
        return new Budget(
                ledger,
                log,
                waits,
                clock,
                new Budget.Patience(configuration.reservationMargin(), configuration.logTimeout()),
                budgets);
    }

    @Produces
    @Singleton
    Chats chats(Budget budget, Waits waits, BudgetLedger ledger, MeterRegistry meters) {
        HttpTransport transport = new HttpTransport(clock);
        TeacherMetrics metrics = new TeacherMetrics(meters, ledger);
        return new Chats(Map.of(
                "openai", chat(teacher -> new OpenAiEndpoint(teacher, transport), budget, waits, metrics),
                "anthropic", chat(teacher -> new AnthropicEndpoint(teacher, transport), budget, waits, metrics)));
    }

    @Produces
    @Singleton
    Tutor tutor(Chats chats) {
        Temperature temperature = new Temperature(configuration.temperature(), configuration.temperatureRise());
        Map<String, Teacher> teachers = new HashMap<>();
        teachers.put("reference", new ReferenceTeacher());
        chats.byBackend().forEach((backend, chat) -> teachers.put(backend, new ChatTeacher(chat, temperature)));
        return new Tutor(question -> teachers.get(question.teacher().backend()));
    }

    @Produces
    @Singleton
    Drafter drafter(Chats chats) {
        return new Drafter(chats.byBackend(), configuration.draftTemperature());
    }

    private PaidChat chat(ChatBackend backend, Budget budget, Waits waits, TeacherMetrics metrics) {
        RetryPolicy retries = new RetryPolicy(
                configuration.mostRequests(), configuration.firstBackoff(), configuration.longestWait());
        return new PaidChat(backend, budget, retries, waits, clock, access(), metrics);
    }

    private ServerAccess access() {
        return ServerAccess.of(
                "teacher",
                configuration.credentials(),
                configuration.allowedUrls().orElse(List.of()),
                System::getenv);
    }

    /** The language models that can be asked, by {@code teacher.backend}. */
    record Chats(Map<String, PaidChat> byBackend) {}
}
