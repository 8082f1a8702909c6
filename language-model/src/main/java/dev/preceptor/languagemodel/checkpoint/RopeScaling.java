package dev.preceptor.languagemodel.checkpoint;

/**
 * How rotary frequencies are stretched to reach beyond the context a model was first trained on.
 *
 * @param type which rule
 * @param factor by how much low frequencies are divided (LINEAR: all)
 * @param lowFrequencyFactor LLAMA3 only: wavelengths above originalContextLength / this are divided in full
 * @param highFrequencyFactor LLAMA3 only: wavelengths below originalContextLength / this stay as they are; those between
 *     are interpolated
 * @param originalContextLength LLAMA3 only: the context length of the first training, in tokens
 */
public record RopeScaling(
        Type type, double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalContextLength) {

    public enum Type {
        LINEAR,
        LLAMA3
    }

    public static RopeScaling linear(double factor) {
        return new RopeScaling(Type.LINEAR, factor, 1, 1, 0);
    }

    /**
     * By what a rotary frequency is divided.
     *
     * @param frequency in radians per position, ropeTheta^(-2i / rotaryDimensions)
     */
    public double divisor(double frequency) {
        if (type == Type.LINEAR) {
            return factor;
        }
        double wavelengths = originalContextLength * frequency / (2 * Math.PI);
        double kept = (wavelengths - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
        double share = Math.min(1, Math.max(0, kept));
        return 1 / ((1 - share) / factor + share);
    }
}
