package dev.preceptor.standalone.processes;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The services, each with its Java heap. Models are outside of the heap. */
public enum Service {
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

    /** All names, separated by commas. */
    static String labels() {
        return Arrays.stream(values()).map(Service::label).collect(Collectors.joining(", "));
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The Maven module that the service is built in. */
    String module() {
        return label() + "-service";
    }

    String heap() {
        return heap;
    }
}
