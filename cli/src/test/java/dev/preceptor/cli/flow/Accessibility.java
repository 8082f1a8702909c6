package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Checks a page by axe-core: WCAG 2.1, levels A and AA. */
final class Accessibility {

    private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
    private static final int[] WIDTHS = {360, 1600};
    private static final Set<String> GRAVE = Set.of("serious", "critical");

    private Accessibility() {}

    /**
     * What is wrong with the page that the browser shows, at 360 and 1600 px and in both themes: it is wider than the window, or axe-core finds a
     * serious or critical violation. Leaves the browser in the last of these states.
     */
    static List<String> faults(Browser browser) throws IOException {
        List<String> found = new ArrayList<>();
        for (int width : WIDTHS) {
            browser.size(width, 900);
            String place = browser.value("location.hash").asText() + " at " + width + " px";
            int scrolled = browser.value("document.documentElement.scrollWidth").asInt();
            if (scrolled > width) {
                found.add(place + " is " + scrolled + " px wide");
            }
            for (boolean dark : List.of(false, true)) {
                browser.theme(dark);
                violations(browser).forEach(violation -> found.add(place + ", dark: " + dark + ": " + violation));
            }
        }
        return found;
    }

    private static List<String> violations(Browser browser) throws IOException {
        if (!browser.value("Boolean(window.axe)").asBoolean()) {
            browser.value(source() + "; undefined");
        }
        JsonNode result = browser.value("axe.run(document, {resultTypes: ['violations'],"
                + " runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then(result =>"
                + " ({passed: result.passes.length, violations: result.violations.map(each =>"
                + " ({id: each.id, impact: each.impact, nodes: each.nodes.map(node =>"
                + " node.html.slice(0, 200) + ' ' + node.failureSummary)}))}))");
        List<String> grave = new ArrayList<>();
        result.path("violations").forEach(violation -> {
            if (GRAVE.contains(violation.path("impact").asText())) {
                grave.add(violation.toPrettyString());
            }
        });
        assertThat(result.path("passed").asInt()).as("rules that were checked").isPositive();
        return grave;
    }

    private static String source() throws IOException {
        try (InputStream script = Accessibility.class.getResourceAsStream(AXE)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
