package dev.preceptor.run.api;

import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.run.ledger.RunLedger;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The data sets of a job that nothing else needs. Data sets are shared by hash. */
final class UnusedDataSets {

    private UnusedDataSets() {}

    /**
     * Returns the data sets of a job that neither a run nor another job has.
     *
     * @param job is removed, and may be among {@code jobs}
     * @param jobs of all kinds and in all states
     * @param runs that stay
     */
    static List<DataSet> of(Job job, Collection<Job> jobs, Collection<RunLedger> runs) {
        Set<String> used = Stream.concat(
                        jobs.stream()
                                .filter(other -> !other.id().equals(job.id()))
                                .flatMap(UnusedDataSets::all),
                        runs.stream().flatMap(run -> run.artifacts().dataSets().stream()))
                .map(DataSet::sha256)
                .collect(Collectors.toSet());
        return all(job).distinct()
                .filter(dataSet -> !used.contains(dataSet.sha256()))
                .toList();
    }

    private static Stream<DataSet> all(Job job) {
        Stream<DataSet> ofGeneration = job.generation() == null
                ? Stream.of()
                : Stream.of(job.generation().tasks(), job.generation().practice());
        return Stream.of(Stream.of(job.request(), job.result()), job.inputs().stream(), ofGeneration)
                .flatMap(dataSets -> dataSets)
                .filter(Objects::nonNull);
    }
}
