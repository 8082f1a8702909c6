package dev.preceptor.run.stream;

import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.specification.TrainingSpecification;
import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.practice.TaughtShare;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The ids of the examples that runs have made, by run and round, each with its task. */
record ExampleStore(KeyValueStore<String, String> examples) {

    void add(RunEvent.SampleEnded lesson) {
        String prefix = prefix(lesson.runId(), lesson.round());
        lesson.exampleIds().forEach(id -> examples.put(prefix + id, lesson.taskId()));
    }

    /** What a round's training is on, sorted: its own examples or those of all rounds so far, or a share of them. */
    List<String> chosen(Run run, int round) {
        TrainingSpecification training = run.specification().training();
        Map<String, String> tasks = new HashMap<>();
        for (int each = training.fromBase() ? 1 : round; each <= round; each++) {
            String prefix = prefix(run.runId(), each);
            try (KeyValueIterator<String, String> kept = examples.prefixScan(prefix, new StringSerializer())) {
                kept.forEachRemaining(entry -> tasks.put(entry.key.substring(prefix.length()), entry.value));
            }
        }
        return TaughtShare.of(training, tasks);
    }

    private static String prefix(String runId, int round) {
        return runId + "/" + round + "/";
    }
}
