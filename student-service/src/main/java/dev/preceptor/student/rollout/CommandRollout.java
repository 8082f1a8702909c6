package dev.preceptor.student.rollout;

import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.stage.command.CommandWords;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Runs a program of the operator that brings a checkpoint to the servers, such as a rolling restart, and waits for it. The program is
 * run only where a replica does not list the checkpoint by its name. It may be run again for the same checkpoint, also by another
 * process at the same time, and must have the same result then.
 */
final class CommandRollout implements Rollout {

    private static final String SETTING = "student.rollout.command";
    private static final int LAST_LINES = 5;
    private static final long POLL_MILLIS = 200;
    private static final Duration OUTPUT_PATIENCE = Duration.ofSeconds(2);

    private final Replicas replicas;
    private final Optional<String> command;
    private final Optional<String> storeOnServers;
    private final Duration timeout;
    private final ShutdownSignal shutdown;

    /**
     * @param command the program with its arguments, as in {@link CommandWords}; empty if the operator has set none
     * @param storeOnServers the artifact store as the servers see it; empty if they see it as this service does
     * @param timeout after which the program and its children are killed
     */
    CommandRollout(
            Replicas replicas,
            Optional<String> command,
            Optional<String> storeOnServers,
            Duration timeout,
            ShutdownSignal shutdown) {
        this.replicas = replicas;
        this.command = command;
        this.storeOnServers = storeOnServers;
        this.timeout = timeout;
        this.shutdown = shutdown;
    }

    @Override
    public Optional<String> advance(RolloutTarget target) {
        // Also where the program is not needed yet: before a run's first answer, so before a lesson is paid.
        List<String> words = words();
        try {
            List<Replica> present = replicas.of(target.student());
            Optional<String> missing = missing(present, target);
            if (missing.isEmpty()) {
                return missing;
            }
            run(words, target);
            return missing(replicas.of(target.student()), target);
        } catch (ReplicaUnavailableException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static Optional<String> missing(List<Replica> present, RolloutTarget target) {
        return EachReplica.perform(
                present,
                target.name(),
                replica -> replica.model(target.name()).isPresent()
                        ? Optional.empty()
                        : Optional.of("it does not list the model"));
    }

    private void run(List<String> words, RolloutTarget target) {
        Map<String, String> values = values(target);
        List<String> arguments =
                words.stream().map(word -> filled(word, values)).toList();
        ProcessBuilder builder = new ProcessBuilder(arguments).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        values.forEach((name, value) -> builder.environment().put("PRECEPTOR_" + name.toUpperCase(Locale.ROOT), value));
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new RolloutException(SETTING + " cannot be started: " + e.getMessage());
        }
        await(process, arguments.get(0));
    }

    private List<String> words() {
        String line = command.orElseThrow(
                () -> new RolloutException("student.rollout is command, and the operator has set no " + SETTING));
        List<String> words;
        try {
            words = CommandWords.of(SETTING, line);
        } catch (IllegalArgumentException e) {
            throw new RolloutException(e.getMessage());
        }
        if (words.isEmpty()) {
            throw new RolloutException(SETTING + " is empty; set it to the program with its arguments");
        }
        return words;
    }

    private static String filled(String argument, Map<String, String> values) {
        String filled = argument;
        for (Map.Entry<String, String> value : values.entrySet()) {
            filled = filled.replace("{" + value.getKey() + "}", value.getValue());
        }
        return filled;
    }

    private Map<String, String> values(RolloutTarget target) {
        CheckpointReference checkpoint = target.checkpoint();
        String uri = target.isBase()
                ? CheckpointPath.ofBase(target.student().model())
                        .orElse(target.student().model())
                : CheckpointPath.ofTrained(checkpoint.uri(), storeOnServers);
        return Map.of(
                "name", target.name(),
                "uri", uri,
                "sha256", checkpoint.sha256() == null ? "" : checkpoint.sha256(),
                "run", target.runId(),
                "round", Integer.toString(checkpoint.round()),
                "server", target.student().baseUrl());
    }

    private void await(Process process, String program) {
        LastLines errors = new LastLines(process.getErrorStream(), LAST_LINES);
        try {
            process.getOutputStream().close();
            long started = System.nanoTime();
            while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                shutdown.check();
                if (System.nanoTime() - started >= timeout.toNanos()) {
                    throw new RolloutException(program + " has not ended after " + timeout.toSeconds()
                            + " s (student.rollout.timeout)" + said(errors));
                }
            }
            if (process.exitValue() != 0) {
                throw new RolloutException(program + " ended with " + process.exitValue() + said(errors));
            }
        } catch (InterruptedException e) {
            throw ShutdownSignal.interrupted();
        } catch (IOException e) {
            throw new RolloutException(program + ": " + e.getMessage());
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String said(LastLines errors) {
        List<String> lines = errors.lines(OUTPUT_PATIENCE);
        return lines.isEmpty() ? "" : ": " + lines.stream().map(String::strip).collect(Collectors.joining(" / "));
    }
}
