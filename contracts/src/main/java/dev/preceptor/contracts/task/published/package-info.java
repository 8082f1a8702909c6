/** Rows of data sets as they are published, one reader each, chosen by the fields of the row. */
package dev.preceptor.contracts.task.published;
