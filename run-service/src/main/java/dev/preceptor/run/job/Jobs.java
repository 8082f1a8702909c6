package dev.preceptor.run.job;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.run.RunSettings;
import dev.preceptor.run.stream.LedgersNotReadyException;
import dev.preceptor.run.topic.BrokerUnavailableException;
import dev.preceptor.run.topic.EventPublisher;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Takes, shows and performs the jobs of all kinds. */
@ApplicationScoped
public class Jobs {

    private static final String GROUP = "preceptor-run-jobs";
    /** The group notices a killed process after ten seconds, not after Kafka's default of 45. */
    private static final int SESSION_TIMEOUT_MS = 10_000;

    private final Map<Topic, JobKind> kinds;
    private final EventPublisher publisher;
    private final Duration visibleWithin;
    private final Duration storePatience;
    private final JobTable table;
    private final ConsumerThread tableThread;
    private final ConsumerThread dispatcherThread;

    /** @param created whether the request created the job */
    public record Accepted(Job job, boolean created) {}

    @Inject
    Jobs(
            RunSettings settings,
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092") String brokers,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            TopicNames names,
            EventPublisher publisher,
            Instance<JobKind> kinds) {
        this(
                kinds.stream().toList(),
                withBrokers(kafka, brokers),
                names,
                publisher,
                settings.visibleWithin(),
                settings.storePatience());
    }

    /**
     * @param client settings of Kafka's client, {@code bootstrap.servers} among them
     * @param visibleWithin how long a request may wait until its job is visible
     * @param storePatience how long the artifact store may be unavailable before a job fails
     */
    public Jobs(
            Collection<JobKind> kinds,
            Map<String, Object> client,
            TopicNames names,
            EventPublisher publisher,
            Duration visibleWithin,
            Duration storePatience) {
        this.kinds = kinds.stream().collect(Collectors.toMap(JobKind::topic, Function.identity()));
        this.publisher = publisher;
        this.visibleWithin = visibleWithin;
        this.storePatience = storePatience;
        this.table = new JobTable(names, this.kinds.keySet());
        this.tableThread = new ConsumerThread("job-table", consumer(client), table);
        Map<String, Object> ofGroup = consumer(client);
        ofGroup.put(ConsumerConfig.GROUP_ID_CONFIG, names.group(GROUP));
        this.dispatcherThread = new ConsumerThread(
                "job-dispatcher", ofGroup, new JobDispatcher(names, this.kinds.keySet(), this::start));
    }

    private static Map<String, Object> withBrokers(Map<String, Object> kafka, String brokers) {
        Map<String, Object> client = new HashMap<>(kafka);
        client.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        return client;
    }

    private static Map<String, Object> consumer(Map<String, Object> client) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, SESSION_TIMEOUT_MS / 3);
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        return settings;
    }

    void atStart(@Observes StartupEvent event) {
        start();
    }

    void atStop(@Observes ShutdownEvent event) {
        stop();
    }

    /** Begins to read the topics and to perform the jobs. */
    public void start() {
        if (!kinds.isEmpty()) {
            tableThread.start();
            dispatcherThread.start();
        }
    }

    /** Stops the jobs here. Another instance, or this one after a restart, continues them. */
    public void stop() {
        dispatcherThread.close();
        tableThread.close();
    }

    private JobThread start(Topic topic, Job job) {
        JobThread thread =
                new JobThread(kinds.get(topic), job, record -> publisher.publish(topic, record), storePatience);
        thread.start();
        return thread;
    }

    /**
     * Starts a job, or finds the one of the same id. A job that FAILED continues, with the new request. It returns when the job is
     * visible.
     *
     * @param wanted the job to start, in the state RUNNING
     * @throws LedgersNotReadyException until this instance has read the topics to their ends
     * @throws BrokerUnavailableException if the broker does not answer in time
     */
    public Accepted accept(Topic topic, Job wanted) {
        Optional<Job> known = table.find(topic, wanted.id());
        if (known.isPresent() && known.get().state() != Job.State.FAILED) {
            return new Accepted(known.get(), false);
        }
        Job job = known.map(failed -> wanted.withCreatedAt(failed.createdAt())).orElse(wanted);
        RecordMetadata record = publisher.publish(topic, job);
        try {
            if (!table.await(record, visibleWithin)) {
                throw new BrokerUnavailableException(
                        "the job " + job.id() + " is not visible yet; ask again in a few seconds");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerUnavailableException("interrupted while the job " + job.id() + " was published");
        }
        return new Accepted(job, known.isEmpty());
    }

    /** Deletes the record of a job; it stops if it is being performed. Nothing of it is deleted in the artifact store. */
    public void delete(Topic topic, String id) {
        publisher.delete(topic, id);
    }

    /** @throws LedgersNotReadyException until this instance has read the topics to their ends */
    public Optional<Job> find(Topic topic, String id) {
        return table.find(topic, id);
    }

    /**
     * All jobs of a kind, in no order.
     *
     * @throws LedgersNotReadyException until this instance has read the topics to their ends
     */
    public List<Job> all(Topic topic) {
        return table.all(topic);
    }

    /**
     * Whether a job that has not ended needs a data set.
     *
     * @throws LedgersNotReadyException until this instance has read the topics to their ends
     */
    public boolean needs(DataSet dataSet) {
        return unfinished()
                .flatMap(job -> Stream.concat(Stream.of(job.request()), job.inputs().stream()))
                .anyMatch(needed -> needed.sha256().equals(dataSet.sha256()));
    }

    /**
     * A job that has not ended and has started a run.
     *
     * @throws LedgersNotReadyException until this instance has read the topics to their ends
     */
    public Optional<Job> userOf(String runId) {
        return unfinished().filter(job -> job.runs().contains(runId)).findFirst();
    }

    private Stream<Job> unfinished() {
        return kinds.keySet().stream()
                .flatMap(topic -> table.all(topic).stream())
                .filter(job -> job.state() == Job.State.RUNNING || job.state() == Job.State.UNKNOWN);
    }
}
