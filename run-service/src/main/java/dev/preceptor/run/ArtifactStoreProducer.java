package dev.preceptor.run;

import dev.preceptor.artifactstore.ArtifactStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the artifact store of run-service: one client, and one memory of verified files, for the whole service. */
@Singleton
public class ArtifactStoreProducer {

    @Produces
    @Singleton
    ArtifactStore artifactStore(RunSettings settings) {
        return new ArtifactStore(settings.artifactsDirectory());
    }
}
