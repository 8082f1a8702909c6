package dev.preceptor.run.readmodel;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.LessonExample;
import java.util.ArrayList;
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

    /** The place of a sample in a run's practice of one task. */
    private record Place(int round, int sample) implements Comparable<Place> {

        private static final Comparator<Place> ORDER =
                Comparator.comparingInt(Place::round).thenComparingInt(Place::sample);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    static RecordedRun of(
            Run run,
            List<Refinement> refinements,
            List<TestResult> results,
            List<TrainingExample> examples,
            TrainedExamples trained,
            List<Checkpoint> checkpoints) {
        Map<String, TestResult> bySubmission = new HashMap<>();
        List<Refinement> answers = new ArrayList<>(refinements);
        for (TestResult result : results) {
            if (result.assignment().purpose() == Purpose.PRACTICE) {
                TestResult practised = result.ofRefinement();
                bySubmission.put(practised.submission().id(), practised);
                if (practised != result) {
                    answers.add((Refinement) practised.submission());
                }
            }
        }
        Map<Integer, Checkpoint> byRound = new TreeMap<>();
        checkpoints.forEach(
                checkpoint -> byRound.merge(checkpoint.reference().round(), checkpoint, RecordedRun::laterOrWhole));
        return new RecordedRun(
                run,
                answers.stream()
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

    /**
     * The lessons of a practice task, by round and sample, with the texts of their examples; empty if nothing was done with such a task.
     *
     * @throws dev.preceptor.artifactstore.ArtifactException if the list of a training's examples cannot be read
     */
    public List<Lesson> lessons(String taskId) {
        Map<Place, LessonState> lessons = new TreeMap<>();
        results.values().stream()
                .filter(result -> result.assignment().task().id().equals(taskId))
                .filter(result -> result.submission() instanceof Attempt)
                .forEach(result -> lesson(lessons, result.assignment()).judged((Attempt) result.submission(), result));
        refinements.stream()
                .filter(answer -> answer.assignment().task().id().equals(taskId))
                .forEach(answer -> {
                    LessonState lesson = lesson(lessons, answer.assignment());
                    resultOf(answer.id())
                            .ifPresentOrElse(result -> lesson.judged(answer, result), () -> lesson.refined(answer));
                });
        return lessons.entrySet().stream()
                .map(entry -> lesson(taskId, entry.getKey(), entry.getValue()))
                .toList();
    }

    private static LessonState lesson(Map<Place, LessonState> lessons, Assignment assignment) {
        return lessons.computeIfAbsent(new Place(assignment.round(), assignment.sample()), place -> new LessonState());
    }

    private Lesson lesson(String taskId, Place place, LessonState state) {
        List<TrainingExample> its = examples.stream()
                .filter(example -> example.taskId().equals(taskId)
                        && example.round() == place.round()
                        && example.sample() == place.sample())
                .toList();
        its.forEach(state::taught);
        return state.lesson(taskId, place.round(), place.sample())
                .withExamples(its.stream().map(this::whole).toList());
    }

    private LessonExample whole(TrainingExample example) {
        return new LessonExample(
                example.id(),
                example.pair().name(),
                example.prompt().asText(),
                example.completion(),
                trainedOn(example).stream().map(Checkpoint::reference).toList());
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
