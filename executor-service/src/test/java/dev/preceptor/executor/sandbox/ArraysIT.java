package dev.preceptor.executor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Programs that work on numpy's arrays and pandas' tables, with both preloaded. */
class ArraysIT {

    private static Sandbox sandbox;

    @BeforeAll
    static void start() {
        try {
            sandbox = Sandbox.start(SandboxConfiguration.DEFAULT
                    .withPython(System.getProperty("preceptor.python", "python3"))
                    .withPreload(List.of("numpy", "pandas"))
                    .withWorkers(1));
        } catch (SandboxException e) {
            Assumptions.assumeThat(e)
                    .as("numpy and pandas are absent; set the system property preceptor.python to a Python with them")
                    .hasMessageNotContaining("executor.preload");
            throw e;
        }
    }

    @AfterAll
    static void stop() {
        if (sandbox != null) {
            sandbox.close();
        }
    }

    @Test
    void numbersAndArraysComeBackAsWhatTheyAre() {
        assertThat(judge(
                                "import numpy as np\ndef f(x): return x",
                                "import numpy as np",
                                "assert f(np.int64(3)) == 3 and isinstance(f(np.int64(3)), np.integer)",
                                "assert not isinstance(f(np.int64(3)), int)",
                                "assert np.array_equal(f(np.eye(2)), [[1, 0], [0, 1]])",
                                "assert f(np.array(['a', None], dtype=object)).tolist() == ['a', None]",
                                "assert f(np.array(['2020-01-01'], dtype='datetime64[D]'))[0] == np.datetime64('2020-01-01')")
                        .verdict())
                .isEqualTo(Verdict.PASSED);
    }

    @Test
    void anArrayIsChangedInPlace() {
        assertThat(judge(
                                "def f(a): a *= 2",
                                "import numpy as np",
                                "a = np.array([1, 2])",
                                "f(a)",
                                "assert a.tolist() == [2, 4]")
                        .verdict())
                .isEqualTo(Verdict.PASSED);
    }

    @Test
    void tablesComeBackAsWhatTheyAre() {
        String table = "pd.DataFrame({'a': [1, 2], 'b': ['x', None], 'c': pd.Categorical(['u', 'v']),"
                + " 'd': pd.to_datetime(['2020-01-01', '2021-01-01']).tz_localize('UTC'),"
                + " 'e': pd.array([1, None], dtype='Int64')}, index=['r', 's'])";
        assertThat(judge(
                                "import pandas as pd\ndef f(x): return x\ndef g(): return " + table,
                                "import pandas as pd",
                                "pd.testing.assert_frame_equal(g(), " + table + ")",
                                "pd.testing.assert_frame_equal(f(g()), " + table + ")",
                                "pd.testing.assert_series_equal(f(g().a), g().a)",
                                "assert f(pd.NA) is pd.NA and f(pd.Timestamp('2020')) == pd.Timestamp('2020')")
                        .verdict())
                .isEqualTo(Verdict.PASSED);
    }

    @Test
    void aWrongOneIsShown() {
        Judgement array = judge(
                "import numpy as np\ndef f(n): return np.arange(n)",
                "import numpy as np",
                "assert np.array_equal(f(3), [1, 2, 3])");
        assertThat(array.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(array.feedback()).contains("Call: f(3)", "Expected: [1, 2, 3]", "Got: array([0, 1, 2])");

        Judgement table = judge(
                "def f(table): return table[::-1]",
                "import pandas as pd",
                "pd.testing.assert_frame_equal(f(pd.DataFrame({'v': [2, 1]})), pd.DataFrame({'v': [2, 1]}))");
        assertThat(table.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(table.feedback()).contains("Call: f(pd.DataFrame({'v': [2, 1]}))");
    }

    @Test
    void anArrayThatLiesIsSeenThroughOutside() {
        String liar =
                "import numpy as np\nclass Liar(np.ndarray):\n    def __eq__(self, other): return np.ones(1, bool)\n"
                        + "def f(n): return np.zeros(1).view(Liar)";
        TestSuite.Test test = new TestSuite.Test("import numpy as np\nassert (f(1) == np.array([1])).all()", false);
        Program program = new Program(liar, new TestSuite("f", "", List.of(test), null, null));

        try (Sandbox outside = Sandbox.start(SandboxConfiguration.DEFAULT
                .withPython(System.getProperty("preceptor.python", "python3"))
                .withPreload(List.of("numpy", "pandas"))
                .withJudging(Judging.OUTSIDE)
                .withWorkers(1))) {
            assertThat(outside.judge(program).verdict()).isEqualTo(Verdict.FAILED);
        }
    }

    private static Judgement judge(String program, String... tests) {
        List<TestSuite.Test> suite =
                Stream.of(tests).map(test -> new TestSuite.Test(test, false)).toList();
        return sandbox.judge(new Program(program, new TestSuite("f", "", suite, null, null)));
    }
}
