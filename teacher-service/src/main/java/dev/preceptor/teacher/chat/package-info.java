/**
 * The client of paid teachers. Each HTTP request has a typed outcome, keeps to the endpoint's limits of concurrency and rate, and is sent
 * only with money reserved in the budget. The protocols are in the packages of the backends.
 */
package dev.preceptor.teacher.chat;
