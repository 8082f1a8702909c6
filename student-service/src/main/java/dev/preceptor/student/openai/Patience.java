package dev.preceptor.student.openai;

import dev.preceptor.student.StudentConfiguration;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Whether a request is made again, and after which pause. One for each answer. */
final class Patience {

    /** A name that is not there yet is asked for at least this often. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(15);

    private static final int NOT_FOUND = 404;

    private final StudentConfiguration.OpenAi settings;
    private final boolean trained;
    private final long started = System.nanoTime();
    private int failures;
    private int looks;

    /** @param trained whether it is a trained checkpoint that is asked, which the server may not know yet */
    Patience(StudentConfiguration.OpenAi settings, boolean trained) {
        this.settings = settings;
        this.trained = trained;
    }

    /** How long to wait before the next request; empty where there should be none. */
    Optional<Duration> after(ServerReply reply) {
        if (reply instanceof ServerReply.Refused refused) {
            if (refused.status() == NOT_FOUND && trained) {
                boolean late =
                        System.nanoTime() - started >= settings.checkpointWait().toNanos();
                return late ? Optional.empty() : Optional.of(shorter(backoff(++looks), LONGEST_LOOK));
            }
            if (!refused.passing() || longer(refused.retryAfter(), settings.longestWait())) {
                return Optional.empty();
            }
            failures++;
            return failures >= settings.mostRequests()
                    ? Optional.empty()
                    : Optional.of(refused.retryAfter() == null ? backoff(failures) : refused.retryAfter());
        }
        failures++;
        return failures >= settings.mostRequests() ? Optional.empty() : Optional.of(backoff(failures));
    }

    private static boolean longer(Duration time, Duration limit) {
        return time != null && time.compareTo(limit) > 0;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** Doubles with each failure; up to half of it is left to chance, so that those who wait spread out. */
    private Duration backoff(int count) {
        long longest = settings.longestWait().toNanos();
        long nanos = settings.firstBackoff().toNanos();
        for (int i = 1; i < count && nanos < longest; i++) {
            nanos *= 2;
        }
        nanos = Math.min(nanos, longest);
        return Duration.ofNanos(nanos / 2 + (long) (ThreadLocalRandom.current().nextDouble() * (nanos / 2)));
    }
}
