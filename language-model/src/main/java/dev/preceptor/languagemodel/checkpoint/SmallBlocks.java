package dev.preceptor.languagemodel.checkpoint;

/**
 * Decodes quantised blocks of 32 values. The first half of a block's values lies in the low nibbles of 16 bytes, the
 * second half in the high ones; a fifth bit, where there is one, lies apart.
 */
final class SmallBlocks {

    private static final int VALUES = 32;
    private static final int HALF = VALUES / 2;

    private SmallBlocks() {}

    static void q4WithoutMinimum(byte[] from, float[] to, int elements) {
        for (int block = 0, at = 0; block < elements; block += VALUES, at += 18) {
            float scale = GgmlType.half(from, at);
            for (int i = 0; i < HALF; i++) {
                int pair = from[at + 2 + i];
                to[block + i] = scale * ((pair & 0xF) - 8);
                to[block + HALF + i] = scale * ((pair >> 4 & 0xF) - 8);
            }
        }
    }

    static void q4WithMinimum(byte[] from, float[] to, int elements) {
        for (int block = 0, at = 0; block < elements; block += VALUES, at += 20) {
            float scale = GgmlType.half(from, at);
            float minimum = GgmlType.half(from, at + 2);
            for (int i = 0; i < HALF; i++) {
                int pair = from[at + 4 + i];
                to[block + i] = scale * (pair & 0xF) + minimum;
                to[block + HALF + i] = scale * (pair >> 4 & 0xF) + minimum;
            }
        }
    }

    static void q5WithoutMinimum(byte[] from, float[] to, int elements) {
        for (int block = 0, at = 0; block < elements; block += VALUES, at += 22) {
            float scale = GgmlType.half(from, at);
            int fifthBits = bits(from, at + 2);
            for (int i = 0; i < HALF; i++) {
                int pair = from[at + 6 + i];
                to[block + i] = scale * ((pair & 0xF | fifth(fifthBits, i)) - 16);
                to[block + HALF + i] = scale * ((pair >> 4 & 0xF | fifth(fifthBits, HALF + i)) - 16);
            }
        }
    }

    static void q5WithMinimum(byte[] from, float[] to, int elements) {
        for (int block = 0, at = 0; block < elements; block += VALUES, at += 24) {
            float scale = GgmlType.half(from, at);
            float minimum = GgmlType.half(from, at + 2);
            int fifthBits = bits(from, at + 4);
            for (int i = 0; i < HALF; i++) {
                int pair = from[at + 8 + i];
                to[block + i] = scale * (pair & 0xF | fifth(fifthBits, i)) + minimum;
                to[block + HALF + i] = scale * (pair >> 4 & 0xF | fifth(fifthBits, HALF + i)) + minimum;
            }
        }
    }

    static void q8(byte[] from, float[] to, int elements) {
        for (int block = 0, at = 0; block < elements; block += VALUES, at += 34) {
            float scale = GgmlType.half(from, at);
            for (int i = 0; i < VALUES; i++) {
                to[block + i] = scale * from[at + 2 + i];
            }
        }
    }

    private static int fifth(int bits, int i) {
        return (bits >>> i & 1) << 4;
    }

    private static int bits(byte[] from, int at) {
        return from[at] & 0xFF | (from[at + 1] & 0xFF) << 8 | (from[at + 2] & 0xFF) << 16 | (from[at + 3] & 0xFF) << 24;
    }
}
