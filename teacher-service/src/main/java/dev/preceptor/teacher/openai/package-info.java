/** The backend {@code openai}: the Chat Completions API over HTTP. */
package dev.preceptor.teacher.openai;
