package dev.preceptor.teacher;

import dev.preceptor.credentials.CredentialSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The service's settings. What belongs to a run (endpoint, model, key, prices, budget, limits) comes with its events. */
@ConfigMapping(prefix = "teacher")
public interface TeacherConfiguration {

    /**
     * This replica's name, which no other that runs at the same time may have, and which it keeps when it is started
     * again. With it, a replica knows its own earlier reservations for dead at once; without it, they are waited for until
     * their deadline.
     */
    Optional<String> name();

    /**
     * The keys that specifications may name, by name, each with the only URLs that it goes to. OPENAI_API_KEY goes to
     * {@code https://api.openai.com/v1} and ANTHROPIC_API_KEY to {@code https://api.anthropic.com} unless told otherwise here.
     */
    Map<String, CredentialSettings> credentials();

    /**
     * URLs that may be called without a key, each with everything below it; {@code *} is any. Those of the credentials need not
     * be named.
     */
    Optional<List<String>> allowedUrls();

    /** The most requests for one answer, the first included. */
    @WithDefault("4")
    int mostRequests();

    /** The pause after a first failed request; it doubles with each further one, half of it left to chance. */
    @WithDefault("1s")
    Duration firstBackoff();

    /** A server that asks for a longer rest than this is given up. */
    @WithDefault("5m")
    Duration longestWait();

    /** The temperature that the teacher is asked with first. */
    @WithDefault("0")
    double temperature();

    /** By how much it rises with each further attempt at the same failure; never above 1. */
    @WithDefault("0.4")
    double temperatureRise();

    /** The temperature at which the teacher invents tasks. */
    @WithDefault("0.8")
    double draftTemperature();

    /**
     * How many events are in work at a time; most of their time they wait for an answer. Runs share them: one may have as many as
     * are free, so that a run whose endpoint hangs leaves half of them to others, and each may have four whatever others hold.
     */
    @WithDefault("128")
    int threads();

    /** How many events are taken from Kafka and not done, those included that wait for their run's share of the threads. */
    @WithDefault("1024")
    int eventsInHand();

    /** How many bytes they may have together, as they came from Kafka. */
    @WithDefault("33554432")
    long bytesInHand();

    /** A reservation that has not become a request after this time is given back. */
    @WithDefault("30s")
    Duration reservationMargin();

    /**
     * How long the broker may be away before what needs the budget's log is dead-lettered. A call that is paid for is not worth
     * less after an hour: it is kept in memory until it can be written.
     */
    @WithDefault("1d")
    Duration logTimeout();

    /** The largest record: {@code preceptor.max-message-bytes}, as for the topics. */
    @WithDefault("8388608")
    int maxMessageBytes();

    /** On stopping: how long requests under way may take to be answered and recorded. */
    @WithDefault("5s")
    Duration shutdownGrace();
}
