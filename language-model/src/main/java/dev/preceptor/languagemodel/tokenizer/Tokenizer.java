package dev.preceptor.languagemodel.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A model's tokenizer and chat template. Safe for use by several threads; it holds native memory until it is closed.
 *
 * <p>The work is done by Hugging Face's own tokenizers library, whose native part is in its jar and is unpacked below
 * {@code DJL_CACHE_DIR} (by default {@code ~/.djl.ai}) when the first tokenizer is loaded. Nothing is downloaded.
 */
public final class Tokenizer implements AutoCloseable {

    private final TokenizerFiles files;
    private final HuggingFaceTokenizer encoder;
    private final Set<Integer> specialIds;
    private final OptionalInt beginId;
    private final OptionalInt endId;
    private final OptionalInt padId;
    private final Optional<ChatTemplate> chatTemplate;

    private Tokenizer(TokenizerFiles files, HuggingFaceTokenizer encoder) {
        this.files = files;
        this.encoder = encoder;
        this.specialIds = AddedTokens.special(files);
        this.beginId = role("bos_token");
        this.endId = role("eos_token");
        this.padId = role("pad_token");
        this.chatTemplate = files.chatTemplate().map(source -> new ChatTemplate(source, files));
    }

    /**
     * Loads a model's tokenizer.
     *
     * @param model a folder with tokenizer.json, or a .gguf file
     * @throws CheckpointException if there is none, or it cannot be read
     */
    public static Tokenizer load(Path model) {
        TokenizerFiles files = TokenizerFiles.read(model);
        HuggingFaceTokenizer encoder = encoder(files);
        try {
            return new Tokenizer(files, encoder);
        } catch (RuntimeException e) {
            encoder.close();
            throw e;
        }
    }

