package dev.preceptor.trainer;

import dev.preceptor.contracts.event.TrainingExample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Collects a job's examples in any order, each once, and keeps only what is made of them. */
final class ExampleCollector<T> {

    private final List<String> ids;
    private final Function<TrainingExample, T> mapper;
    /** By id; null for an example that is still missing. */
    private final Map<String, T> found;

    private int missing;

    /** @param mapper applied to each example; the example itself is not kept */
    ExampleCollector(List<String> ids, Function<TrainingExample, T> mapper) {
        this.ids = ids;
        this.mapper = mapper;
        this.found = new HashMap<>(ids.size() * 4 / 3 + 1);
        ids.forEach(id -> found.put(id, null));
        this.missing = found.size();
    }

    /** @param example of any job, or null; ignored unless this job is missing it */
    void offer(TrainingExample example) {
        if (example != null && found.containsKey(example.id()) && found.get(example.id()) == null) {
            found.put(example.id(), mapper.apply(example));
            missing--;
        }
    }

    boolean isComplete() {
        return missing == 0;
    }

    int missing() {
        return missing;
    }

    String firstMissing() {
        return ids.stream().filter(id -> found.get(id) == null).findFirst().orElseThrow();
    }

    /** The results in the order of the ids. */
    List<T> inOrder() {
        return ids.stream().map(found::get).toList();
    }
}
