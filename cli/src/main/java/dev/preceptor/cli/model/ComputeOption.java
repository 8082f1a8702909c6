package dev.preceptor.cli.model;

import dev.preceptor.languagemodel.ComputeType;
import dev.preceptor.languagemodel.LoadOptions;
import picocli.CommandLine.Option;

/** {@code --dtype} of commands that do not train: the data type of matrix products. */
final class ComputeOption {

    @Option(
            names = "--dtype",
            paramLabel = "auto|float32|half|bfloat16|int8",
            defaultValue = "auto",
            description =
                    "Data type of matrix products. On a CPU, half is up to twice as fast as float32; int8 is faster still"
                            + " and less exact (default: auto: half for a model stored in half precision, else float32).")
    private ComputeType type;

    LoadOptions loadOptions() {
        return LoadOptions.defaults().withComputeType(type);
    }
}
