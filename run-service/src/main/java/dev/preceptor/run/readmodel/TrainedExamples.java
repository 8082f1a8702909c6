package dev.preceptor.run.readmodel;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.TrainingJob;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Which rounds were trained on an example. The lists of examples are read from the artifact store on the first call. */
final class TrainedExamples {

    private final Collection<TrainingJob> jobs;
    private final Function<DataSet, List<String>> artifacts;
    private Map<Integer, Set<String>> byRound;

    /** @param artifacts reads the lines of a data set */
    TrainedExamples(Collection<TrainingJob> jobs, Function<DataSet, List<String>> artifacts) {
        this.jobs = List.copyOf(jobs);
        this.artifacts = artifacts;
    }

    /**
     * The rounds that were trained on the example, the earliest first.
     *
     * @throws ArtifactException if a list cannot be read
     */
    List<Integer> roundsOf(String exampleId) {
        if (byRound == null) {
            byRound = read();
        }
        return byRound.entrySet().stream()
                .filter(round -> round.getValue().contains(exampleId))
                .map(Map.Entry::getKey)
                .toList();
    }

    private Map<Integer, Set<String>> read() {
        Map<Integer, Set<String>> ids = new TreeMap<>();
        for (TrainingJob job : jobs) {
            ids.computeIfAbsent(job.round(), round -> new TreeSet<>()).addAll(idsOf(job));
        }
        return ids;
    }

    private List<String> idsOf(TrainingJob job) {
        if (job.examples() == null) {
            return job.exampleIds();
        }
        try {
            return artifacts.apply(job.examples());
        } catch (ArtifactException e) {
            throw new ArtifactException(
                    "which examples round " + job.round() + " was trained on cannot be read: " + e.getMessage(), e);
        }
    }
}
