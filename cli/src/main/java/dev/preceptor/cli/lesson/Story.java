package dev.preceptor.cli.lesson;

import dev.preceptor.cli.history.RecordedRun;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What happened to one sample of a task in one round.
 *
 * @param attempt the judgement of the student's program; null where the teacher was assigned the task directly
 * @param refinements the teacher's answers, in order
 */
record Story(
        Place place,
        Assignment assignment,
        TestResult attempt,
        List<Refinement> refinements,
        List<TrainingExample> examples) {

    record Place(int round, int sample) implements Comparable<Place> {

        private static final Comparator<Place> ORDER =
                Comparator.comparingInt(Place::round).thenComparingInt(Place::sample);

        static Place of(Assignment assignment) {
            return new Place(assignment.round(), assignment.sample());
        }

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    /** Every round and sample of the task, in order. */
    static List<Story> allOf(String taskId, RecordedRun run) {
        Map<Place, TestResult> attempts = new TreeMap<>();
        run.results().values().stream()
                .filter(result -> result.submission() instanceof Attempt)
                .filter(result -> result.assignment().task().id().equals(taskId))
                .forEach(result -> attempts.put(Place.of(result.assignment()), result));
        Map<Place, List<Refinement>> refinements = run.refinements().stream()
                .filter(refinement -> refinement.assignment().task().id().equals(taskId))
                .collect(Collectors.groupingBy(
                        refinement -> Place.of(refinement.assignment()), TreeMap::new, Collectors.toList()));
        return Stream.concat(attempts.keySet().stream(), refinements.keySet().stream())
                .distinct()
                .sorted()
                .map(place -> of(place, taskId, attempts.get(place), refinements.getOrDefault(place, List.of()), run))
                .toList();
    }

    private static Story of(
            Place place, String taskId, TestResult attempt, List<Refinement> refinements, RecordedRun run) {
        List<TrainingExample> examples = run.examples().stream()
                .filter(example -> example.taskId().equals(taskId))
                .filter(example -> example.round() == place.round() && example.sample() == place.sample())
                .toList();
        Assignment assignment =
                attempt != null ? attempt.assignment() : refinements.get(0).assignment();
        return new Story(place, assignment, attempt, refinements, examples);
    }
}
