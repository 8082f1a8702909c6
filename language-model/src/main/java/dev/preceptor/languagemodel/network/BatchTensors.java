package dev.preceptor.languagemodel.network;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.Arrays;

/** A batch as the program takes it. */
final class BatchTensors implements AutoCloseable {

    private final IValue tokens;
    private final IValue positions;
    private final IValue lengths;
    private final IValue rows;
    private final IValue targets;

    BatchTensors(PackedBatch batch, PtNDManager owner) {
        tokens = tensor(owner, batch.tokens());
        positions = tensor(owner, positions(batch));
        lengths = IValue.listFrom(Arrays.stream(batch.lengths()).asLongStream().toArray());
        rows = tensor(owner, batch.rows());
        targets = tensor(owner, batch.targets());
    }

    /** A method's arguments: some others, and then this batch. */
    IValue[] after(IValue... others) {
        IValue[] own = {tokens, positions, lengths, rows, targets};
        IValue[] all = new IValue[others.length + own.length];
        System.arraycopy(others, 0, all, 0, others.length);
        System.arraycopy(own, 0, all, others.length, own.length);
        return all;
    }

    private static int[] positions(PackedBatch batch) {
        int[] positions = new int[batch.tokens().length];
        int at = 0;
        for (int length : batch.lengths()) {
            for (int i = 0; i < length; i++) {
                positions[at++] = i;
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
