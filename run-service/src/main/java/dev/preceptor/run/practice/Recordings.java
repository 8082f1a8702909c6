package dev.preceptor.run.practice;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.FinishReason;
import dev.preceptor.contracts.task.RecordedAttempt;
import dev.preceptor.contracts.task.RecordedAttempts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Attempts that were recorded before. Those of the last few runs are cached in memory, since a run uses its own one by one. */
public final class Recordings {

    private static final int KEPT = 4;

    private final Function<DataSet, List<String>> read;
    private final Map<String, Map<Sample, RecordedAttempt>> byHash = new LinkedHashMap<>(KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<Sample, RecordedAttempt>> eldest) {
            return size() > KEPT;
        }
    };

    private record Sample(String taskId, int number) {}

    /** @param read gives a data set's lines */
    public Recordings(Function<DataSet, List<String>> read) {
        this.read = read;
    }

    /**
     * The attempt that was recorded for an assignment, as if the student had just made it; its tokens were not counted.
     *
     * @throws RuntimeException with a message for people, if the data set cannot be read or lacks it
     */
    public Attempt attempt(DataSet recorded, Assignment assignment) {
        Sample sample = new Sample(assignment.task().id(), assignment.sample());
        RecordedAttempt found = of(recorded).get(sample);
        if (found == null) {
            throw new IllegalStateException(
                    recorded.uri() + " lacks sample " + sample.number() + " of " + sample.taskId());
        }
        return Attempt.of(
                Attempt.idOf(assignment),
                assignment,
                found.program(assignment.task()),
                found.completion() == null ? found.code() : found.completion(),
                0,
                0,
                FinishReason.STOP,
                0);
    }

    /**
     * Reads the attempts into memory, unless they are there.
     *
     * @throws RuntimeException with a message for people, if the data set cannot be read
     */
    public void read(DataSet recorded) {
        of(recorded);
    }

    private Map<Sample, RecordedAttempt> of(DataSet recorded) {
        Map<Sample, RecordedAttempt> attempts = known(recorded);
        if (attempts == null) {
            // Without a lock, so that runs whose attempts are in memory do not wait.
            attempts = samples(recorded);
            keep(recorded, attempts);
        }
        return attempts;
    }

    private synchronized Map<Sample, RecordedAttempt> known(DataSet recorded) {
        return byHash.get(recorded.sha256());
    }

    private synchronized void keep(DataSet recorded, Map<Sample, RecordedAttempt> attempts) {
        byHash.put(recorded.sha256(), attempts);
    }

    private Map<Sample, RecordedAttempt> samples(DataSet recorded) {
        return RecordedAttempts.parse(recorded.uri(), read.apply(recorded)).stream()
                .collect(Collectors.toMap(
                        attempt -> new Sample(attempt.taskId(), attempt.sample()), Function.identity()));
    }
}
