/** Creates the topics of the whole system. */
package dev.preceptor.run.topic;
