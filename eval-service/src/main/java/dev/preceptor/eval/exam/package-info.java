/** What an exam remembers, and how each judged answer moves it on. No Kafka here. */
package dev.preceptor.eval.exam;
