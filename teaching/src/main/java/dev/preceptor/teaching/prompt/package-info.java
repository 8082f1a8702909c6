/** The prompts that the teacher is sent. A changed word changes the ids of the calls, so answers that were paid for are not found. */
package dev.preceptor.teaching.prompt;
