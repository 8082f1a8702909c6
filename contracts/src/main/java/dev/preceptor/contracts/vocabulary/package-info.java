/** Whether two tokenizers give the same tokens. */
package dev.preceptor.contracts.vocabulary;
