package dev.preceptor.languagemodel.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the conversions of float16 with torch's. */
class FloatFormatTest {

    @Test
    void halvesAreDecodedAsInTorch() {
        try (NDManager manager = NDManager.newBaseManager()) {
            ByteBuffer bits = ByteBuffer.allocateDirect(2 << 16).order(ByteOrder.nativeOrder());
            for (int half = 0; half < 1 << 16; half++) {
                bits.putShort((short) half);
            }
            NDArray halves = manager.create(bits.rewind(), new Shape(1 << 16), DataType.FLOAT16);
            float[] expected = halves.toType(DataType.FLOAT32, true).toFloatArray();
            for (int half = 0; half < 1 << 16; half++) {
                assertThat(Float.valueOf(FloatFormat.halfToFloat((short) half)))
                        .isEqualTo(Float.valueOf(expected[half]));
            }
        }
    }

    @Test
    void floatsAreRoundedToHalvesAsInTorch() {
        Random random = new Random(1);
        float[] floats = new float[200_000];
        for (int i = 0; i < floats.length; i++) {
            // Exponents from below the smallest subnormal of half to above its greatest number, and ties.
            float value = Math.scalb(1 + random.nextFloat(), random.nextInt(46) - 28);
            int mask = random.nextBoolean() ? -1 : 0xFFFFF000;
            floats[i] = Float.intBitsToFloat(Float.floatToRawIntBits(random.nextBoolean() ? value : -value) & mask);
        }
        floats[0] = Float.POSITIVE_INFINITY;
        floats[1] = -0f;
        floats[2] = 65504;
        floats[3] = 65519.996f;
        floats[4] = 65520;
        try (NDManager manager = NDManager.newBaseManager()) {
            ByteBuffer halves = manager.create(floats)
                    .toType(DataType.FLOAT16, true)
                    .toByteBuffer()
                    .order(ByteOrder.nativeOrder());
            for (int i = 0; i < floats.length; i++) {
                assertThat(FloatFormat.floatToHalf(floats[i]))
                        .as("%s", floats[i])
                        .isEqualTo(halves.getShort(2 * i));
            }
        }
        assertThat(FloatFormat.halfToFloat(FloatFormat.floatToHalf(Float.NaN))).isNaN();
    }

    @ParameterizedTest
    @CsvSource({
        // A bfloat16 is the upper half of a float; a lower half of 8000 is a tie, which rounds to even.
        "3F800000, 3F80",
        "3F807FFF, 3F80",
        "3F808000, 3F80",
        "3F808001, 3F81",
        "3F818000, 3F82",
        "BF818000, BF82",
        "7F7FFFFF, 7F80",
        "7F800000, 7F80",
        "00000001, 0000",
        "80000000, 8000"
    })
    void bfloat16RoundsToNearestEven(String floatBits, String bfloat16Bits) {
        float value = Float.intBitsToFloat(Integer.parseUnsignedInt(floatBits, 16));
        assertThat(FloatFormat.floatToBfloat16(value)).isEqualTo((short) Integer.parseInt(bfloat16Bits, 16));
    }

    @Test
    void nanStaysNan() {
        float smallest = Float.intBitsToFloat(0x7F800001);
        assertThat(Float.intBitsToFloat(FloatFormat.floatToBfloat16(smallest) << 16))
                .isNaN();
    }
}
