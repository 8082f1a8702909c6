package dev.preceptor.run.stream;

import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.specification.TrainingSpecification;
import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.ledger.TrainedScores;
import dev.preceptor.run.practice.Replay;
import dev.preceptor.run.practice.TaughtShare;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The ids of the examples that runs have made, by run and round, each with its task; those that are kept for replay apart. Those that are
 * scored attempts are marked.
 */
record ExampleStore(KeyValueStore<String, String> examples) {

    /**
     * The examples of a training.
     *
     * @param ids sorted
     * @param replayed how many of them are attempts that were kept for replay
     * @param scores the scored attempts among them; null if there are none
     */
    record Chosen(List<String> ids, int replayed, TrainedScores scores) {}

    /** Adds the examples of a sample, and returns how many of them the round did not have before. */
    int add(RunEvent.SampleEnded lesson) {
        String prefix = prefix(lesson.runId(), lesson.round());
        int added = 0;
        for (String id : lesson.exampleIds()) {
            added += examples.putIfAbsent(prefix + id, lesson.taskId()) == null ? 1 : 0;
        }
        return added;
    }

    /** Marks an example as a scored attempt. */
    void scored(RunEvent.SampleScored attempt) {
        examples.put(scoredPrefix(attempt.runId(), attempt.round()) + attempt.exampleId(), "");
    }

    void keep(RunEvent.SampleKept attempt) {
        examples.put(keptPrefix(attempt.runId(), attempt.round()) + attempt.exampleId(), attempt.taskId());
    }

    /**
     * The examples that a round is trained on: its own or those of all rounds so far, or a share of them, and what is replayed. There
     * may be a million, so only the ids are in memory.
     */
    Chosen chosen(Run run, int round) {
        TrainingSpecification training = run.specification().training();
        TreeSet<String> chosen = new TreeSet<>(lessons(run, round));
        TrainedScores scores = run.specification().opd() == null ? null : withoutStale(chosen, run, round);
        int lessons = chosen.size();
        if (training.replays()) {
            Set<String> kept = new HashSet<>();
            forEach(run, round, ExampleStore::keptPrefix, (id, task) -> kept.add(id));
            chosen.addAll(Replay.of(training, lessons, kept));
        }
        return new Chosen(List.copyOf(chosen), chosen.size() - lessons, scores);
    }

    /** Removes the scored attempts that are staler than {@code opd.maxLag}. */
    private TrainedScores withoutStale(Set<String> chosen, Run run, int round) {
        int maxLag = run.specification().opd().maxLag();
        Map<Integer, Integer> byLag = new TreeMap<>();
        int stale = 0;
        for (int each = 1; each <= round; each++) {
            int lag = round - each;
            Set<String> scored = new HashSet<>();
            forEach(run.runId(), each, ExampleStore::scoredPrefix, (id, nothing) -> scored.add(id));
            scored.retainAll(chosen);
            if (lag > maxLag) {
                chosen.removeAll(scored);
                stale += scored.size();
            } else if (!scored.isEmpty()) {
                byLag.put(lag, scored.size());
            }
        }
        return byLag.isEmpty() && stale == 0 ? null : new TrainedScores(byLag, stale);
    }

    private List<String> lessons(Run run, int round) {
        TrainingSpecification training = run.specification().training();
        List<String> chosen = new ArrayList<>();
        if (training.fraction() == 1) {
            forEach(run, round, ExampleStore::prefix, (id, task) -> chosen.add(id));
            return chosen;
        }
        Set<String> taught = new TreeSet<>();
        forEach(run, round, ExampleStore::prefix, (id, task) -> taught.add(task));
        Set<String> share = TaughtShare.of(training, taught);
        forEach(run, round, ExampleStore::prefix, (id, task) -> {
            if (share.contains(task)) {
                chosen.add(id);
            }
        });
        return chosen;
    }

    private void forEach(Run run, int round, Prefix of, BiConsumer<String, String> idAndTask) {
        int first = run.specification().training().fromBase() ? 1 : round;
        for (int each = first; each <= round; each++) {
            forEach(run.runId(), each, of, idAndTask);
        }
    }

    private void forEach(String runId, int round, Prefix of, BiConsumer<String, String> idAndTask) {
        String prefix = of.prefix(runId, round);
        try (KeyValueIterator<String, String> kept = examples.prefixScan(prefix, new StringSerializer())) {
            kept.forEachRemaining(entry -> idAndTask.accept(entry.key.substring(prefix.length()), entry.value));
        }
    }

    private interface Prefix {
        String prefix(String runId, int round);
    }

    private static String prefix(String runId, int round) {
        return runId + "/" + round + "/";
    }

    private static String scoredPrefix(String runId, int round) {
        return runId + "/scored-" + round + "/";
    }

    private static String keptPrefix(String runId, int round) {
        return runId + "/kept-" + round + "/";
    }
}
