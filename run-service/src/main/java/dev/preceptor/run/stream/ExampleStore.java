package dev.preceptor.run.stream;

import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.specification.TrainingSpecification;
import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.practice.TaughtShare;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The ids of the examples that runs have made, by run and round, each with its task. */
record ExampleStore(KeyValueStore<String, String> examples) {

    void add(RunEvent.SampleEnded lesson) {
        String prefix = prefix(lesson.runId(), lesson.round());
        lesson.exampleIds().forEach(id -> examples.put(prefix + id, lesson.taskId()));
    }

    /**
     * The sorted ids of the examples that a round is trained on: its own or those of all rounds so far, or a share of them. There may
     * be a million, so only the ids are in memory.
     */
    List<String> chosen(Run run, int round) {
        TrainingSpecification training = run.specification().training();
        List<String> chosen = new ArrayList<>();
        if (training.fraction() == 1) {
            forEach(run, round, (id, task) -> chosen.add(id));
        } else {
            Set<String> taught = new TreeSet<>();
            forEach(run, round, (id, task) -> taught.add(task));
            Set<String> share = TaughtShare.of(training, taught);
            forEach(run, round, (id, task) -> {
                if (share.contains(task)) {
                    chosen.add(id);
                }
            });
        }
        Collections.sort(chosen);
        return chosen;
    }

    private void forEach(Run run, int round, BiConsumer<String, String> idAndTask) {
        int first = run.specification().training().fromBase() ? 1 : round;
        for (int each = first; each <= round; each++) {
            String prefix = prefix(run.runId(), each);
            try (KeyValueIterator<String, String> kept = examples.prefixScan(prefix, new StringSerializer())) {
                kept.forEachRemaining(entry -> idAndTask.accept(entry.key.substring(prefix.length()), entry.value));
            }
        }
    }

    private static String prefix(String runId, int round) {
        return runId + "/" + round + "/";
    }
}
