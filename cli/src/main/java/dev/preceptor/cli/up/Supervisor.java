package dev.preceptor.cli.up;

import dev.preceptor.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Starts processes, starts again what dies, and ends them all. */
final class Supervisor {

    /** What a service has in hand then is done again; the whole ends within some fifteen seconds. */
    private static final Duration GRACE_OF_SERVICES = Duration.ofSeconds(8);

    private static final Duration GRACE_OF_THE_BROKER = Duration.ofSeconds(4);

    private static final long LOOK_AGAIN_MILLIS = 1000;

    private final Path pids;
    private final Consumer<String> say;
    private final Predicate<Member> ready;
    /** In the order of their starts. */
    private final Map<Member, Process> running = new LinkedHashMap<>();

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CompletableFuture<Void> failure = new CompletableFuture<>();

    /**
     * @param pids the folder of the pid files
     * @param ready whether one of them can do its work
     */
    Supervisor(Path pids, Consumer<String> say, Predicate<Member> ready) {
        this.pids = pids;
        this.say = say;
        this.ready = ready;
    }

    /** Starts it now, and again whenever it dies; when it keeps dying, {@link #failure} says so. */
    void start(Member member) {
        Process first = launch(member);
        Thread thread = new Thread(() -> watch(member, first), member.name());
        thread.setDaemon(true);
        thread.start();
    }

    /** Completed exceptionally when a process cannot be kept alive. */
    CompletableFuture<Void> failure() {
        return failure;
    }

    /** Ends the processes, those that were started last first, and returns when all have ended. */
    void stop() {
        stopping.countDown();
        List<Map.Entry<Member, Process>> all;
        synchronized (running) {
            all = new ArrayList<>(running.entrySet());
        }
        Collections.reverse(all);
        // The services before the broker that they have their last words with.
        end(all.stream().filter(entry -> !entry.getKey().isBroker()).toList(), GRACE_OF_SERVICES);
        end(all.stream().filter(entry -> entry.getKey().isBroker()).toList(), GRACE_OF_THE_BROKER);
    }

    private void watch(Member member, Process first) {
        Restarts restarts = new Restarts(System::nanoTime);
        Process process = first;
        try {
            while (process != null) {
                int status = end(member, process, restarts);
                if (stopping.getCount() == 0) {
                    return;
                }
                String what = member.name() + " ended with status " + status;
                Duration pause = restarts.next().orElse(null);
                if (pause == null) {
                    failure.completeExceptionally(
                            CommandException.failed(what + " again and again; its log says why: " + member.log()));
                    return;
                }
                say.accept(what + "; starting it again in " + pause.toSeconds() + " s. Its log: " + member.log());
                if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                process = launch(member);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CommandException e) {
            failure.completeExceptionally(e);
        }
    }

    /** Its exit status, when it has ended; meanwhile it is noticed that it serves. */
    private int end(Member member, Process process, Restarts restarts) throws InterruptedException {
        while (!ready.test(member)) {
            if (process.waitFor(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        }
        restarts.served();
        return process.waitFor();
    }

    /** Null when all is being stopped. */
    private Process launch(Member member) {
        synchronized (running) {
            if (stopping.getCount() == 0) {
                return null;
            }
            try {
                Files.createDirectories(member.log().getParent());
                Process process = new ProcessBuilder(inItsOwnSession(member.command()))
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(member.log().toFile()))
                        .start();
                running.put(member, process);
                PidFile.of(pids, member.name()).write(process.toHandle());
                return process;
            } catch (IOException e) {
                throw CommandException.failed(member.name() + " cannot be started: " + e.getMessage(), e);
            }
        }
    }

    /** A Ctrl-C goes to all processes of a terminal's session; here it is this one that ends the others, in order. */
    static List<String> inItsOwnSession(List<String> command) {
        Path setsid = Path.of("/usr/bin/setsid");
        if (!Files.isExecutable(setsid)) {
            return command;
        }
        List<String> apart = new ArrayList<>(List.of(setsid.toString()));
        apart.addAll(command);
        return apart;
    }

    private void end(List<Map.Entry<Member, Process>> processes, Duration grace) {
        processes.forEach(entry -> entry.getValue().destroy());
        long deadline = System.nanoTime() + grace.toNanos();
        for (Map.Entry<Member, Process> entry : processes) {
            Process process = entry.getValue();
            try {
                if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    say.accept(
                            entry.getKey().name() + " did not end within " + grace.toSeconds() + " s and was killed");
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
            PidFile.of(pids, entry.getKey().name()).delete();
        }
    }
}
