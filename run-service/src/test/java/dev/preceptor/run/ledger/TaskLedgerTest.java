package dev.preceptor.run.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.specification.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskLedgerTest {

    @ParameterizedTest
    @CsvSource({
        "SOLVED, SOLVED, SOLVED",
        "SOLVED, UNTAUGHT, UNTAUGHT",
        "UNFUNDED, UNTAUGHT, UNFUNDED",
        "FAULTED, UNFUNDED, FAULTED",
        "FAULTED, TAUGHT, TAUGHT",
        "SOLVED, TAUGHT, TAUGHT"
    })
    void endsAsTheMostTellingOfItsSamples(Outcome first, Outcome second, Outcome task) {
        TaskLedger open = TaskLedger.open(2, Method.PERSD).with(1, first);
        assertThat(open.ended()).isFalse();

        TaskLedger ended = open.with(0, second);
        assertThat(ended.ended()).isTrue();
        assertThat(ended.outcome()).isEqualTo(task);
    }

    @ParameterizedTest
    @CsvSource({"SOLVED, UNTAUGHT, SOLVED", "UNTAUGHT, UNTAUGHT, UNTAUGHT", "FAULTED, SOLVED, SOLVED"})
    void isSolvedByAnySampleWhereTheRunLearnsFromThatSample(Outcome first, Outcome second, Outcome task) {
        TaskLedger ended = TaskLedger.open(2, Method.RFT).with(0, first).with(1, second);

        assertThat(ended.outcome()).isEqualTo(task);
        assertThat(ended.fundedAgain().outcome()).isEqualTo(task);
        assertThat(ended.lost().outcome()).isEqualTo(task);
    }

    @Test
    void keepsASamplesFirstOutcome() {
        TaskLedger task = TaskLedger.open(2, Method.PERSD).with(0, Outcome.SOLVED);

        assertThat(task.with(0, Outcome.FAULTED)).isEqualTo(task);
        assertThat(task.with(2, Outcome.FAULTED)).isEqualTo(task);
        assertThat(task.lost().outcomes()).containsEntry(0, Outcome.SOLVED).containsEntry(1, Outcome.FAULTED);
    }
}
