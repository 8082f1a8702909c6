package dev.preceptor.run.checkpoint;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.artifactstore.StoredFile;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.run.api.UnknownIdException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.StreamingOutput;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** Downloads of the files of checkpoints, from the artifact store to the client without a copy on the local disk. */
@ApplicationScoped
class CheckpointFiles {

    private static final String CONTENT_RANGE = "Content-Range";

    private final ArtifactStore artifacts;

    CheckpointFiles(ArtifactStore artifacts) {
        this.artifacts = artifacts;
    }

    /**
     * A request for a file.
     *
     * @param savedAs the name under which a browser stores it
     * @param range the header {@code Range}; null if there is none
     * @param ifRange the header {@code If-Range}; null if there is none
     */
    record Request(CheckpointReference checkpoint, String name, String savedAs, String range, String ifRange) {}

    List<FileReport> of(CheckpointReference checkpoint) {
        return artifacts.filesOf(checkpoint).stream()
                .map(file -> new FileReport(file.name(), file.bytes(), "files/" + encoded(file.name())))
                .toList();
    }

    /** @throws UnknownIdException if there is no such file */
    RestResponse<StreamingOutput> download(Request request) {
        StoredFile file = artifacts.filesOf(request.checkpoint()).stream()
                .filter(each -> each.name().equals(request.name()))
                .findFirst()
                .orElseThrow(() -> new UnknownIdException("the checkpoint has no file '" + request.name() + "'"));
        String tag = "\"" + request.checkpoint().sha256() + "-" + file.bytes() + "\"";
        boolean changed = request.ifRange() != null && !request.ifRange().equals(tag);
        try {
            Optional<ByteRange> part = changed ? Optional.empty() : ByteRange.of(request.range(), file.bytes());
            ByteRange sent = part.orElse(new ByteRange(0, file.bytes()));
            RestResponse.ResponseBuilder<StreamingOutput> response = RestResponse.ResponseBuilder.create(
                            part.isPresent() ? Status.PARTIAL_CONTENT : Status.OK, content(request, file, sent))
                    .header(HttpHeaders.CONTENT_LENGTH, sent.length())
                    .header(HttpHeaders.CONTENT_DISPOSITION, CheckpointResource.attachment(request.savedAs()))
                    .header(HttpHeaders.ETAG, tag)
                    .header("Accept-Ranges", "bytes");
            part.ifPresent(range -> response.header(CONTENT_RANGE, range.header(file.bytes())));
            return response.build();
        } catch (ByteRange.UnsatisfiableException e) {
            return RestResponse.ResponseBuilder.<StreamingOutput>create(Status.REQUESTED_RANGE_NOT_SATISFIABLE)
                    .header(CONTENT_RANGE, "bytes */" + file.bytes())
                    .build();
        }
    }

    private StreamingOutput content(Request request, StoredFile file, ByteRange sent) {
        return target -> {
            if (sent.length() > 0) {
                artifacts.copy(request.checkpoint(), file, sent.from(), sent.length(), target);
            }
        };
    }

    private static String encoded(String name) {
        try {
            return new URI(null, null, "/" + name, null).toASCIIString().substring(1);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("every text can be the path of a URI", e);
        }
    }
}
