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
    private static final Set<String> GRAVE = Set.of("serious", "critical");

    private Accessibility() {}

    /** The serious and critical violations on the page that the browser shows. */
    static List<String> violations(Browser browser) throws IOException {
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
