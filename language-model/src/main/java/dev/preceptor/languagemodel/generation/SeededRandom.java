package dev.preceptor.languagemodel.generation;

/** Random numbers that depend on a seed and a step alone, so that a sequence needs no generator that others could advance. */
final class SeededRandom {

    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private SeededRandom() {}

    /** The number for a step, even in [0, 1), with 24 bits. */
    static float uniform(long seed, int step) {
        long bits = mix(mix(seed + GOLDEN_RATIO) + GOLDEN_RATIO * (step + 1L));
        return (bits >>> 40) * 0x1p-24f;
    }

    /** SplitMix64's output function (Steele, Lea, Flood 2014). */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
