package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.types.DataType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The floating-point formats of weights, and their conversion from and to float. Rounds to nearest, ties to even. */
enum FloatFormat {
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

    FloatFormat(int bytes, String torchName, DataType dataType) {
        this.bytes = bytes;
        this.torchName = torchName;
        this.dataType = dataType;
    }

    int bytes() {
        return bytes;
    }

    /** Returns the name in config.json, such as {@code "bfloat16"}. */
    String torchName() {
        return torchName;
    }

    static FloatFormat of(DataType type) {
        for (FloatFormat format : values()) {
            if (format.dataType == type) {
                return format;
            }
        }
        throw new IllegalArgumentException("weights are FLOAT32, FLOAT16 or BFLOAT16, not " + type);
    }

    /** Returns the type of an array with values of this format. DJL has no BFLOAT16 arrays: FLOAT16 arrays hold the bits of BF16. */
    DataType arrayType() {
        return this == F32 ? DataType.FLOAT32 : DataType.FLOAT16;
    }

    /** Returns whether the value does not overflow to infinity when it is rounded to this format. */
    boolean holds(float value) {
        // Rounding gives infinity from half a unit in the last place above the greatest finite number.
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

    /**
     * Encodes floats into a buffer, starting at its position, and advances the position.
     *
     * @param scratch at least {@code 4 * elements} bytes
     */
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
        // Shifting to float's fields and multiplying by 2^112 handles both normal and subnormal numbers.
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
            // Subnormal: adding 0.5 makes float arithmetic round at the last place of half, 2^-24.
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
