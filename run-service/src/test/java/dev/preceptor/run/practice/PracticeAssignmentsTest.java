package dev.preceptor.run.practice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.run.Runs;
import org.junit.jupiter.api.Test;

class PracticeAssignmentsTest {

    private static final CheckpointReference BASE = new CheckpointReference(0, "tiny", null);

    @Test
    void theDateOfTheRunTravelsWithTheStudent() {
        Run run = Runs.run(Method.PERSD, 1, 2, 1);
        Run pinned = Runs.with(run, "{'student': {'date': '2024-07-26'}}");

        assertThat(PracticeAssignments.of(run, 1, BASE, Runs.task("t")))
                .hasSize(2)
                .allSatisfy(
                        assignment -> assertThat(assignment.student().date()).isEqualTo("2026-01-01"));
        assertThat(PracticeAssignments.of(pinned, 1, BASE, Runs.task("t")))
                .allSatisfy(
                        assignment -> assertThat(assignment.student().date()).isEqualTo("2024-07-26"));
    }
}
