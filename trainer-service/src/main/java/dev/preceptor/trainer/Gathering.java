package dev.preceptor.trainer;

import dev.preceptor.contracts.event.TrainingExample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The examples of a job as they come, each once, and of each only what is wanted of it. */
final class Gathering<T> {

    private final List<String> ids;
    private final Function<TrainingExample, T> wanted;
    /** A null for what is still missing. */
    private final Map<String, T> found;

    private int missing;

    Gathering(List<String> ids, Function<TrainingExample, T> wanted) {
        this.ids = ids;
        this.wanted = wanted;
        this.found = new HashMap<>(ids.size() * 4 / 3 + 1);
        ids.forEach(id -> found.put(id, null));
        this.missing = found.size();
    }

    /** @param example null, or one of any job */
    void take(TrainingExample example) {
        if (example != null && found.containsKey(example.id()) && found.get(example.id()) == null) {
            found.put(example.id(), wanted.apply(example));
            missing--;
        }
    }

    boolean isComplete() {
        return missing == 0;
    }

    int missing() {
        return missing;
    }

    String oneMissing() {
        return ids.stream().filter(id -> found.get(id) == null).findFirst().orElseThrow();
    }

    List<T> inOrder() {
        return ids.stream().map(found::get).toList();
    }
}
