package dev.preceptor.run.job;

import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.event.JobBuilder;
import java.time.Instant;

/** Records of jobs, made by hand. */
final class Records {

    static final DataSet REQUEST = new DataSet("file:///request", "aa", 1);
    static final DataSet RESULT = new DataSet("file:///result", "bb", 1);

    private Records() {}

    static Job job(String id) {
        return JobBuilder.builder()
                .id(id)
                .state(Job.State.RUNNING)
                .request(REQUEST)
                .createdAt(Instant.EPOCH)
                .build();
    }
}
