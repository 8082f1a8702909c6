/** The tokens that a server of a language model makes of texts and chats. */
package dev.preceptor.httpclient.tokenize;
