/**
 * A language model behind an OpenAI-compatible endpoint: one request at a time, each with a typed outcome, no more of them
 * than the endpoint allows, and none without money reserved for it.
 */
package dev.preceptor.teacher.openai;
