package dev.preceptor.trainer.program;

import dev.preceptor.artifactstore.SoftTargetRows;
import dev.preceptor.languagemodel.finetuning.TrainingSequence;
import dev.preceptor.languagemodel.network.SoftTargets;
import dev.preceptor.trainer.engine.TrainingException;
import java.util.ArrayList;
import java.util.List;

/** Collects the soft targets of a job's examples for one file. */
final class SoftTargetCollector {

    private final List<TrainingSequence> examples = new ArrayList<>();
    private int rows;

    /**
     * Adds the soft targets of an example.
     *
     * @return their rows; null if the example has none
     * @throws TrainingException if they have another number of tokens than those of other examples
     */
    JobWriter.SoftRows add(TrainingSequence example) {
        SoftTargets soft = example.soft();
        if (soft == null) {
            return null;
        }
        if (!isEmpty() && soft.tokens() != width()) {
            throw new TrainingException(
                    "some examples have %d log-probabilities for each token, others %d: a job trains on one number"
                            .formatted(width(), soft.tokens()));
        }
        JobWriter.SoftRows added = new JobWriter.SoftRows(rows, soft.rows(), soft.first());
        examples.add(example);
        rows += soft.rows();
        return added;
    }

    boolean isEmpty() {
        return examples.isEmpty();
    }

    private int width() {
        return examples.get(0).soft().tokens();
    }

    SoftTargetRows rows() {
        int width = width();
        int[] tokens = new int[rows];
        int[] ids = new int[rows * width];
        float[] values = new float[rows * width];
        int row = 0;
        for (TrainingSequence example : examples) {
            SoftTargets soft = example.soft();
            int count = soft.rows();
            System.arraycopy(example.completionIds(), soft.first(), tokens, row, count);
            System.arraycopy(soft.ids(), 0, ids, row * width, count * width);
            System.arraycopy(soft.logProbabilities(), 0, values, row * width, count * width);
            row += count;
        }
        return new SoftTargetRows(tokens, width, ids, values);
    }
}
