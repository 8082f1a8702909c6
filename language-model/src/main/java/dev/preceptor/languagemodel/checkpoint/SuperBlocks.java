package dev.preceptor.languagemodel.checkpoint;

/**
 * Decodes quantised super-blocks ("K quants"): 256 values in 8 or 16 groups, each with a small integer scale (and minimum)
 * that is itself scaled by the super-block's half-precision numbers.
 */
final class SuperBlocks {

    private static final int VALUES = 256;
    private static final int GROUP = 32;

    private SuperBlocks() {}

    static void q4(byte[] from, float[] to, int elements) {
        for (int block = 0, at = 0; block < elements; block += VALUES, at += 144) {
            int quants = at + 16;
            for (int group = 0; group < 8; group++) {
                float scale = GgmlType.half(from, at) * scale(from, at + 4, group);
                float minimum = GgmlType.half(from, at + 2) * minimum(from, at + 4, group);
                // Two groups share 32 bytes: the even one their low nibbles, the odd one the high.
                int shift = 4 * (group & 1);
                int bytes = quants + group / 2 * GROUP;
                int out = block + group * GROUP;
                for (int i = 0; i < GROUP; i++) {
                    to[out + i] = scale * (from[bytes + i] >> shift & 0xF) - minimum;
                }
            }
        }
    }

    static void q5(byte[] from, float[] to, int elements) {
        for (int block = 0, at = 0; block < elements; block += VALUES, at += 176) {
            int fifthBits = at + 16;
            int quants = at + 48;
            for (int group = 0; group < 8; group++) {
                float scale = GgmlType.half(from, at) * scale(from, at + 4, group);
                float minimum = GgmlType.half(from, at + 2) * minimum(from, at + 4, group);
                int shift = 4 * (group & 1);
                int bytes = quants + group / 2 * GROUP;
                int out = block + group * GROUP;
                for (int i = 0; i < GROUP; i++) {
                    int fifth = (from[fifthBits + i] >> group & 1) << 4;
                    to[out + i] = scale * (from[bytes + i] >> shift & 0xF | fifth) - minimum;
                }
            }
        }
    }

    static void q6(byte[] from, float[] to, int elements) {
        for (int block = 0, at = 0; block < elements; block += VALUES, at += 210) {
            float superScale = GgmlType.half(from, at + 208);
            for (int group = 0; group < 8; group++) {
                // Each half of the super-block: groups 0 and 1 in the low nibbles of 64 bytes, 2 and 3 in the high
                // ones; two more bits of all four in 32 further bytes.
                int half = group / 4;
                int quarter = group % 4;
                int low = at + half * 64 + (quarter & 1) * GROUP;
                int lowShift = quarter / 2 * 4;
                int high = at + 128 + half * GROUP;
                int highShift = quarter * 2;
                int scales = at + 192 + group * 2;
                int out = block + group * GROUP;
                for (int i = 0; i < GROUP; i++) {
                    int quant = from[low + i] >> lowShift & 0xF | (from[high + i] >> highShift & 3) << 4;
                    to[out + i] = superScale * from[scales + i / 16] * (quant - 32);
                }
            }
        }
    }

    /** The six-bit scale of a group, of twelve bytes that hold eight scales and eight minima. */
    private static int scale(byte[] from, int at, int group) {
        return group < 4 ? from[at + group] & 63 : from[at + group + 4] & 0xF | (from[at + group - 4] & 0xC0) >> 2;
    }

    private static int minimum(byte[] from, int at, int group) {
        return group < 4 ? from[at + group + 4] & 63 : from[at + group + 4] >> 4 & 0xF | (from[at + group] & 0xC0) >> 2;
    }
}
