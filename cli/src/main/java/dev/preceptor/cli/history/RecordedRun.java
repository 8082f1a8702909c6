package dev.preceptor.cli.history;

import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A run as its topics tell it; exams are left out.
 *
 * @param refinements what the teacher answered, in the order of its attempts
 * @param results judgements of attempts and refinements, by the id of what was judged
 * @param examples the lessons, by round, task, sample and kind of pair
 * @param trained which rounds were trained on which lessons
 * @param checkpoints by round
 */
public record RecordedRun(
        Run run,
        List<Refinement> refinements,
        Map<String, TestResult> results,
        List<TrainingExample> examples,
        TrainedExamples trained,
        Map<Integer, Checkpoint> checkpoints) {

    private static final Comparator<TrainingExample> IN_ORDER = Comparator.comparingInt(TrainingExample::round)
            .thenComparing(TrainingExample::taskId)
            .thenComparingInt(TrainingExample::sample)
            .thenComparing(TrainingExample::pair);

    static RecordedRun of(
            Run run,
            List<Refinement> refinements,
            List<TestResult> results,
            List<TrainingExample> examples,
            TrainedExamples trained,
            List<Checkpoint> checkpoints) {
        Map<String, TestResult> bySubmission = new HashMap<>();
        results.stream()
                .filter(result -> result.assignment().purpose() == Purpose.PRACTICE)
                .forEach(result -> bySubmission.put(result.submission().id(), result));
        Map<Integer, Checkpoint> byRound = new TreeMap<>();
        checkpoints.forEach(
                checkpoint -> byRound.merge(checkpoint.reference().round(), checkpoint, RecordedRun::laterOrWhole));
        return new RecordedRun(
                run,
                refinements.stream()
                        .sorted(Comparator.comparingInt(Refinement::number))
                        .toList(),
                bySubmission,
                examples.stream().sorted(IN_ORDER).toList(),
                trained,
                byRound);
    }

    /** The later one, but for a dead letter of the same weights that was sent again: it lacks the loss curve. */
    private static Checkpoint laterOrWhole(Checkpoint earlier, Checkpoint later) {
        boolean letter = later.reference().equals(earlier.reference())
                && (later.steps() == null || later.steps().isEmpty());
        return letter ? earlier : later;
    }

    /** The judgement of an attempt or a refinement. */
    public Optional<TestResult> resultOf(String submissionId) {
        return Optional.ofNullable(submissionId).map(results::get);
    }

    /** The refinement of that id. */
    public Optional<Refinement> refinement(String id) {
        return refinements.stream()
                .filter(refinement -> refinement.id().equals(id))
                .findFirst();
    }

    /** The checkpoints that were trained on an example, the earliest first. */
    public List<Checkpoint> trainedOn(TrainingExample example) {
        return trained.roundsOf(example.id()).stream()
                .map(checkpoints::get)
                .filter(checkpoint -> checkpoint != null)
                .toList();
    }
}
