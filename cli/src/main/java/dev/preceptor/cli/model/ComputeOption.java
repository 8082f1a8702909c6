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
                    "What is multiplied in; half is up to twice as fast as float32 on a CPU, int8 faster still and less"
                            + " exact (default: auto, half for a model that is stored so, else float32).")
    private ComputeType type;

    LoadOptions loadOptions() {
        return LoadOptions.defaults().withComputeType(type);
    }
}
