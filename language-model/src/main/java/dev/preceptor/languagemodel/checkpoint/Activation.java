package dev.preceptor.languagemodel.checkpoint;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The non-linearity of the feed-forward layers. The first name of each is the one we write into config.json. */
public enum Activation {
    /** x * sigmoid(x). */
    SILU("silu", "swish"),
    /** The exact Gaussian error linear unit, by erf. */
    GELU("gelu"),
    /** Its approximation by tanh; "new", "fast" and "pytorch" are one formula in different notation. */
    GELU_TANH("gelu_pytorch_tanh", "gelu_new", "gelu_fast"),
    RELU("relu");

    private final List<String> names;

    Activation(String... names) {
        this.names = List.of(names);
    }

    /** The name that config.json uses. */
    public String configurationName() {
        return names.get(0);
    }

    static Optional<Activation> named(String name) {
        return Arrays.stream(values())
                .filter(activation -> activation.names.contains(name))
                .findFirst();
    }

    static String known() {
        return Arrays.stream(values())
                .flatMap(activation -> activation.names.stream())
                .collect(Collectors.joining(", "));
    }
}
