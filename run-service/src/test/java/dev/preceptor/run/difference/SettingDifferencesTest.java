package dev.preceptor.run.difference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.run.Runs;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingDifferencesTest {

    private final Run run = Runs.run(Method.PERSD, 1, 1, 5);

    @Test
    void onlyWhatDiffersIsNamedWithTheValueOfEachRun() {
        Run other = Runs.with(
                run,
                "demo-2",
                "{'name': 'other', 'training': {'learningRate': 0.001}, 'student': {'model': 'larger'}}");

        assertThat(SettingDifferences.between(List.of(run, other, run)))
                .containsExactlyInAnyOrder(
                        new SettingDifference(
                                "student.model",
                                List.of(
                                        TextNode.valueOf("tiny"),
                                        TextNode.valueOf("larger"),
                                        TextNode.valueOf("tiny"))),
                        new SettingDifference(
                                "training.learningRate",
                                List.of(
                                        DoubleNode.valueOf(5e-6),
                                        DoubleNode.valueOf(0.001),
                                        DoubleNode.valueOf(5e-6))));
    }

    @Test
    void aSettingThatOnlyOneRunHasIsADifference() {
        Run other = Runs.with(run, "{'student': {'model': 'tiny', 'systemPrompt': 'Be brief.'}}");

        assertThat(SettingDifferences.between(List.of(run, other)))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.setting()).isEqualTo("student.systemPrompt");
                    assertThat(difference.values()).containsExactly(null, TextNode.valueOf("Be brief."));
                });
    }

    @Test
    void tasksDifferByTheirContentAndNotByTheNameOfTheirFile() {
        Run renamed = Runs.with(run, "{'tasks': {'practice': 'copy.jsonl', 'exam': 'exam.jsonl'}}");
        Run others = run.with(changed -> changed.practice(new DataSet("file:///b.jsonl", "0123456789abcdef", 1_200)));

        assertThat(SettingDifferences.between(List.of(run, renamed))).isEmpty();
        assertThat(SettingDifferences.between(List.of(run, others)))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.setting()).isEqualTo("tasks.practice");
                    assertThat(difference.values())
                            .containsExactly(
                                    TextNode.valueOf("5 tasks, aa"), TextNode.valueOf("1,200 tasks, 01234567"));
                });
    }
}
