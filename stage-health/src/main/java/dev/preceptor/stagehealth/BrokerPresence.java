package dev.preceptor.stagehealth;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Looks every few seconds whether a broker answers, and logs when that changes. The service itself waits in its clients. */
@ApplicationScoped
public class BrokerPresence {

    private static final Logger LOG = Logger.getLogger(BrokerPresence.class);
    /** Before whatever waits for the broker at the start. */
    private static final int FIRST = 5;

    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Map<String, Object> client;
    private final CountDownLatch stopped = new CountDownLatch(1);

    BrokerPresence(
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092") String brokers,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        client = new HashMap<>(kafka);
        client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        client.put(AdminClientConfig.CLIENT_ID_CONFIG, "preceptor-broker-presence");
    }

    void start(@Observes @Priority(FIRST) StartupEvent event) {
        Thread thread = new Thread(this::watch, "broker-presence");
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void watch() {
        try (Admin admin = Admin.create(client)) {
            boolean away = false;
            while (!stopped.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                boolean answers = answers(admin);
                if (answers == away && stopped.getCount() > 0) {
                    away = !answers;
                    say(away);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(boolean away) {
        Object brokers = client.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
        if (away) {
            LOG.warnf("no broker answers at %s: waits for one; what is in hand is kept", brokers);
        } else {
            LOG.infof("the broker at %s answers: goes on", brokers);
        }
    }

    private static boolean answers(Admin admin) throws InterruptedException {
        try {
            admin.describeCluster(new DescribeClusterOptions().timeoutMs((int) EVERY.toMillis()))
                    .nodes()
                    .get();
            return true;
        } catch (ExecutionException e) {
            LOG.debugf("no broker: %s", e.getCause().getMessage());
            return false;
        }
    }
}
