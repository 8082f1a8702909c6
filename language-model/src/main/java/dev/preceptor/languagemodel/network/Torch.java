package dev.preceptor.languagemodel.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Set;

/**
 * The PyTorch engine of this process. It starts at first use, from the jars only and without network access.
 */
public final class Torch {

    private static final Engine ENGINE = start();

    /** The functions that were called once before several threads use the engine. */
    static final Set<String> CALLED_ONCE = VectorMathFunctions.callEachOnce(ENGINE);

    private Torch() {}

    /** Creates a manager of native arrays on a device. Closing it frees the arrays. */
    public static PtNDManager manager(Device device) {
        return (PtNDManager) ENGINE.newBaseManager(device);
    }

    /** Returns the first GPU, or the CPU if there is no GPU. */
    public static Device fastestDevice() {
        return ENGINE.getGpuCount() > 0 ? Device.gpu() : Device.cpu();
    }

    /**
     * Prepares the calling thread for native work.
     *
     * @param threads the number of cores that an operation of this thread may use; 0 for all
     */
    public static void prepareThread(int threads) {
        JniUtils.setNumThreads(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
        // The interpreter runs the programs. The optimising executor would recompile them for every combination of
        // shapes.
        JniUtils.setGraphExecutorOptimize(false);
    }

    private static Engine start() {
        setDefault("ai.djl.offline", "true");
        setDefault("OPT_OUT_TRACKING", "true");
        return Engine.getEngine("PyTorch");
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
