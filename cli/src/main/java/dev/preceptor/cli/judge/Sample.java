package dev.preceptor.cli.judge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.task.Task;

/**
 * A program to judge, as one line of a file of samples has it.
 *
 * @param fields the line as it was written
 * @param program the whole program
 */
record Sample(Task task, ObjectNode fields, String program) {}
