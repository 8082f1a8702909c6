package dev.preceptor.languagemodel.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;

/**
 * The PyTorch engine of this process. It is started at the first use, and from its jars alone: it never asks the network.
 */
public final class Torch {

    private static final Engine ENGINE = start();

    private Torch() {}

    /** A new manager of native arrays on a device; closing it frees them. */
    public static PtNDManager manager(Device device) {
        return (PtNDManager) ENGINE.newBaseManager(device);
    }

    /** The first GPU where there is one, else the CPU. */
    public static Device fastestDevice() {
        return ENGINE.getGpuCount() > 0 ? Device.gpu() : Device.cpu();
    }

    /**
     * Prepares the calling thread for native work.
     *
     * @param threads cores that each operation of this thread may use; 0: all
     */
    public static void prepareThread(int threads) {
        JniUtils.setNumThreads(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
        // Programs are interpreted operation by operation: the optimising executor would compile each anew for every
        // combination of shapes that it meets.
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
