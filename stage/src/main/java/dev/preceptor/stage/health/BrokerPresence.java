package dev.preceptor.stage.health;

import dev.preceptor.stage.shutdown.StartupInterrupt;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
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
import org.apache.kafka.common.errors.AuthenticationException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Looks at the start and then every few seconds whether a broker answers, and logs when that changes. The service itself waits
 * in its clients. Kafka's clients cannot be created before the name of a broker can be resolved, so the start waits for that. A broker
 * that refuses who we say we are at the start ends it: waiting would not change that.
 */
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

    /**
     * @throws ConfigurationException with a line for people, if the broker does not take our name, password or certificate, or if this
     *     process is told to end while no name of a broker can be resolved
     */
    void start(@Observes @Priority(FIRST) StartupEvent event) {
        waitForName();
        Admin admin = Admin.create(client);
        boolean answers;
        try {
            answers = answers(admin);
        } catch (AuthenticationException e) {
            admin.close(Duration.ZERO);
            throw new ConfigurationException("error: the broker at " + brokers() + " refuses this service: "
                    + e.getMessage() + "; kafka.security.protocol, kafka.sasl.* and kafka.ssl.* say how it signs in");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answers = false;
        }
        boolean awayAtTheStart = !answers;
        Thread thread = new Thread(() -> watch(admin, awayAtTheStart), "broker-presence");
        thread.setDaemon(true);
        thread.start();
    }

    private void waitForName() {
        BrokerNames names = new BrokerNames(String.valueOf(brokers()));
        if (names.isResolvable()) {
            return;
        }
        LOG.warnf("no name of %s can be resolved: waits for one", brokers());
        try (StartupInterrupt stop = StartupInterrupt.interrupting(Thread.currentThread())) {
            do {
                Thread.sleep(EVERY.toMillis());
            } while (!names.isResolvable());
        } catch (InterruptedException e) {
            throw new ConfigurationException("error: stopped before a name of " + brokers() + " could be resolved");
        }
        LOG.infof("%s can be resolved: goes on", brokers());
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void watch(Admin admin, boolean awayAtTheStart) {
        try (admin) {
            boolean away = awayAtTheStart;
            if (away) {
                say(away);
            }
            while (!stopped.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                boolean answers = answersAtAll(admin);
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
        if (away) {
            LOG.warnf("no broker answers at %s: waits for one; what is in hand is kept", brokers());
        } else {
            LOG.infof("the broker at %s answers: goes on", brokers());
        }
    }

    private Object brokers() {
        return client.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
    }

    private static boolean answersAtAll(Admin admin) throws InterruptedException {
        try {
            return answers(admin);
        } catch (AuthenticationException e) {
            LOG.debugf("refused: %s", e.getMessage());
            return false;
        }
    }

    private static boolean answers(Admin admin) throws InterruptedException {
        try {
            admin.describeCluster(new DescribeClusterOptions().timeoutMs((int) EVERY.toMillis()))
                    .nodes()
                    .get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthenticationException refusal) {
                throw refusal;
            }
            LOG.debugf("no broker: %s", e.getCause().getMessage());
            return false;
        }
    }
}
