/**
 * Causal language models on the JVM: load one from a Hugging Face folder or a GGUF file, generate with it in batches, and
 * fine-tune it. Start at {@link dev.preceptor.languagemodel.LanguageModel}.
 */
package dev.preceptor.languagemodel;
