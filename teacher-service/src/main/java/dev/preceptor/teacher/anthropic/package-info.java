/** The backend {@code anthropic}: messages, through LangChain4j. */
package dev.preceptor.teacher.anthropic;
