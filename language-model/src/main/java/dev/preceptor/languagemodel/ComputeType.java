package dev.preceptor.languagemodel;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import dev.preceptor.languagemodel.network.Bfloat16;

/** The floating-point type that a model computes in. */
public enum ComputeType {
    /** FLOAT32 on a CPU, BFLOAT16 on a GPU. */
    AUTO,
    FLOAT32,
    /** Half the memory; rounding shows in the third digit, so that a close choice between two tokens may differ. */
    BFLOAT16,
    /** BFLOAT16 where this machine is well faster with it, which is tried out, else FLOAT32. */
    FASTEST;

    DataType on(Device device) {
        boolean half =
                switch (this) {
                    case FLOAT32 -> false;
                    case BFLOAT16 -> true;
                    case AUTO -> device.isGpu();
                    case FASTEST -> device.isGpu() || Bfloat16.onThisCpu() == Bfloat16.FAST;
                };
        return half ? DataType.BFLOAT16 : DataType.FLOAT32;
    }

    /** Whether computations on a device of this process use bfloat16. */
    public boolean isHalf(Device device) {
        return on(device) == DataType.BFLOAT16;
    }
}
