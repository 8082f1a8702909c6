/** The backend {@code openai}: a student on an OpenAI-compatible server. */
package dev.preceptor.student.openai;
