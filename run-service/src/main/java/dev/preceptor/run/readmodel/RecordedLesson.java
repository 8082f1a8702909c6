package dev.preceptor.run.readmodel;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A lesson: what happened to one sample of a practice task in one round.
 *
 * @param assignment the task, and what is to be done about a failure
 * @param attempt the verdict and feedback on the student's program; empty if the teacher was assigned the task directly
 * @param refinements the teacher's answers, in their order
 * @param examples the training examples that were made of the refinements
 */
public record RecordedLesson(
        Assignment assignment,
        Optional<TestResult> attempt,
        List<JudgedRefinement> refinements,
        List<TrainedExample> examples) {

    /**
     * An answer of the teacher.
     *
     * @param result verdict and feedback; empty if it was not judged, or not yet
     */
    public record JudgedRefinement(Refinement refinement, Optional<TestResult> result) {}

    /**
     * A training example.
     *
     * @param checkpoints those that were trained on it, the earliest first
     */
    public record TrainedExample(TrainingExample example, List<Checkpoint> checkpoints) {}

    /** The place of a sample in a run's practice of one task. */
    private record Place(int round, int sample) implements Comparable<Place> {

        private static final Comparator<Place> ORDER =
                Comparator.comparingInt(Place::round).thenComparingInt(Place::sample);

        static Place of(Assignment assignment) {
            return new Place(assignment.round(), assignment.sample());
        }

        static Place of(TrainingExample example) {
            return new Place(example.round(), example.sample());
        }

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    /** What the teacher's answers cost, in US dollars. */
    public double costUsd() {
        return refinements.stream()
                .mapToDouble(judged -> judged.refinement().costUsd())
                .sum();
    }

    /** The lessons of a task, by round and sample. */
    static List<RecordedLesson> ofTask(String taskId, RecordedRun run) {
        Map<Place, TestResult> attempts = new TreeMap<>();
        run.results().values().stream()
                .filter(result -> result.submission() instanceof Attempt)
                .filter(result -> result.assignment().task().id().equals(taskId))
                .forEach(result -> attempts.put(Place.of(result.assignment()), result));
        Map<Place, List<Refinement>> refinements = run.refinements().stream()
                .filter(refinement -> refinement.assignment().task().id().equals(taskId))
                .collect(Collectors.groupingBy(refinement -> Place.of(refinement.assignment())));
        Map<Place, List<TrainingExample>> examples = run.examples().stream()
                .filter(example -> example.taskId().equals(taskId))
                .collect(Collectors.groupingBy(Place::of));
        return Stream.concat(attempts.keySet().stream(), refinements.keySet().stream())
                .distinct()
                .sorted()
                .map(place -> of(
                        Optional.ofNullable(attempts.get(place)),
                        refinements.getOrDefault(place, List.of()),
                        examples.getOrDefault(place, List.of()),
                        run))
                .toList();
    }

    private static RecordedLesson of(
            Optional<TestResult> attempt,
            List<Refinement> refinements,
            List<TrainingExample> examples,
            RecordedRun run) {
        Assignment assignment = attempt.map(TestResult::assignment)
                .orElseGet(() -> refinements.get(0).assignment());
        return new RecordedLesson(
                assignment,
                attempt,
                refinements.stream()
                        .map(refinement -> new JudgedRefinement(refinement, run.resultOf(refinement.id())))
                        .toList(),
                examples.stream()
                        .map(example -> new TrainedExample(example, run.trainedOn(example)))
                        .toList());
    }
}
