/** A student on an OpenAI-compatible server: vLLM, llama.cpp, or another student-service. */
package dev.preceptor.student.openai;
