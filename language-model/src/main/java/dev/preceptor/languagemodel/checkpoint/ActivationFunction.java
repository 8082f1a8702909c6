package dev.preceptor.languagemodel.checkpoint;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The activation function of the feed-forward layers. The first name of each constant is the one written to config.json. */
public enum ActivationFunction {
    /** x * sigmoid(x). */
    SILU("silu", "swish"),
    /** The exact Gaussian error linear unit, computed with erf. */
    GELU("gelu"),
    /** The tanh approximation of GELU. The three names stand for the same formula. */
    GELU_TANH("gelu_pytorch_tanh", "gelu_new", "gelu_fast"),
    RELU("relu");

    private final List<String> names;

    ActivationFunction(String... names) {
        this.names = List.of(names);
    }

    /** Returns the name that is written to config.json. */
    public String configurationName() {
        return names.get(0);
    }

    static Optional<ActivationFunction> ofName(String name) {
        return Arrays.stream(values())
                .filter(activation -> activation.names.contains(name))
                .findFirst();
    }

    static String supportedNames() {
        return Arrays.stream(values())
                .flatMap(activation -> activation.names.stream())
                .collect(Collectors.joining(", "));
    }
}
