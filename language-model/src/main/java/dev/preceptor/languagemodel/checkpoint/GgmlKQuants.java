package dev.preceptor.languagemodel.checkpoint;

/**
 * Decodes GGML's K-quants, which store super-blocks of 256 values. A super-block has 8 or 16 groups. Each group has a
 * small integer scale, and in some formats a minimum. Half-precision numbers of the super-block scale these integers.
 */
final class GgmlKQuants {

    private static final int VALUES = 256;
    private static final int GROUP = 32;

    private GgmlKQuants() {}

    static void q4(byte[] from, float[] to, int elements) {
        for (int block = 0, offset = 0; block < elements; block += VALUES, offset += 144) {
            int quants = offset + 16;
            for (int group = 0; group < 8; group++) {
                float scale = GgmlType.half(from, offset) * scale(from, offset + 4, group);
                float minimum = GgmlType.half(from, offset + 2) * minimum(from, offset + 4, group);
                // Two groups share 32 bytes: the even group has the low nibbles, the odd group the high nibbles.
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
        for (int block = 0, offset = 0; block < elements; block += VALUES, offset += 176) {
            int fifthBits = offset + 16;
            int quants = offset + 48;
            for (int group = 0; group < 8; group++) {
                float scale = GgmlType.half(from, offset) * scale(from, offset + 4, group);
                float minimum = GgmlType.half(from, offset + 2) * minimum(from, offset + 4, group);
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
        for (int block = 0, offset = 0; block < elements; block += VALUES, offset += 210) {
            float superScale = GgmlType.half(from, offset + 208);
            for (int group = 0; group < 8; group++) {
                // A half of the super-block has four groups. The low nibbles of 64 bytes hold the low bits of groups 0
                // and 1, the high nibbles those of groups 2 and 3. Another 32 bytes hold two more bits of all four
                // groups.
                int half = group / 4;
                int quarter = group % 4;
                int low = offset + half * 64 + (quarter & 1) * GROUP;
                int lowShift = quarter / 2 * 4;
                int high = offset + 128 + half * GROUP;
                int highShift = quarter * 2;
                int scales = offset + 192 + group * 2;
                int out = block + group * GROUP;
                for (int i = 0; i < GROUP; i++) {
                    int quant = from[low + i] >> lowShift & 0xF | (from[high + i] >> highShift & 3) << 4;
                    to[out + i] = superScale * from[scales + i / 16] * (quant - 32);
                }
            }
        }
    }

    /** Returns the 6-bit scale of a group. Twelve bytes hold eight scales and eight minima. */
    private static int scale(byte[] from, int offset, int group) {
        return group < 4
                ? from[offset + group] & 63
                : from[offset + group + 4] & 0xF | (from[offset + group - 4] & 0xC0) >> 2;
    }

    private static int minimum(byte[] from, int offset, int group) {
        return group < 4
                ? from[offset + group + 4] & 63
                : from[offset + group + 4] >> 4 & 0xF | (from[offset + group] & 0xC0) >> 2;
    }
}
