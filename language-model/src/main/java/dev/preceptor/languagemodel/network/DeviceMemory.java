package dev.preceptor.languagemodel.network;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import java.lang.management.MemoryUsage;
import java.util.OptionalLong;

/** The memory of a device. */
public final class DeviceMemory {

    private DeviceMemory() {}

    /** Returns the free memory in bytes, or empty if it is unknown. */
    public static OptionalLong free(Device device) {
        return device.isGpu() ? ofGpu(device) : FreeMemory.available();
    }

    /** Returns the name of the device for messages. */
    public static String name(Device device) {
        return device.isGpu() ? "GPU" : "CPU";
    }

    private static OptionalLong ofGpu(Device device) {
        try {
            // CUDA counts the blocks that PyTorch's caching allocator holds as used.
            JniUtils.emptyCudaCache();
            MemoryUsage usage = CudaUtils.getGpuMemory(device);
            return OptionalLong.of(usage.getMax() - usage.getUsed());
        } catch (RuntimeException | LinkageError e) {
            // The query needs the CUDA runtime library, which may not be on the search path.
            return OptionalLong.empty();
        }
    }
}
