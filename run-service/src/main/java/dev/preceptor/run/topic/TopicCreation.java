package dev.preceptor.run.topic;

import dev.preceptor.contracts.TopicNames;
import dev.preceptor.run.RunSettings;
import dev.preceptor.stage.shutdown.StartupInterrupt;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Creates missing topics before anything reads or writes them. */
@ApplicationScoped
public class TopicCreation {

    private static final Logger LOG = Logger.getLogger(TopicCreation.class);
    /** Runs after the embedded broker has started, and before the channels and Kafka Streams start. */
    private static final int EARLY = 10;

    private static final int ASK_AGAIN_MS = 5_000;

    private final RunSettings.Topics settings;
    private final TopicNames names;
    private final Map<String, Object> client;

    TopicCreation(
            RunSettings settings,
            TopicNames names,
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092") String brokers,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.settings = settings.topics();
        this.names = names;
        this.client = new HashMap<>(kafka);
        this.client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    }

    void atStart(@Observes @Priority(EARLY) StartupEvent event) {
        try (StartupInterrupt stop = StartupInterrupt.interrupting(Thread.currentThread());
                Admin admin = Admin.create(client)) {
            create(admin);
        }
    }

    /** @throws ConfigurationException with a line for people, if there is no broker, if it refuses, or if this process is told to end */
    void create(Admin admin) {
        if (settings.minInSyncReplicas() > settings.replication()) {
            throw cannotStart("run.topics.min-in-sync-replicas is " + settings.minInSyncReplicas()
                    + ", and run.topics.replication " + settings.replication()
                    + ": nothing could be written; lower the one or raise the other");
        }
        List<TopicLayout> layouts = TopicLayout.all(names, settings.partitions());
        Set<String> there = existing(admin);
        List<TopicLayout> missing = layouts.stream()
                .filter(layout -> !there.contains(layout.name()))
                .toList();
        warnOfSingleReplica(admin);
        make(admin, missing);
        check(
                admin,
                layouts.stream().filter(layout -> there.contains(layout.name())).toList());
    }

    /** Waits for the broker. */
    private Set<String> existing(Admin admin) {
        Object broker = client.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
        Instant end = Instant.now().plus(settings.brokerWithin());
        while (true) {
            try {
                return admin.listTopics(new ListTopicsOptions().timeoutMs(ASK_AGAIN_MS))
                        .names()
                        .get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException)) {
                    throw cannotStart("the broker at " + broker + " refused: "
                            + e.getCause().getMessage());
                }
                if (Instant.now().isAfter(end)) {
                    throw cannotStart("no broker answered within "
                            + settings.brokerWithin().toSeconds() + " s at " + broker
                            + "; start it, or set kafka.bootstrap.servers");
                }
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }
    }

    private void make(Admin admin, List<TopicLayout> missing) {
        Map<String, KafkaFuture<Void>> made = admin.createTopics(missing.stream()
                        .map(layout -> layout.newTopic(settings))
                        .toList())
                .values();
        made.forEach((name, future) -> {
            try {
                future.get();
            } catch (ExecutionException e) {
                // Another instance may have created it first.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw cannotStart("the topic " + name + " cannot be made: "
                            + e.getCause().getMessage());
                }
            } catch (InterruptedException e) {
                throw interrupted();
            }
        });
        if (!missing.isEmpty()) {
            LOG.infof("made %d topics of %d partitions", missing.size(), settings.partitions());
        }
    }

    private void warnOfSingleReplica(Admin admin) {
        try {
            Collection<Node> brokers = admin.describeCluster().nodes().get();
            SingleReplica.warning(settings.replication(), brokers).ifPresent(LOG::warn);
        } catch (ExecutionException e) {
            LOG.debugf("the brokers cannot be listed: %s", e.getCause().getMessage());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private void check(Admin admin, List<TopicLayout> present) {
        List<ConfigResource> resources = present.stream()
                .map(layout -> new ConfigResource(ConfigResource.Type.TOPIC, layout.name()))
                .toList();
        try {
            Map<String, TopicDescription> topics = admin.describeTopics(
                            present.stream().map(TopicLayout::name).collect(Collectors.toSet()))
                    .allTopicNames()
                    .get();
            Map<ConfigResource, Config> configs =
                    admin.describeConfigs(resources).all().get();
            for (TopicLayout layout : present) {
                Config config = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, layout.name()));
                TopicDescription topic = topics.get(layout.name());
                layout.problems(
                                topic.partitions().size(),
                                topic.partitions().get(0).replicas().size(),
                                key -> config.get(key) == null
                                        ? null
                                        : config.get(key).value(),
                                settings)
                        .forEach(LOG::warn);
            }
        } catch (ExecutionException e) {
            LOG.warnf("the topics cannot be checked: %s", e.getCause().getMessage());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static ConfigurationException interrupted() {
        return cannotStart("stopped before the broker was there");
    }

    private static ConfigurationException cannotStart(String line) {
        return new ConfigurationException("error: " + line);
    }
}
