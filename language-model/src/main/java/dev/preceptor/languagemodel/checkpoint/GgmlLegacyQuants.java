package dev.preceptor.languagemodel.checkpoint;

/**
 * Decodes GGML's legacy quantised formats, which store blocks of 32 values. The low nibbles of 16 bytes hold the first half
 * of a block's values, the high nibbles the second half. The 5-bit formats store the fifth bits separately.
 */
final class GgmlLegacyQuants {

    private static final int VALUES = 32;
    private static final int HALF = VALUES / 2;

    private GgmlLegacyQuants() {}

    static void q4WithoutMinimum(byte[] from, float[] to, int elements) {
        for (int block = 0, offset = 0; block < elements; block += VALUES, offset += 18) {
            float scale = GgmlType.half(from, offset);
            for (int i = 0; i < HALF; i++) {
                int pair = from[offset + 2 + i];
                to[block + i] = scale * ((pair & 0xF) - 8);
                to[block + HALF + i] = scale * ((pair >> 4 & 0xF) - 8);
            }
        }
    }

    static void q4WithMinimum(byte[] from, float[] to, int elements) {
        for (int block = 0, offset = 0; block < elements; block += VALUES, offset += 20) {
            float scale = GgmlType.half(from, offset);
            float minimum = GgmlType.half(from, offset + 2);
            for (int i = 0; i < HALF; i++) {
                int pair = from[offset + 4 + i];
                to[block + i] = scale * (pair & 0xF) + minimum;
                to[block + HALF + i] = scale * (pair >> 4 & 0xF) + minimum;
            }
        }
    }

    static void q5WithoutMinimum(byte[] from, float[] to, int elements) {
        for (int block = 0, offset = 0; block < elements; block += VALUES, offset += 22) {
            float scale = GgmlType.half(from, offset);
            int fifthBits = bits(from, offset + 2);
            for (int i = 0; i < HALF; i++) {
                int pair = from[offset + 6 + i];
                to[block + i] = scale * ((pair & 0xF | fifth(fifthBits, i)) - 16);
                to[block + HALF + i] = scale * ((pair >> 4 & 0xF | fifth(fifthBits, HALF + i)) - 16);
            }
        }
    }

    static void q5WithMinimum(byte[] from, float[] to, int elements) {
        for (int block = 0, offset = 0; block < elements; block += VALUES, offset += 24) {
            float scale = GgmlType.half(from, offset);
            float minimum = GgmlType.half(from, offset + 2);
            int fifthBits = bits(from, offset + 4);
            for (int i = 0; i < HALF; i++) {
                int pair = from[offset + 8 + i];
                to[block + i] = scale * (pair & 0xF | fifth(fifthBits, i)) + minimum;
                to[block + HALF + i] = scale * (pair >> 4 & 0xF | fifth(fifthBits, HALF + i)) + minimum;
            }
        }
    }

    static void q8(byte[] from, float[] to, int elements) {
        for (int block = 0, offset = 0; block < elements; block += VALUES, offset += 34) {
            float scale = GgmlType.half(from, offset);
            for (int i = 0; i < VALUES; i++) {
                to[block + i] = scale * from[offset + 2 + i];
            }
        }
    }

    private static int fifth(int bits, int i) {
        return (bits >>> i & 1) << 4;
    }

    private static int bits(byte[] from, int offset) {
        return from[offset] & 0xFF
                | (from[offset + 1] & 0xFF) << 8
                | (from[offset + 2] & 0xFF) << 16
                | (from[offset + 3] & 0xFF) << 24;
    }
}
