package dev.preceptor.run.readmodel;

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
 * The practice and training of a run as recorded on its topics; exams are left out.
 *
 * @param refinements the teacher's answers, sorted by their number
 * @param results the results of attempts and refinements, by the id of the attempt or refinement
 * @param examples the training examples, sorted by round, task, sample and kind of pair
 * @param trained which rounds were trained on which examples
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

    /** The later one, unless it is a replayed dead letter of the same weights, which lacks the loss curve. */
    private static Checkpoint laterOrWhole(Checkpoint earlier, Checkpoint later) {
        boolean replayed = later.reference().equals(earlier.reference())
                && (later.steps() == null || later.steps().isEmpty());
        return replayed ? earlier : later;
    }

    /** The result of an attempt or a refinement; empty if there is none. */
    public Optional<TestResult> resultOf(String submissionId) {
        return Optional.ofNullable(submissionId).map(results::get);
    }

    /** The lessons of a practice task, by round and sample; empty if nothing was done with such a task. */
    public List<RecordedLesson> lessons(String taskId) {
        return RecordedLesson.ofTask(taskId, this);
    }

    /** The ids of the practice tasks with a result, sorted. */
    public List<String> taskIds() {
        return results.values().stream()
                .map(result -> result.assignment().task().id())
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * The checkpoints that were trained on an example, the earliest first.
     *
     * @throws dev.preceptor.artifactstore.ArtifactException if the list of a training's examples cannot be read
     */
    public List<Checkpoint> trainedOn(TrainingExample example) {
        return trained.roundsOf(example.id()).stream()
                .map(checkpoints::get)
                .filter(checkpoint -> checkpoint != null)
                .toList();
    }
}
