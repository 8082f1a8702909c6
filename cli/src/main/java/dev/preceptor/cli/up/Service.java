package dev.preceptor.cli.up;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The services, each with the heap that is enough for it beside the models, which lie outside of the heap. */
enum Service {
    RUN("256m", 1),
    STUDENT("512m", Integer.MAX_VALUE),
    EXECUTOR("192m", Integer.MAX_VALUE),
    TEACHER("256m", Integer.MAX_VALUE),
    TRAINER("512m", Integer.MAX_VALUE),
    EVAL("192m", Integer.MAX_VALUE);

    private final String heap;
    private final int mostReplicas;

    Service(String heap, int mostReplicas) {
        this.heap = heap;
        this.mostReplicas = mostReplicas;
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

    /** run-service answers from its own part of the ledgers, so that a second one would know only half of the runs. */
    int mostReplicas() {
        return mostReplicas;
    }
}
