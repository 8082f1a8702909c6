package dev.preceptor.languagemodel.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.stream.Stream;

/** Converts soft targets and their loss to the arguments soft, kind, beta and temperature of a method in training.py. */
final class SoftArguments implements AutoCloseable {

    private final IValue tensors;
    private final IValue kind;
    private final IValue beta;
    private final IValue temperature;

    /**
     * @param soft null if there are no soft targets
     * @param loss null if they are not used
     */
    SoftArguments(SoftRows soft, SoftLoss loss, PtNDManager owner) {
        boolean used = soft != null && loss != null;
        tensors = IValue.listFrom(used ? tensors(soft, loss, owner) : new PtNDArray[0]);
        kind = IValue.from(used ? loss.kind().number() : 0L);
        beta = IValue.from(used ? loss.beta() : 0.0);
        temperature = IValue.from(used ? loss.temperature() : 1.0);
    }

    private static PtNDArray[] tensors(SoftRows soft, SoftLoss loss, PtNDManager owner) {
        int rows = soft.present().length;
        float[] weights = new float[rows];
        for (int row = 0; row < rows; row++) {
            weights[row] = (float) loss.weight() * soft.present()[row];
        }
        Shape shape = new Shape(rows, soft.tokens());
        return new PtNDArray[] {
            (PtNDArray) owner.create(soft.ids(), shape),
            (PtNDArray) owner.create(soft.logProbabilities(), shape),
            (PtNDArray) owner.create(weights, new Shape(rows, 1))
        };
    }

    /** Returns these arguments, followed by others. */
    IValue[] followedBy(IValue... others) {
        return Stream.concat(Stream.of(tensors, kind, beta, temperature), Stream.of(others))
                .toArray(IValue[]::new);
    }

    @Override
    public void close() {
        temperature.close();
        beta.close();
        kind.close();
        tensors.close();
    }
}
