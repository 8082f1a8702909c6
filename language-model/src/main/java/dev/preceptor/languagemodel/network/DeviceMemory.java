package dev.preceptor.languagemodel.network;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import java.lang.management.MemoryUsage;
import java.util.OptionalLong;

/** The memory of the device that computes. */
public final class DeviceMemory {

    private DeviceMemory() {}

    /** What is free of it, in bytes; empty where nobody says. */
    public static OptionalLong free(Device device) {
        return device.isGpu() ? ofGpu(device) : FreeMemory.available();
    }

    /** What to call it in a message. */
    public static String name(Device device) {
        return device.isGpu() ? "GPU" : "CPU";
    }

    private static OptionalLong ofGpu(Device device) {
        try {
            // What PyTorch keeps of freed tensors for new ones is in use for CUDA.
            JniUtils.emptyCudaCache();
            MemoryUsage usage = CudaUtils.getGpuMemory(device);
            return OptionalLong.of(usage.getMax() - usage.getUsed());
        } catch (RuntimeException | LinkageError e) {
            // Only CUDA's own runtime tells, and it need not lie where it is looked for.
            return OptionalLong.empty();
        }
    }
}
