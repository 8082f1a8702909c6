package dev.preceptor.teacher;

import dev.preceptor.httpclient.credentials.CredentialSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The service's settings. The settings of a run (endpoint, model, key, prices, budget, limits) are in its events. */
@ConfigMapping(prefix = "teacher")
public interface TeacherConfiguration {

    /**
     * This replica's name, unique among the replicas that run at the same time and the same after a restart. A replica with a name
     * knows at once that its reservations from before the restart are dead; without a name it waits until their deadlines.
     */
    Optional<String> name();

    /**
     * The keys that specifications may name, by name, each with the only URLs that it is sent to. By default OPENAI_API_KEY is sent
     * to {@code https://api.openai.com/v1} and ANTHROPIC_API_KEY to {@code https://api.anthropic.com}.
     */
    Map<String, CredentialSettings> credentials();

    /**
     * URLs that may be called without a key, each with all paths below it; {@code *} is any. The URLs of the credentials are
     * always allowed.
     */
    Optional<List<String>> allowedUrls();

    /**
     * URL of the student-service that scores attempts of students with the teacher {@code self}, without a path. It may be called without a
     * key. None by default.
     */
    Optional<String> studentUrl();

    /**
     * The name of the credential with the token for this student-service, with the role {@code write}, for specifications that name none. By
     * default it is called without a token.
     */
    Optional<String> studentCredential();

    /** Maximum number of requests for one answer, the first included. */
    @WithDefault("4")
    int mostRequests();

    /** Backoff after the first failed request; it doubles with each further one, and half of it is random. */
    @WithDefault("1s")
    Duration firstBackoff();

    /** Maximum backoff; a server that asks for a longer delay is given up. */
    @WithDefault("5m")
    Duration longestWait();

    /** Sampling temperature of the first attempt. */
    @WithDefault("0")
    double temperature();

    /** Increase of the temperature with each further attempt at the same failure, up to 1. */
    @WithDefault("0.4")
    double temperatureRise();

    /** Sampling temperature of drafts of new tasks. */
    @WithDefault("0.8")
    double draftTemperature();

    /**
     * Maximum number of events processed at a time; most of the time they wait for an answer. Runs share the threads: a run may use
     * as many as are free, so a run whose endpoint hangs leaves half of them to others, and each run may always use four.
     */
    @WithDefault("128")
    int threads();

    /** Maximum number of events received from Kafka and not processed, including those that wait for a thread. */
    @WithDefault("1024")
    int eventsInHand();

    /** Maximum total size of these events, in bytes as received from Kafka. */
    @WithDefault("33554432")
    long bytesInHand();

    /** A reservation that has not become a request within this time is given back. */
    @WithDefault("30s")
    Duration reservationMargin();

    /**
     * How long the broker may be unreachable before events that need the budget's log are dead-lettered. A paid answer is kept in
     * memory until it can be written.
     */
    @WithDefault("1d")
    Duration logTimeout();

    /**
     * How long the artifact store may be unavailable before log-probabilities that were paid for are given up. Until then they are kept in
     * memory and tried again. Then an answer is a lesson of its text, and a score goes to the dead letters.
     */
    @WithDefault("1d")
    Duration storePatience();

    /** How long it may take to create a batch, the upload included. A batch that was not found at the provider after this time is lost. */
    @WithDefault("10m")
    Duration batchCreateWithin();

    /** How long after the creation of a batch its results are asked for. Providers end a batch within a day. */
    @WithDefault("3d")
    Duration batchReadWithin();

    /**
     * How long requests wait for a provider that takes no batch, as it responds with 429 or 5xx, has too many tokens enqueued or cannot be
     * reached. Such a failure counts as no attempt. After this time the requests end FAULTED, or go to the live endpoint if
     * {@code teacher.batch.then} is {@code live}.
     */
    @WithDefault("12h")
    Duration batchPostponeWithin();

    /** Maximum size of a record in bytes; set by {@code preceptor.max-message-bytes}, as for the topics. */
    @WithDefault("8388608")
    int maxMessageBytes();

    /** The artifact store, for the log-probabilities of answers; set by {@code preceptor.artifacts.directory}. */
    String artifactsDirectory();

    /** How long a shutdown waits for requests in flight to be answered and recorded. */
    @WithDefault("5s")
    Duration shutdownGrace();
}
