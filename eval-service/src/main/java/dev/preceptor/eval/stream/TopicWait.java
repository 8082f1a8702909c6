package dev.preceptor.eval.stream;

import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.jboss.logging.Logger;

/** Starts Kafka Streams when all topics exist, since a missing topic would stop it. It looks every second. */
final class TopicWait implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TopicWait.class);

    private final Properties properties;
    private final Set<String> topics;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "eval-topics");
        thread.setDaemon(true);
        return thread;
    });
    private Set<String> missing = Set.of();

    TopicWait(Properties properties, Set<String> topics) {
        this.properties = properties;
        this.topics = topics;
    }

    void startWhenComplete(Runnable start) {
        Admin admin = Admin.create(properties);
        clock.scheduleWithFixedDelay(() -> look(admin, start), 0, 1, TimeUnit.SECONDS);
    }

    private void look(Admin admin, Runnable start) {
        try {
            Set<String> absent = new TreeSet<>(topics);
            absent.removeAll(admin.listTopics().names().get());
            if (absent.isEmpty()) {
                clock.shutdown();
                admin.close();
                start.run();
            } else if (!absent.equals(missing)) {
                missing = absent;
                LOG.infof("waiting for the topics %s, which run-service creates", absent);
            }
        } catch (ExecutionException e) {
            LOG.debugf("the broker does not answer: %s", e.getCause().getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            admin.close();
        } catch (RuntimeException e) {
            LOG.error("exams cannot start", e);
            throw e;
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
