/** The backend {@code openai}: chat completions over HTTP. */
package dev.preceptor.teacher.openai;