    private static HuggingFaceTokenizer encoder(TokenizerFiles files) {
        // On a machine with a GPU the library would look on the network for a build of itself that uses it.
        if (System.getenv("RUST_FLAVOR") == null && System.getProperty("RUST_FLAVOR") == null) {
            System.setProperty("RUST_FLAVOR", "cpu");
        }
        // Else texts would be cut at 512 tokens.
        Map<String, String> options = Map.of("truncation", "false", "padding", "false");
        try {
            return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(files.tokenizer()), options);
        } catch (IOException | RuntimeException e) {
            throw new CheckpointException(
                    files.origin() + ": " + TokenizerFiles.TOKENIZER + " cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * The tokens of plain text, with those added that the model wants around it (Llama 3's begin token), as transformers
     * does. Special tokens that are spelled out in the text are recognised.
     */
    public int[] encode(String text) {
        return encode(text, true);
    }

    /** The tokens of text; with or without those that the model wants around a whole text. */
    public int[] encode(String text, boolean addSpecialTokens) {
        return Arrays.stream(encoder.encode(wellFormed(text), addSpecialTokens, false)
                        .getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    /** A prompt of plain text, with the tokens of {@link #encode(String)}. */
    public PromptTokens prompt(String text) {
        return new PromptTokens(text, encode(text), false);
    }

    /**
     * The tokens that the model generates for a text after a prompt, for training. Together with the prompt's they decode to the prompt
     * and the text, also where a tokenizer writes a space in front of each text that it encodes.
     */
    public int[] encodeCompletion(PromptTokens prompt, String completion) {
        return new CompletionEncoder(this).encode(prompt, completion);
    }

    /** A lone surrogate is not a character, and native code cannot take it. */
    private static String wellFormed(String text) {
        int[] points = null;
        int index = 0;
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int point = text.codePointAt(at);
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                points = points == null ? text.codePoints().toArray() : points;
                points[index] = 0xFFFD;
            }
            index++;
        }
        return points == null ? text : new String(points, 0, points.length);
    }

    /**
     * The tokens of a conversation as the model's chat template writes it; nothing is added, since the template spells out
     * what the model wants.
     *
     * @param addGenerationPrompt end with the beginning of the assistant's answer
     * @throws ChatTemplateException if the model has no chat template, or it refuses the conversation
     */
    public int[] encodeChat(List<ChatMessage> messages, boolean addGenerationPrompt) {
        return encode(renderChat(messages, addGenerationPrompt), false);
    }

    /**
     * The prompt for the assistant's answer to a conversation, as the model's chat template writes it.
     *
     * @throws ChatTemplateException if the model has no chat template, or it refuses the conversation
     */
    public PromptTokens chatPrompt(List<ChatMessage> messages, TemplateVariables variables) {
        String text = template().render(messages, true, variables);
        return new PromptTokens(text, encode(text, false), true);
    }

    /**
     * An answer to a conversation as the model writes it after {@link #chatPrompt}: with the white space that the chat template puts in
     * front of it.
     *
     * @throws ChatTemplateException if the model has no chat template, or it refuses the conversation
     */
    public String chatAnswer(List<ChatMessage> messages, String answer, TemplateVariables variables) {
        return template().answer(messages, answer, variables);
    }

    /** The text of tokens, special ones left out. Bytes that are not whole characters become U+FFFD. */
    public String decode(int[] ids) {
        return decode(ids, true);
    }

    /** The text of tokens, with or without the special ones. Ids beyond the vocabulary have no text. */
    public String decode(int[] ids, boolean skipSpecialTokens) {
        long[] known = Arrays.stream(ids).filter(id -> id >= 0).asLongStream().toArray();
        return known.length == 0 ? "" : encoder.decode(known, skipSpecialTokens);
    }

    /**
     * The text that tokens add to a prompt, special tokens left out; it may begin with a space, which decoding them alone drops. Bytes that
     * are not whole characters become U+FFFD.
     */
    public String decodeAfter(int[] prompt, int[] ids) {
        String text = decodeAfter(prompt, ids, true);
        if (text.indexOf('\uFFFD') < 0) {
            return text;
        }
        // Where tokens stand for single bytes, a byte that is part of no character makes U+FFFD of whole characters
        // beside it, too.
        IncrementalDecoder decoder = incrementalDecoderAfter(prompt);
        StringBuilder pieces = new StringBuilder();
        for (int id : ids) {
            pieces.append(decoder.append(id));
        }
        return pieces.append(decoder.finish()).toString();
    }

    String decodeAfter(int[] prompt, int[] ids, boolean skipSpecialTokens) {
        int[] context = DecodingContext.of(this, prompt);
        String before = Utf8Tail.withoutReplacements(decode(context, skipSpecialTokens));
        String all = decode(DecodingContext.followedBy(context, ids), skipSpecialTokens);
        // A byte that is part of no character changes the text of the bytes before it.
        return all.startsWith(before) ? all.substring(before.length()) : decode(ids, skipSpecialTokens);
    }

    /** For text that is shown while it is generated. */
    public IncrementalDecoder incrementalDecoder(boolean skipSpecialTokens) {
        return new IncrementalDecoder(this, skipSpecialTokens, new int[0]);
    }

    /** For text that is shown while it is generated after a prompt; special tokens are left out. */
    public IncrementalDecoder incrementalDecoderAfter(int[] prompt) {
        return new IncrementalDecoder(this, true, DecodingContext.of(this, prompt));
    }

    public boolean hasChatTemplate() {
        return chatTemplate.isPresent();
    }

    /**
     * A conversation as text, by the model's chat template.
     *
     * @param addGenerationPrompt end with the beginning of the assistant's answer
     * @throws ChatTemplateException if the model has no chat template, or it refuses the conversation
     */
    public String renderChat(List<ChatMessage> messages, boolean addGenerationPrompt) {
        return template().render(messages, addGenerationPrompt, TemplateVariables.NONE);
    }

    private ChatTemplate template() {
        return chatTemplate.orElseThrow(
                () -> new ChatTemplateException(files.origin() + ": the model has no chat template"));
    }

    ChatTemplateException noChatTemplate(String need) {
        return new ChatTemplateException(files.origin() + ": the model has no chat template, " + need);
    }

    /** The token that starts a text, if the model has one. */
    public OptionalInt beginId() {
        return beginId;
    }

    /** The token that ends a text or an assistant's turn, if the model has one. */
    public OptionalInt endId() {
        return endId;
    }

    /** The token to pad with, if the model has one. */
    public OptionalInt padId() {
        return padId;
    }

    /** The tokens that are not text. */
    public Set<Integer> specialIds() {
        return specialIds;
    }

    /** The id of what is one token, such as {@code <|im_end|>}; empty for text of several tokens. */
    public OptionalInt id(String token) {
        int[] ids = encode(token, false);
        return ids.length == 1 && decode(ids, false).equals(token) ? OptionalInt.of(ids[0]) : OptionalInt.empty();
    }

    /** The files, by name, that a Hugging Face folder needs for this tokenizer. Other programs read tokenizer.json from them as it is. */
    public Map<String, byte[]> files() {
        return SavedSettings.inPlaceOf(files.contents());
    }

    private OptionalInt role(String role) {
        return files.token(role).map(this::id).orElse(OptionalInt.empty());
    }

    @Override
    public void close() {
        encoder.close();
    }
}
