import com.fasterxml.jackson.core.type.TypeReference;
import dev.preceptor.contracts.Json;
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
import java.util.Optional;
import java.util.function.Predicate;

/** run-service's REST API, as a patient client sees it: whoever does not answer now is asked again. */
final class RunService {

    private static final Duration TO_ANSWER = Duration.ofSeconds(60);
    private static final long LOOK_AGAIN_MILLIS = 250;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String address;
    private final String token;

    RunService(int port) {
        this("http://localhost:" + port, null);
    }

    /** @param token of its API; null where none is needed */
    RunService(String address, String token) {
        this.address = address;
        this.token = token;
    }

    URI address() {
        return URI.create(address);
    }

    RunReport submit(RunRequest request) throws Exception {
        String body = Json.mapper().writeValueAsString(request);
        HttpRequest.Builder post = to("/runs").header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return await(Duration.ofMinutes(3), () -> answer(post, new TypeReference<RunReport>() {}));
    }

    RunReport ask(String runId, String wish) throws Exception {
        HttpRequest.Builder post = to("/runs/" + runId + "/" + wish).POST(HttpRequest.BodyPublishers.noBody());
        return await(Duration.ofMinutes(3), () -> answer(post, new TypeReference<RunReport>() {}));
    }

    /** Empty where it does not answer. */
    Optional<RunReport> report(String runId) throws Exception {
        return answer(to("/runs/" + runId), new TypeReference<RunReport>() {});
    }

    RunReport await(String runId, Predicate<RunReport> condition, Duration atMost) throws Exception {
        return await(atMost, () -> report(runId).filter(condition));
    }

    /** The report of a run that has ended. */
    RunReport awaitEnd(String runId, Duration atMost) throws Exception {
        return await(runId, report -> report.state().ended(), atMost);
    }

    List<Lesson> lessons(String runId) throws Exception {
        List<Lesson> lessons = new ArrayList<>();
        for (String path = "/runs/" + runId + "/lessons?limit=1000"; path != null; ) {
            HttpRequest.Builder get = to(path);
            HttpResponse<String> page = await(Duration.ofMinutes(3), () -> answered(get));
            lessons.addAll(Json.mapper().readValue(page.body(), new TypeReference<List<Lesson>>() {}));
            path = page.headers().firstValue("Link").map(link -> link.replaceFirst("^<(.*)>.*", "$1")).orElse(null);
        }
        return lessons;
    }

    /** The first lessons. */
    List<Lesson> lessons(String runId, int most) throws Exception {
        return await(
                Duration.ofMinutes(3),
                () -> answer(to("/runs/" + runId + "/lessons?limit=" + most), new TypeReference<List<Lesson>>() {}));
    }

    private interface Look<T> {
        Optional<T> now() throws Exception;
    }

    private static <T> T await(Duration atMost, Look<T> look) throws Exception {
        long end = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() < end) {
            Optional<T> found = look.now();
            if (found.isPresent()) {
                return found.get();
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
        throw new IllegalStateException("run-service did not come to it within " + atMost.toSeconds() + " s");
    }

    private HttpRequest.Builder to(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path)).timeout(TO_ANSWER);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private <T> Optional<T> answer(HttpRequest.Builder request, TypeReference<T> type) throws Exception {
        Optional<HttpResponse<String>> response = answered(request);
        return response.isPresent() ? Optional.of(Json.mapper().readValue(response.get().body(), type)) : Optional.empty();
    }

    private Optional<HttpResponse<String>> answered(HttpRequest.Builder request) throws Exception {
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 400) {
                throw new IllegalStateException("refused: " + response.body());
            }
            return response.statusCode() < 300 ? Optional.of(response) : Optional.empty();
        } catch (IOException e) {
            // It is down, or goes down while it answers.
            return Optional.empty();
        }
    }
}
