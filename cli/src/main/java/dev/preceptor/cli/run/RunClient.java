package dev.preceptor.cli.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.comparison.ComparisonRequest;
import dev.preceptor.contracts.comparison.ComparisonStatus;
import dev.preceptor.contracts.report.GenerationRequest;
import dev.preceptor.contracts.report.GenerationStatus;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.report.RunRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of run-service's REST API. Every request has a timeout. */
public final class RunClient {

    private static final Duration TO_CONNECT = Duration.ofSeconds(10);
    private static final Duration TO_ANSWER = Duration.ofSeconds(30);
    private static final Duration TO_ACCEPT_A_REQUEST = Duration.ofSeconds(120);
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int FIRST_ERROR = 300;
    private static final int SAMPLES_A_PAGE = 200;
    private static final Pattern NEXT = Pattern.compile("<(/[^>]*)>; *rel=\"?next\"?");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TO_CONNECT).build();
    private final URI server;
    private final ServerToken token;

    /** Creates a client of a server that requires no token. */
    public RunClient(URI server) {
        this(server, ServerToken.NONE);
    }

    /** @param server the server's URL, with or without a slash at its end */
    public RunClient(URI server, ServerToken token) {
        this.token = token;
        this.server = URI.create(server.toString().replaceAll("/+$", ""));
    }

    /**
     * Starts a run, or returns the run that the same request started earlier.
     *
     * @throws CommandException if the server rejects the request
     */
    RunReport submit(RunRequest request) throws UnreachableException {
        return read(post("/runs", request), new TypeReference<RunReport>() {});
    }

    /**
     * Starts a comparison, or returns the comparison that the same request started earlier.
     *
     * @throws CommandException if the server rejects the request
     */
    public ComparisonStatus compare(ComparisonRequest request) throws UnreachableException {
        return read(post("/comparisons", request), new TypeReference<ComparisonStatus>() {});
    }

    /** The state of a comparison. Status 404 counts as unreachable: the server's replica may not have read it yet. */
    public ComparisonStatus comparison(String comparisonId) throws UnreachableException {
        return get("/comparisons/" + comparisonId, new TypeReference<ComparisonStatus>() {});
    }

    /**
     * Starts a generation of tasks, or returns the one that the same request started earlier.
     *
     * @throws CommandException if the server rejects the request
     */
    GenerationStatus submit(GenerationRequest request) throws UnreachableException {
        return read(post("/task-generations", request), new TypeReference<GenerationStatus>() {});
    }

    /** A submitted generation. Status 404 counts as unreachable: the server's replica may not have read it yet. */
    GenerationStatus generation(String id) throws UnreachableException {
        return get("/task-generations/" + id, new TypeReference<GenerationStatus>() {});
    }

    /** The tasks of a generation that has ended, as lines of a task file; empty if there are none. */
    String generatedTasks(String id) throws UnreachableException {
        return answer(to("/task-generations/" + id + "/tasks")
                        .timeout(TO_ANSWER)
                        .build())
                .body();
    }

    /** The report of a submitted run. Status 404 counts as unreachable: the run is being moved from one replica to another. */
    RunReport report(String runId) throws UnreachableException {
        return get("/runs/" + runId, new TypeReference<RunReport>() {});
    }

    /** The first lessons of the run, at most {@code limit}. */
    List<Lesson> lessons(String runId, int limit) throws UnreachableException {
        return lessonsAt("/runs/" + runId + "/lessons?outcome=TAUGHT&limit=" + limit, limit);
    }

    /** All samples of the run's practice tasks that have ended, whatever their outcome. */
    List<Lesson> samples(String runId) throws UnreachableException {
        return lessonsAt("/runs/" + runId + "/lessons?limit=" + SAMPLES_A_PAGE, Integer.MAX_VALUE);
    }

    private List<Lesson> lessonsAt(String first, int limit) throws UnreachableException {
        List<Lesson> lessons = new ArrayList<>();
        String path = first;
        while (path != null && lessons.size() < limit) {
            HttpResponse<String> page = answer(to(path).timeout(TO_ANSWER).build());
            lessons.addAll(read(page.body(), new TypeReference<List<Lesson>>() {}));
            path = next(page);
        }
        return lessons.subList(0, Math.min(limit, lessons.size()));
    }

    /** The path of the next page from the Link header (RFC 8288); null on the last page, or if the server does not page. */
    private static String next(HttpResponse<String> page) {
        return page.headers().allValues("Link").stream()
                .map(NEXT::matcher)
                .filter(Matcher::find)
                .map(link -> link.group(1))
                .findFirst()
                .orElse(null);
    }

    private <T> T get(String path, TypeReference<T> type) throws UnreachableException {
        return read(answer(to(path).timeout(TO_ANSWER).build()).body(), type);
    }

    private String post(String path, Object body) throws UnreachableException {
        HttpRequest post = to(path).timeout(TO_ACCEPT_A_REQUEST)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(write(body)))
                .build();
        return answer(post).body();
    }

    private HttpRequest.Builder to(String path) {
        return token.on(HttpRequest.newBuilder(URI.create(server + path)).header("Accept", "application/json"));
    }

    private HttpResponse<String> answer(HttpRequest request) throws UnreachableException {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() < FIRST_ERROR) {
                return response;
            }
            String problem = errorOf(response);
            if (response.statusCode() == UNAUTHORIZED) {
                throw CommandException.failed(server + ": " + problem + token.advice());
            }
            if (response.statusCode() == BAD_REQUEST) {
                throw CommandException.badInput(problem);
            }
            if (response.statusCode() >= 500
                    || response.statusCode() == NOT_FOUND && request.method().equals("GET")) {
                throw new UnreachableException(problem, null);
            }
            throw CommandException.failed(problem);
        } catch (IOException e) {
            throw new UnreachableException("no answer from " + server + ": is run-service running there?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted while waiting for " + server, e);
        }
    }

    private String errorOf(HttpResponse<String> response) {
        try {
            JsonNode body = Json.mapper().readTree(response.body());
            if (body.path("error").isTextual()) {
                return body.path("error").asText();
            }
        } catch (JsonProcessingException e) {
            // The body is not from run-service, so the message contains the status only.
            return server + " answered with status " + response.statusCode()
                    + " and a body that is not from run-service";
        }
        return server + " answered with status " + response.statusCode();
    }

    private <T> T read(String body, TypeReference<T> type) {
        try {
            return Json.mapper().readValue(body, type);
        } catch (JsonProcessingException e) {
            throw CommandException.failed("the answer of " + server + " is not run-service's: is the URL right?", e);
        }
    }

    private static String write(Object request) {
        try {
            return Json.mapper().writeValueAsString(request);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request is always JSON", e);
        }
    }
}
