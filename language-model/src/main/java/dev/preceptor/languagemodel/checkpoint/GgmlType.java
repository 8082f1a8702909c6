package dev.preceptor.languagemodel.checkpoint;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The storage format of a GGUF tensor: floating-point numbers, or quantised blocks of 32 or 256 values that share a scale.
 *
 * <p>Layouts: https://github.com/ggml-org/ggml (ggml-common.h, ggml-quants.c)
 */
enum GgmlType {
    F32(0, 1, 4, FloatFormat.F32::decode),
    F16(1, 1, 2, FloatFormat.F16::decode),
    Q4_0(2, 32, 18, GgmlLegacyQuants::q4WithoutMinimum),
    Q4_1(3, 32, 20, GgmlLegacyQuants::q4WithMinimum),
    Q5_0(6, 32, 22, GgmlLegacyQuants::q5WithoutMinimum),
    Q5_1(7, 32, 24, GgmlLegacyQuants::q5WithMinimum),
    Q8_0(8, 32, 34, GgmlLegacyQuants::q8),
    Q4_K(12, 256, 144, GgmlKQuants::q4),
    Q5_K(13, 256, 176, GgmlKQuants::q5),
    Q6_K(14, 256, 210, GgmlKQuants::q6),
    BF16(30, 1, 2, FloatFormat.BF16::decode);

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private final int number;
    private final int blockElements;
    private final int blockBytes;
    private final TensorReader.Decoder decoder;

    GgmlType(int number, int blockElements, int blockBytes, TensorReader.Decoder decoder) {
        this.number = number;
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
        this.decoder = decoder;
    }

    static GgmlType ofNumber(int number, String tensor, CheckpointFile file) {
        for (GgmlType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        String known = Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
        throw file.invalid("tensor " + tensor + " is of GGUF type " + Integer.toUnsignedString(number)
                + ", which is not supported; supported are " + known);
    }

    int blockElements() {
        return blockElements;
    }

    int blockBytes() {
        return blockBytes;
    }

    TensorReader.Decoder decoder() {
        return decoder;
    }

    /** Returns the half-precision number that starts at a byte offset. */
    static float half(byte[] bytes, int offset) {
        return FloatFormat.halfToFloat((short) SHORTS.get(bytes, offset));
    }
}
