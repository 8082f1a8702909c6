package dev.preceptor.languagemodel.network;

import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A loaded TorchScript program. Safe for use by several threads. */
final class TorchScriptProgram implements AutoCloseable {

    private final PtSymbolBlock block;

    private TorchScriptProgram(PtSymbolBlock block) {
        this.block = block;
    }

    /**
     * Loads a program.
     *
     * @param manager owns the program
     * @param sources the names of resources of this package; their functions become methods of the program
     * @param constants the attributes of the program, by name
     */
    static TorchScriptProgram load(PtNDManager manager, List<String> sources, Map<String, Object> constants) {
        StringBuilder source = new StringBuilder();
        sources.forEach(name -> source.append(resource(name)).append('\n'));
        byte[] archive = TorchScriptArchive.pack(source.toString(), constants);
        try {
            return new TorchScriptProgram(
                    JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = TorchScriptProgram.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a method. The caller closes the result and the arguments. */
    IValue evaluate(String method, IValue... arguments) {
        return IValueUtils.runMethod(block, method, arguments);
    }

    /**
     * Runs a method that returns one or more tensors. The caller closes the arguments.
     *
     * @param manager owns the returned arrays
     */
    NDList run(PtNDManager manager, String method, IValue... arguments) {
        try (IValue result = evaluate(method, arguments)) {
            return result.toNDList(manager);
        }
    }

    /** Runs the method {@code forward} with autograd, which is off in other methods. For tests. */
    NDList forwardWithAutograd(NDList arguments) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(true);
        try {
            return IValueUtils.forward(block, arguments, true);
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    /** Returns the minimum time of several calls. Other processes can slow a call down, but not speed it up. */
    long minNanoseconds(String method, IValue... arguments) {
        long min = Long.MAX_VALUE;
        for (int run = 0; run < 8; run++) {
            long start = System.nanoTime();
            evaluate(method, arguments).close();
            min = Math.min(min, System.nanoTime() - start);
        }
        return min;
    }

    @Override
    public void close() {
        block.close();
    }
}
