package dev.preceptor.teacher;

import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import dev.preceptor.teacher.budget.KafkaBudgetFollower;
import dev.preceptor.teacher.budget.KafkaCallFollower;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Starts the followers of the budget's topics, and shuts the service down gracefully: events that wait are given up at once, and
 * requests in flight, which are paid for, get a grace period to be answered and recorded.
 */
@ApplicationScoped
public class GracefulShutdown {

    private static final Logger LOG = Logger.getLogger(GracefulShutdown.class);

    private final Phaser processing = new Phaser(1);
    private final ShutdownSignal signal;
    private final KafkaCallFollower calls;
    private final KafkaBudgetFollower budgets;
    private final Duration gracePeriod;

    GracefulShutdown(
            @Identifier(TeacherBeans.SERVICE) ShutdownSignal signal,
            KafkaCallFollower calls,
            KafkaBudgetFollower budgets,
            TeacherConfiguration configuration) {
        this.signal = signal;
        this.calls = calls;
        this.budgets = budgets;
        this.gracePeriod = configuration.shutdownGrace();
    }

    /**
     * Counts an event as being processed, until {@link #end}.
     *
     * @throws ShuttingDownException if the service is shutting down
     */
    void begin() {
        signal.check();
        processing.register();
    }

    void end() {
        processing.arriveAndDeregister();
    }

    boolean isShuttingDown() {
        return signal.isSignalled();
    }

    void start(@Observes StartupEvent event) {
        calls.start();
        budgets.start();
    }

    void stop(@Observes ShutdownEvent event) {
        signal.signal();
        try {
            processing.awaitAdvanceInterruptibly(processing.arrive(), gracePeriod.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warnf(
                    "stops with %d events in work; calls without an answer count at their greatest cost",
                    processing.getUnarrivedParties());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            calls.close();
            budgets.close();
        }
    }
}
