package dev.preceptor.cli.model;

import dev.preceptor.languagemodel.ComputeType;
import dev.preceptor.languagemodel.LoadOptions;
import picocli.CommandLine.Option;

/** What a command that does not train computes in. */
final class ComputeOption {

    @Option(
            names = "--dtype",
            paramLabel = "auto|float32|bfloat16|int8",
            defaultValue = "auto",
            description =
                    "What is multiplied in; int8 is about twice as fast on a CPU, and less exact (default: auto).")
    private ComputeType type;

    LoadOptions loadOptions() {
        return LoadOptions.defaults().withComputeType(type);
    }
}
