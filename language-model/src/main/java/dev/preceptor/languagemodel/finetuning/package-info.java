/**
 * Supervised fine-tuning on prompts and completions. The loss is the mean cross-entropy over the completion tokens of a step. It
 * does not depend on the micro-batches.
 */
package dev.preceptor.languagemodel.finetuning;
