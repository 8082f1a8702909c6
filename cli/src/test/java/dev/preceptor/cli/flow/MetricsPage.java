package dev.preceptor.cli.flow;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Names of metrics: those that a process shows, and those that files speak of. */
final class MetricsPage {

    private static final Pattern SHOWN = Pattern.compile("(?m)^([a-z][a-z0-9_]+)[ {]");
    /** In PromQL a metric is followed by its labels or a range; prose in the same file has none of our names. */
    private static final Pattern QUERIED = Pattern.compile("\\b([a-z][a-z0-9]*_[a-z0-9_]+)(?=[\\[{])");

    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `([a-z0-9_]+)(?:\\{[^`]*)?`");

    private MetricsPage() {}

    /** What is shown at the address. */
    static Set<String> of(URI address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/q/metrics"))
                .header("Accept", "text/plain")
                .build();
        return names(
                SHOWN,
                HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .body());
    }

    /** Those in the first column of a page's tables. */
    static Set<String> documented(Path page) throws IOException {
        return names(DOCUMENTED, Files.readString(page));
    }

    /** Those that a file's queries ask for. */
    static Set<String> queried(Path file) throws IOException {
        return names(QUERIED, Files.readString(file));
    }

    private static Set<String> names(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(toCollection(TreeSet::new));
    }
}
