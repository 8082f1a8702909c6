package dev.preceptor.cli.up;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The services, each with the heap that is enough for it beside the models, which lie outside of the heap. */
enum Service {
    RUN("256m"),
    STUDENT("512m"),
    EXECUTOR("192m"),
    TEACHER("256m"),
    TRAINER("512m"),
    EVAL("192m");

    private final String heap;

    Service(String heap) {
        this.heap = heap;
    }

    static Optional<Service> named(String name) {
        return Arrays.stream(values())
                .filter(service -> service.label().equals(name))
                .findFirst();
    }

    /** All of them, as a sentence lists them. */
    static String labels() {
        return Arrays.stream(values()).map(Service::label).collect(Collectors.joining(", "));
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The folder that it is built in. */
    String module() {
        return label() + "-service";
    }

    String heap() {
        return heap;
    }
}
