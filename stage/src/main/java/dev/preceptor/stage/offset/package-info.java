/**
 * Commits the positions of consumers that have nothing to do. The commit marker of a transaction has an offset, but is never delivered: the
 * connector, which commits the offset after the last record, would leave a lag of 1 on each idle partition for ever. Autoscalers
 * take that for work.
 */
package dev.preceptor.stage.offset;
