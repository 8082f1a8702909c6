/** Resolves the name of a model to local files, and downloads them if needed. */
package dev.preceptor.languagemodel.source;
