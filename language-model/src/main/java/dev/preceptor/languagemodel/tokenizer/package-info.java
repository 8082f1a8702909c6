/** Text to token ids and back, and conversations to prompts, exactly as the model was trained on them. */
package dev.preceptor.languagemodel.tokenizer;
