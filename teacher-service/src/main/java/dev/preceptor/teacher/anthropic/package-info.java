/** The backend {@code anthropic}: Anthropic's Messages API, through LangChain4j. */
package dev.preceptor.teacher.anthropic;
