package dev.preceptor.contracts.python;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalFormTest {

    private static final String PROGRAM =
            "def total(items, start=0):\n    for item in items:\n        start += item.value\n"
                    + "    return {'sum': start}\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# Adds.\ndef total( items,start = 0 ):   # them\n  for item in items:\n\n    start += item.value\n  return {'sum': start}",
                "def total(items, start=0):\n    \"\"\"Adds the values.\n\n    All of them.\"\"\"\n    for item in items:\n"
                        + "        start += item.value\n    return {\"sum\": start}\n",
                "'''A module.'''\ndef total(items, start=0):\n    'Adds.'\n    for item in items: start += item.value\n"
                        + "    return ({'sum': start,})\n"
            })
    void programsThatDifferInHowTheyAreWrittenHaveOneForm(String other) {
        assertThat(NormalForm.of(other)).isEqualTo(NormalForm.of(PROGRAM));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Another name, number, attribute, text, or indentation.
                "def total(items, sum=0):\n    for item in items:\n        sum += item.value\n    return {'sum': sum}\n",
                "def total(items, start=1):\n    for item in items:\n        start += item.value\n    return {'sum': start}\n",
                "def total(items, start=0):\n    for item in items:\n        start += item.price\n    return {'sum': start}\n",
                "def total(items, start=0):\n    for item in items:\n        start += item.value\n    return {'total': start}\n",
                "def total(items, start=0):\n    for item in items:\n        start += item.value\n        return {'sum': start}\n"
            })
    void otherProgramsHaveOtherForms(String other) {
        assertThat(NormalForm.of(other)).isNotEqualTo(NormalForm.of(PROGRAM));
    }

    @Test
    void textThatIsNotPythonHasAFormToo() {
        assertThat(NormalForm.of(null)).isEmpty();
        assertThat(NormalForm.of("def f(:\n  )")).isNotEqualTo(NormalForm.of("def f():\n  )"));
    }
}
