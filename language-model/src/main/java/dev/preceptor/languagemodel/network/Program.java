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

/** A loaded TorchScript program. Its methods may run in several threads at once. */
final class Program implements AutoCloseable {

    private final PtSymbolBlock block;

    private Program(PtSymbolBlock block) {
        this.block = block;
    }

    /**
     * Loads a program.
     *
     * @param manager owns it
     * @param sources names of the resources beside this class whose functions become its methods
     * @param constants its attributes
     */
    static Program load(PtNDManager manager, List<String> sources, Map<String, Object> constants) {
        StringBuilder source = new StringBuilder();
        sources.forEach(name -> source.append(resource(name)).append('\n'));
        byte[] archive = ScriptArchive.pack(source.toString(), constants);
        try {
            return new Program(JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Program.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a method and leaves its result as it is; the caller closes that, and the arguments. */
    IValue evaluate(String method, IValue... arguments) {
        return IValueUtils.runMethod(block, method, arguments);
    }

    /**
     * Runs a method whose result is a tensor or several; the arguments stay the caller's.
     *
     * @param manager owns the resulting arrays
     */
    NDList run(PtNDManager manager, String method, IValue... arguments) {
        try (IValue result = evaluate(method, arguments)) {
            return result.toNDList(manager);
        }
    }

    /** Runs the method {@code forward} with autograd, which is off in the others; for tests. */
    NDList forwardWithAutograd(NDList arguments) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(true);
        try {
            return IValueUtils.forward(block, arguments, true);
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    /** The least time of several calls: others may disturb some, but not make one faster. */
    long leastNanoseconds(String method, IValue... arguments) {
        long least = Long.MAX_VALUE;
        for (int run = 0; run < 8; run++) {
            long start = System.nanoTime();
            evaluate(method, arguments).close();
            least = Math.min(least, System.nanoTime() - start);
        }
        return least;
    }

    @Override
    public void close() {
        block.close();
    }
}
