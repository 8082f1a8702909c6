package dev.preceptor.httpclient.completion;

import dev.preceptor.httpclient.HttpOutcome;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A web page in place of an answer, as gateways and login pages send it.
 *
 * @param title empty where it has none
 */
record WebPage(String title) {

    private static final Pattern TITLE = Pattern.compile("(?is)<title[^>]*>(.*?)</title>|<h1[^>]*>(.*?)</h1>");
    private static final Pattern BEGINNING =
            Pattern.compile("(?is)\\s*(?:<\\?xml[^>]*>\\s*)?(?:<!--.*?-->\\s*)*<(?:!doctype|html|head|body)\\b.*");

    static Optional<WebPage> of(HttpOutcome.Received response) {
        String body = response.body();
        boolean html =
                contentType(response).contains("text/html") && body.strip().startsWith("<")
                        || BEGINNING.matcher(body).matches();
        if (!html) {
            return Optional.empty();
        }
        Matcher title = TITLE.matcher(body);
        return Optional.of(new WebPage(
                title.find()
                        ? (title.group(1) == null ? title.group(2) : title.group(1))
                                .replaceAll("<[^>]*>", "")
                                .strip()
                        : ""));
    }

    static String contentType(HttpOutcome.Received response) {
        return response.headers().entrySet().stream()
                .filter(header -> "content-type".equalsIgnoreCase(header.getKey()))
                .flatMap(header -> header.getValue().stream())
                .findFirst()
                .orElse("")
                .toLowerCase(Locale.ROOT);
    }

    String description() {
        return title.isEmpty() ? "a web page without a title" : "a web page titled '" + title + "'";
    }
}
