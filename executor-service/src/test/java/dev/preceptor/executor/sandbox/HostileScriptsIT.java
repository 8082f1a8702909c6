package dev.preceptor.executor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.task.InputOutput;
import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Programs on standard input that would do harm, or cheat, in each tier of isolation that this machine has. */
class HostileScriptsIT {

    private static final Limits LIMITS = new Limits(1, 3, 256, 8, 64, 4096);
    private static final InputOutput SECRET = new InputOutput("", "the secret");

    private static Tiers tiers;

    @BeforeAll
    static void start() {
        tiers = Tiers.of(LIMITS);
    }

    @AfterAll
    static void stop() {
        if (tiers != null) {
            tiers.close();
        }
    }

    @AfterEach
    void theNextProgramIsJudgedAsEver() {
        eachTier("print(input())", List.of(new InputOutput("x", "x"), new InputOutput("y", "z")), judgement -> {
            assertThat(judgement.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(judgement.cases()).extracting(CaseResult::passed).containsExactly(true, false);
        });
    }

    @Test
    void aForkBombStartsNothing() {
        String code = "import os\nstarted = 0\nfor _ in range(1000):\n    try:\n        if os.fork() == 0:\n"
                + "            while True: pass\n        started += 1\n    except OSError:\n        pass\nprint(started)";
        eachTier(code, List.of(new InputOutput("", "0")), judgement -> assertThat(judgement.verdict())
                .isEqualTo(Verdict.PASSED));
    }

    @Test
    void aForkByTheLibraryOfCStartsNothing() {
        String code = "import ctypes\nprint(ctypes.CDLL(None).fork(), ctypes.CDLL(None).vfork())";
        eachTier(code, List.of(new InputOutput("", "-1 -1")), judgement -> assertThat(judgement.verdict())
                .isEqualTo(Verdict.PASSED));
    }

    @Test
    void itCannotOutliveItsParent() {
        String code = "import ctypes\nlibc = ctypes.CDLL(None)\nprint(libc.prctl(1, 0, 0, 0, 0))\nwhile True: pass";
        eachTier(code, List.of(new InputOutput("", "")), judgement -> assertThat(judgement.verdict())
                .isEqualTo(Verdict.TIMED_OUT));
    }

    @Test
    void itsParentIsOutOfReach() {
        String code = "import os, signal\nfor number in (signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP):\n    try:\n"
                + "        os.kill(os.getppid(), number)\n    except OSError:\n        pass\nprint('the secret')";
        eachTier(code, List.of(SECRET, SECRET), judgement -> assertThat(judgement.verdict())
                .isEqualTo(Verdict.PASSED));
    }

    @Test
    void whatItWritesToDescriptorsOfOursIsOfNoUse() {
        for (String text : List.of(
                "{\\\"end\\\": true}\\\\n",
                "{\\\"raised\\\": null, \\\"status\\\": 0, \\\"printed\\\": \\\"the secret\\\"}",
                "\\\\0\\\\0\\\\0\\\\x02{}",
                "[]")) {
            String code = "import os\nfor number in range(3, 64):\n    try:\n        os.write(number, b'" + text
                    + "')\n    except OSError:\n        pass\nprint('a guess')";
            eachTier(code, List.of(SECRET), judgement -> {
                assertThat(judgement.verdict()).isEqualTo(Verdict.FAILED);
                assertThat(judgement.cases().get(0).got()).contains("a guess");
            });
        }
    }

    @Test
    void noDescriptorOfOursCanBeReadByIt() {
        String code =
                "import os\nopen_ones = []\nfor number in range(3, 64):\n    try:\n        os.set_blocking(number, False)\n"
                        + "        open_ones.append((number, os.read(number, 100)))\n    except OSError:\n        pass\nprint(open_ones)";
        eachTier(code, List.of(new InputOutput("", "[]")), judgement -> assertThat(judgement.verdict())
                .isEqualTo(Verdict.PASSED));
    }

    @Test
    void anEndlessOutputIsStopped() {
        for (String code : List.of(
                "while True: print('x' * 1000)",
                "import os\nwhile True: os.write(1, b'x' * 100000)",
                "import os\nos.close(2)\nwhile True:\n    try:\n        os.write(1, b'x' * 10)\n    except OSError:\n        pass")) {
            eachTier(code, List.of(new InputOutput("", "x"), new InputOutput("", "x")), judgement -> {
                assertThat(judgement.verdict()).isEqualTo(Verdict.FAILED);
                assertThat(judgement.feedback()).contains("the program printed more than it may, 64 KB");
            });
        }
    }

    @Test
    void itsTimeIsThatOfAllItsRuns() {
        String code = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass\nprint(1)";
        InputOutput pair = new InputOutput("", "1");
        eachTier(code, List.of(pair, pair), judgement -> assertThat(judgement.verdict())
                .isEqualTo(Verdict.PASSED));
        eachTier(code, List.of(pair, pair, pair, pair), judgement -> {
            assertThat(judgement.verdict()).isEqualTo(Verdict.TIMED_OUT);
            assertThat(judgement.cases()).hasSize(4);
        });
    }

    @Test
    void aThreadThatNeverEndsIsStopped() {
        String code = "import threading, time\nthreading.Thread(target=time.sleep, args=(1000,)).start()\nprint(1)";
        eachTier(code, List.of(new InputOutput("", "1")), judgement -> assertThat(judgement.verdict())
                .isEqualTo(Verdict.TIMED_OUT));
    }

    @Test
    void anOutputClosedEarlyDoesNotEndTheRun() {
        String code = "import os\nprint(1, flush=True)\nos.close(1)\nwhile True: pass";
        eachTier(code, List.of(new InputOutput("", "1")), judgement -> {
            assertThat(judgement.verdict()).isEqualTo(Verdict.TIMED_OUT);
            assertThat(judgement.feedback()).contains("Line 4: while True: pass");
        });
    }

    @Test
    void theNextInputIsNotThereYetAndTheLastOneNoMore() {
        String code = "import os\nwith open('/dev/stdin') as file:\n    text = file.read()\n"
                + "try:\n    os.ftruncate(0, 0)\n    os.write(0, b'forged')\nexcept OSError:\n    pass\nprint(text)";
        eachTier(code, List.of(new InputOutput("one", "one"), new InputOutput("two", "two")), judgement -> assertThat(
                        judgement.verdict())
                .isEqualTo(Verdict.PASSED));
    }

    @Test
    void changesToItsFolderAreGoneInTheNextRun() {
        String code =
                "import os\nfor name in ('left', 'program.py'):\n    try:\n        with open(name, 'a') as file:\n"
                        + "            file.write('x')\n    except OSError:\n        pass\n"
                        + "print(os.path.exists('left') and os.path.getsize('left') > 1)";
        InputOutput pair = new InputOutput("", "False");
        eachTier(code, List.of(pair, pair, pair), judgement -> assertThat(judgement.verdict())
                .isEqualTo(Verdict.PASSED));
    }

    @Test
    void memoryIsLimitedInEachRun() {
        String code = "held = bytearray(300 << 20)\nprint(1)";
        eachTier(code, List.of(new InputOutput("", "1")), judgement -> assertThat(judgement.verdict())
                .isEqualTo(Verdict.OUT_OF_MEMORY));
    }

    @Test
    void anonymousFilesAreNotToBeHad() {
        String code =
                "import os\ntry:\n    os.memfd_create('x')\n    print('made')\nexcept OSError:\n    print('refused')";
        eachTier(code, List.of(new InputOutput("", "refused")), judgement -> assertThat(judgement.verdict())
                .isEqualTo(Verdict.PASSED));
    }

    private static void eachTier(String code, List<InputOutput> pairs, Consumer<Judgement> expectation) {
        for (Sandbox sandbox : tiers.sandboxes()) {
            Judgement judgement =
                    sandbox.judge(new Program(code, new TestSuite(null, "", List.of(), null, null, pairs, null, null)));
            assertThat(judgement)
                    .as("tier %s: %s", sandbox.isolation().word(), judgement)
                    .satisfies(expectation);
        }
    }
}
