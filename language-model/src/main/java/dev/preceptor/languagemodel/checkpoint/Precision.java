package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.types.DataType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The floating-point types of weights, and their conversion from and to float; rounding is to nearest, ties to even. */
enum Precision {
    F32(4, "float32", DataType.FLOAT32),
    F16(2, "float16", DataType.FLOAT16),
    BF16(2, "bfloat16", DataType.BFLOAT16);

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle FLOATS =
            MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

    private final int bytes;
    private final String torchName;
    private final DataType dataType;

    Precision(int bytes, String torchName, DataType dataType) {
        this.bytes = bytes;
        this.torchName = torchName;
        this.dataType = dataType;
    }

    int bytes() {
        return bytes;
    }

    /** As config.json has it: {@code "bfloat16"}. */
    String torchName() {
        return torchName;
    }

    static Precision of(DataType type) {
        for (Precision precision : values()) {
            if (precision.dataType == type) {
                return precision;
            }
        }
        throw new IllegalArgumentException("weights are FLOAT32, FLOAT16 or BFLOAT16, not " + type);
    }

    /** The type of the array that holds values of this precision: FLOAT16's for the bits of BF16, which DJL cannot make. */
    DataType arrayType() {
        return this == F32 ? DataType.FLOAT32 : DataType.FLOAT16;
    }

    /** Whether a finite value stays finite when it is rounded to this type. */
    boolean holds(float value) {
        // Half way from the greatest number to what would be the next, from where on rounding gives infinity.
        return switch (this) {
            case F32 -> true;
            case F16 -> Float.isInfinite(value) || !(Math.abs(value) >= 65520f);
            case BF16 -> Float.isInfinite(value) || !(Math.abs(value) >= 0x1.ffp127f);
        };
    }

    void decode(byte[] from, float[] to, int elements) {
        switch (this) {
            case F32 -> {
                for (int i = 0; i < elements; i++) {
                    to[i] = (float) FLOATS.get(from, 4 * i);
                }
            }
            case F16 -> {
                for (int i = 0; i < elements; i++) {
                    to[i] = halfToFloat((short) SHORTS.get(from, 2 * i));
                }
            }
            case BF16 -> {
                for (int i = 0; i < elements; i++) {
                    to[i] = Float.intBitsToFloat((short) SHORTS.get(from, 2 * i) << 16);
                }
            }
        }
    }

    /** Puts the elements at the buffer's position, which moves on; scratch holds at least {@code 4 * elements} bytes. */
    void encode(float[] from, int elements, ByteBuffer to, byte[] scratch) {
        switch (this) {
            case F32 -> {
                for (int i = 0; i < elements; i++) {
                    FLOATS.set(scratch, 4 * i, from[i]);
                }
            }
            case F16 -> {
                for (int i = 0; i < elements; i++) {
                    SHORTS.set(scratch, 2 * i, floatToHalf(from[i]));
                }
            }
            case BF16 -> {
                for (int i = 0; i < elements; i++) {
                    SHORTS.set(scratch, 2 * i, floatToBfloat16(from[i]));
                }
            }
        }
        to.put(scratch, 0, elements * bytes);
    }

    static float halfToFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int magnitude = half & 0x7FFF;
        if (magnitude >= 0x7C00) {
            return Float.intBitsToFloat(sign | 0x7F800000 | (magnitude & 0x3FF) << 13);
        }
        // Moved to float's place and rescaled by 2^112: one multiplication serves normal and subnormal numbers alike.
        float value = Float.intBitsToFloat(magnitude << 13) * 0x1p112f;
        return Float.intBitsToFloat(sign | Float.floatToRawIntBits(value));
    }

    static short floatToHalf(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        int magnitude = bits & 0x7FFFFFFF;
        if (magnitude > 0x7F800000) {
            return (short) (sign | 0x7E00);
        }
        if (magnitude >= 0x477FF000) {
            return (short) (sign | 0x7C00);
        }
        if (magnitude < 0x38800000) {
            // Subnormal: adding 0.5 makes float's own rounding cut at half's last place, 2^-24.
            int rounded = Float.floatToRawIntBits(Float.intBitsToFloat(magnitude) + 0.5f);
            return (short) (sign | (rounded - 0x3F000000));
        }
        int odd = magnitude >>> 13 & 1;
        return (short) (sign | (magnitude - 0x38000000 + 0xFFF + odd) >>> 13);
    }

    static short floatToBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> 16 | 0x40);
        }
        return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
    }
}
