package dev.preceptor.run.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.run.Runs;
import dev.preceptor.run.practice.PracticeAssignments;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnfundedSampleTest {

    @Test
    void aFailureIsEmittedAgainAsItWasButForTheTermsOfTheTeacher() {
        Assignment assignment = PracticeAssignments.of(
                        Runs.run(Method.PERSD, 1, 1, 1),
                        1,
                        new CheckpointReference(0, "tiny", null),
                        Runs.task("set/1"))
                .get(0);
        Attempt attempt = Runs.attempt(assignment).withVocabulary("fingerprint").withTokens(List.of(3, 1, 2));
        TestResult failure = Runs.judged(attempt, Verdict.FAILED).withJudged("inside");

        TestResult again = (TestResult) UnfundedSample.of(Runs.refinement(failure, 1, RefinementOutcome.UNFUNDED))
                .under(Runs.run(Method.PERSD, 1, 1, 1, 9.0).specification());

        assertThat(again.assignment().teaching().teacher().budgetUsd()).isEqualTo(9.0);
        assertThat(again)
                .usingRecursiveComparison()
                .ignoringFields("submission.assignment.teaching")
                .isEqualTo(failure);
    }
}
