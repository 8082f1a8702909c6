import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that request what open pages request: a stream of reports, and what the page loads when a report has changed. */
final class Viewers implements AutoCloseable {

    static final Viewers NONE = new Viewers();

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(task, "viewers");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Stream> streams = new ArrayList<>();
    private final List<CompletableFuture<?>> connections = new ArrayList<>();
    private final AtomicInteger streamsWithReport = new AtomicInteger();

    private Viewers() {}

    /**
     * Half of the browsers show the run with what its page loads every five seconds, a quarter its lessons and a quarter the list of
     * runs. A list of lessons that is longer than a page is loaded when it is opened, and then only when a person asks for more.
     */
    static Viewers browsers(URI server, String runId, int browsers) {
        Viewers viewers = new Viewers();
        URI run = server.resolve("/runs/" + runId);
        for (int browser = 0; browser < browsers; browser++) {
            if (browser % 4 == 3) {
                viewers.poll(server.resolve("/runs?limit=50"), 3);
            } else {
                viewers.follow(run);
                if (browser % 4 == 2) {
                    viewers.load(URI.create(run + "/lessons?limit=500&brief=true"));
                } else {
                    viewers.poll(URI.create(run + "/failures"), 5);
                    viewers.poll(server.resolve("/machines"), 5);
                }
            }
        }
        return viewers;
    }

    static Viewers streams(URI server, String runId, int clients) {
        Viewers viewers = new Viewers();
        for (int stream = 0; stream < clients; stream++) {
            viewers.follow(server.resolve("/runs/" + runId));
        }
        return viewers;
    }

    private void follow(URI run) {
        Stream stream = new Stream();
        streams.add(stream);
        HttpRequest request = HttpRequest.newBuilder(URI.create(run + "/events")).build();
        connections.add(client.sendAsync(request, HttpResponse.BodyHandlers.fromLineSubscriber(stream)));
    }

    private void load(URI address) {
        connections.add(client.sendAsync(
                HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding()));
    }

    private void poll(URI address, int seconds) {
        HttpRequest request = HttpRequest.newBuilder(address).build();
        clock.scheduleWithFixedDelay(
                () -> client.sendAsync(request, HttpResponse.BodyHandlers.discarding()), 0, seconds, TimeUnit.SECONDS);
    }

    /** Waits until so many streams have had a report. */
    void awaitReports(int wanted, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (streamsWithReport.get() < wanted) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(streamsWithReport.get() + " of " + wanted + " streams have a report");
            }
            Thread.sleep(100);
        }
    }

    /** Reads the lines of one stream as they come. */
    private final class Stream implements Flow.Subscriber<String> {

        private volatile Flow.Subscription subscription;
        private boolean hasReport;

        @Override
        public void onSubscribe(Flow.Subscription started) {
            subscription = started;
            started.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (!hasReport && line.startsWith("data:")) {
                hasReport = true;
                streamsWithReport.incrementAndGet();
            }
        }

        @Override
        public void onError(Throwable problem) {
            // A stream that was closed by this side.
        }

        @Override
        public void onComplete() {
            // The run was deleted.
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        streams.forEach(stream -> {
            if (stream.subscription != null) {
                stream.subscription.cancel();
            }
        });
        connections.forEach(connection -> connection.cancel(true));
    }
}
