package dev.preceptor.languagemodel.network;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.Arrays;
import java.util.stream.Stream;

/** Converts a batch to arguments of a method in training.py: all but the soft targets. */
final class BatchArguments implements AutoCloseable {

    private final IValue tokens;
    private final IValue positions;
    private final IValue lengths;
    private final IValue rows;
    private final IValue targets;

    BatchArguments(PackedBatch batch, PtNDManager owner) {
        tokens = tensor(owner, batch.tokens());
        positions = tensor(owner, positions(batch));
        lengths = IValue.listFrom(Arrays.stream(batch.lengths()).asLongStream().toArray());
        rows = tensor(owner, batch.rows());
        targets = tensor(owner, batch.targets());
    }

    /** Returns the arguments of a method: this batch, followed by others. */
    IValue[] followedBy(IValue... others) {
        return Stream.concat(Stream.of(tokens, positions, lengths, rows, targets), Stream.of(others))
                .toArray(IValue[]::new);
    }

    private static int[] positions(PackedBatch batch) {
        int[] positions = new int[batch.tokens().length];
        int token = 0;
        for (int length : batch.lengths()) {
            for (int i = 0; i < length; i++) {
                positions[token++] = i;
            }
        }
        return positions;
    }

    private static IValue tensor(PtNDManager owner, int[] values) {
        return IValue.from(
                (PtNDArray) owner.create(Arrays.stream(values).asLongStream().toArray()));
    }

    @Override
    public void close() {
        targets.close();
        rows.close();
        lengths.close();
        positions.close();
        tokens.close();
    }
}
