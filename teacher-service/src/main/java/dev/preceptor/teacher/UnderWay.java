package dev.preceptor.teacher;

import dev.preceptor.teacher.budget.KafkaBudgetFollower;
import dev.preceptor.teacher.budget.KafkaCallFollower;
import dev.preceptor.teacher.waiting.StoppedException;
import dev.preceptor.teacher.waiting.Waits;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * What is being processed. On stopping, whatever only waits ends at once, and requests that are paid for get a moment to be
 * answered and recorded.
 */
@ApplicationScoped
public class UnderWay {

    private static final Logger LOG = Logger.getLogger(UnderWay.class);

    private final Phaser processing = new Phaser(1);
    private final Waits waits;
    private final KafkaCallFollower calls;
    private final KafkaBudgetFollower budgets;
    private final Duration grace;

    UnderWay(Waits waits, KafkaCallFollower calls, KafkaBudgetFollower budgets, TeacherConfiguration configuration) {
        this.waits = waits;
        this.calls = calls;
        this.budgets = budgets;
        this.grace = configuration.shutdownGrace();
    }

    /**
     * Something is being processed, until {@link #end}.
     *
     * @throws StoppedException if nothing new may begin
     */
    void begin() {
        waits.check();
        processing.register();
    }

    /** Whether nothing new may begin. */
    boolean stopping() {
        return waits.stopped();
    }

    void end() {
        processing.arriveAndDeregister();
    }

    void start(@Observes StartupEvent event) {
        calls.start();
        budgets.start();
    }

    void stop(@Observes ShutdownEvent event) {
        waits.stop();
        try {
            processing.awaitAdvanceInterruptibly(processing.arrive(), grace.toMillis(), TimeUnit.MILLISECONDS);
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
