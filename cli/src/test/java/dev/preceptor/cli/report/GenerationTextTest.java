package dev.preceptor.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.report.GenerationReport;
import dev.preceptor.contracts.report.GenerationReportBuilder;
import dev.preceptor.contracts.report.RefusedDraft;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GenerationTextTest {

    private static final GenerationReport REPORT = report();

    @Test
    void showsTheCountsByReasonAndTheFirstThreeDetails() {
        assertThat(GenerationText.of(REPORT))
                .isEqualTo(
                        """
                        10 of 12 tasks in out.jsonl, of 15 drafts
                        dropped: 4
                             3  RAISES              the solution raises on its own calls
                             1  OF_A_NEWER_VERSION \s
                        the budget did not allow: 1
                          draft 2, RAISES: f(0) raised ValueError: no
                          draft 3, RAISES
                          draft 5, OF_A_NEWER_VERSION: something
                          and 2 more, each with its detail in the report of --json
                        teacher: m, 14 calls, 1000 prompt and 200 completion tokens, $0.50 of $1.00, $0.0500 a task
                        """);
    }

    @Test
    void withoutRefusedDraftsItIsShort() {
        GenerationReport all = REPORT.with(report ->
                report.tasks(12).drafts(12).dropped(Map.of()).refused(List.of()).unfunded(0));

        assertThat(GenerationText.of(all).lines()).hasSize(3);
    }

    /** The fields that earlier versions wrote, in their order, and the refused drafts. */
    @Test
    void theJsonHasTheFieldsOfEarlierVersions() throws Exception {
        assertThat(Json.mapper().writeValueAsString(REPORT))
                .isEqualTo("{\"generationId\":\"generate-1\",\"wanted\":12,\"tasks\":10,\"drafts\":15,"
                        + "\"dropped\":{\"RAISES\":3,\"TRIVIAL\":0,\"OF_A_NEWER_VERSION\":1},\"unfunded\":1,\"faulted\":0,"
                        + "\"problem\":\"no money\",\"teacher\":{\"model\":\"m\",\"calls\":14,\"promptTokens\":1000,"
                        + "\"completionTokens\":200,\"costUsd\":0.5,\"budgetUsd\":1.0,\"unknownUsd\":0.0},"
                        + "\"out\":\"out.jsonl\",\"refused\":["
                        + "{\"number\":2,\"reason\":\"RAISES\",\"detail\":\"f(0) raised ValueError: no\"},"
                        + "{\"number\":3,\"reason\":\"RAISES\"},"
                        + "{\"number\":5,\"reason\":\"OF_A_NEWER_VERSION\",\"detail\":\"something\"},"
                        + "{\"number\":7,\"reason\":\"RAISES\"},"
                        + "{\"number\":15,\"reason\":\"UNFUNDED\",\"detail\":\"no money\"}]}");
    }

    private static GenerationReport report() {
        Map<String, Integer> dropped = new LinkedHashMap<>();
        dropped.put("RAISES", 3);
        dropped.put("TRIVIAL", 0);
        dropped.put("OF_A_NEWER_VERSION", 1);
        return GenerationReportBuilder.builder()
                .generationId("generate-1")
                .wanted(12)
                .tasks(10)
                .drafts(15)
                .dropped(dropped)
                .unfunded(1)
                .problem("no money")
                .teacher(new GenerationReport.Bill("m", 14, 1000, 200, 0.5, 1, 0))
                .out("out.jsonl")
                .refused(List.of(
                        new RefusedDraft(2, "RAISES", "f(0) raised ValueError: no"),
                        new RefusedDraft(3, "RAISES", null),
                        new RefusedDraft(5, "OF_A_NEWER_VERSION", "something"),
                        new RefusedDraft(7, "RAISES", null),
                        new RefusedDraft(15, RefusedDraft.UNFUNDED, "no money")))
                .build();
    }
}
