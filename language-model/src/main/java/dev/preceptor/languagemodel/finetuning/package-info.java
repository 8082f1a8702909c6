/**
 * Supervised fine-tuning: prompts with the completions that a model should have given. The loss is the mean cross-entropy
 * over the completion tokens of a step, whatever micro-batches the step is computed in.
 */
package dev.preceptor.languagemodel.finetuning;
