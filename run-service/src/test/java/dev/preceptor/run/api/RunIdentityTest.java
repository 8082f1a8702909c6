package dev.preceptor.run.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.run.Runs;
import org.junit.jupiter.api.Test;

class RunIdentityTest {

    private static final DataSet PRACTICE = new DataSet("file:///a", "aa", 1);
    private static final DataSet EXAM = new DataSet("file:///b", "bb", 1);

    @Test
    void isTheNameAndAHash() {
        assertThat(id(specification(Method.PERSD, 1.0))).matches("demo-[0-9a-f]{8}");
    }

    @Test
    void doesNotChangeWithTheBudgetOrThePlaceOfTheTasks() {
        String id = id(specification(Method.PERSD, 1.0));

        assertThat(id(specification(Method.PERSD, 2.0))).isEqualTo(id);
        assertThat(RunIdentity.of(
                        specification(Method.PERSD, 1.0), new DataSet("file:///elsewhere", "aa", 1), EXAM, null))
                .isEqualTo(id);
    }

    @Test
    void changesWithWhatIsDoneAndOnWhat() {
        String id = id(specification(Method.PERSD, 1.0));

        assertThat(id(specification(Method.INPD, 1.0))).isNotEqualTo(id);
        assertThat(RunIdentity.of(specification(Method.PERSD, 1.0), EXAM, PRACTICE, null))
                .isNotEqualTo(id);
    }

    private static RunSpecification specification(Method method, double budgetUsd) {
        return Runs.run(method, 1, 1, 1, budgetUsd).specification();
    }

    private static String id(RunSpecification specification) {
        return RunIdentity.of(specification, PRACTICE, EXAM, null);
    }
}
