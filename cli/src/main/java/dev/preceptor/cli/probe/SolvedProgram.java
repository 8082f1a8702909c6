package dev.preceptor.cli.probe;

import dev.preceptor.contracts.task.StudentPrompt;

/**
 * A program of the student that passed, and the two prompts under which its loss is computed.
 *
 * @param plain the prompt of the task
 * @param shown the prompt that the student was given; the manual, if there is one, is in a system message besides
 */
record SolvedProgram(StudentPrompt plain, StudentPrompt shown, String program) {

    /** A correction of an attempt. */
    static SolvedProgram corrected(Sample attempt, String correction) {
        return new SolvedProgram(StudentPrompt.forTask(attempt.task()), attempt.refinementPrompt(), correction);
    }

    /** An attempt that passed at once. */
    static SolvedProgram atOnce(Sample attempt) {
        StudentPrompt prompt = StudentPrompt.forTask(attempt.task());
        return new SolvedProgram(prompt, prompt, attempt.program());
    }
}
