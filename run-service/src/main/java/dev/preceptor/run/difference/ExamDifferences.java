package dev.preceptor.run.difference;

import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.run.exam.ExamScores;
import dev.preceptor.statistics.PairedTest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tests the differences between exams. The results of exams never change, so that each pair is tested once and kept. */
@ApplicationScoped
class ExamDifferences {

    private static final int MOST_KEPT = 1_000;

    private record Pair(String from, String to) {}

    private final Map<Pair, Optional<ExamDifference>> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Pair, Optional<ExamDifference>> eldest) {
            return size() > MOST_KEPT;
        }
    };

    /** The difference of each exam to each one before it, unless they have no task in common. */
    List<ExamDifference> between(List<Evaluation> exams) {
        List<ExamDifference> differences = new ArrayList<>();
        for (int to = 1; to < exams.size(); to++) {
            for (int from = 0; from < to; from++) {
                between(exams.get(from), exams.get(to)).ifPresent(differences::add);
            }
        }
        return differences;
    }

    private Optional<ExamDifference> between(Evaluation from, Evaluation to) {
        Pair pair = new Pair(from.id(), to.id());
        synchronized (kept) {
            Optional<ExamDifference> known = kept.get(pair);
            if (known != null) {
                return known;
            }
        }
        Optional<ExamDifference> tested = tested(from, to);
        synchronized (kept) {
            kept.put(pair, tested);
        }
        return tested;
    }

    private static Optional<ExamDifference> tested(Evaluation from, Evaluation to) {
        PairedTest test = PairedTest.between(ExamScores.shares(from), ExamScores.shares(to));
        if (test == null) {
            return Optional.empty();
        }
        List<TaskFlip> flips = TaskFlips.between(from, to);
        int gained = (int) flips.stream().filter(TaskFlip::isGain).count();
        return Optional.of(new ExamDifference(
                examOf(from),
                examOf(to),
                test.difference(),
                test.confidence(),
                test.pValue(),
                test.tasks(),
                gained,
                flips.size() - gained));
    }

    private static ExamDifference.ExamOf examOf(Evaluation evaluation) {
        return new ExamDifference.ExamOf(
                evaluation.runId(), evaluation.checkpoint().round());
    }
}
