package dev.preceptor.run.specification;

import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.SpecificationReader;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.run.api.InvalidRequestException;
import dev.preceptor.run.api.KnownDataSets;
import dev.preceptor.teaching.estimate.CallSizes;
import dev.preceptor.teaching.estimate.Estimate;
import dev.preceptor.teaching.estimate.TokenCount;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Estimates the cost of a run's teacher. */
@ApplicationScoped
class RunEstimates {

    private final SpecificationCheck check;
    private final KnownDataSets dataSets;

    RunEstimates(SpecificationCheck check, KnownDataSets dataSets) {
        this.check = check;
        this.dataSets = dataSets;
    }

    /**
     * An estimate.
     *
     * @param tasks the number of practice tasks
     * @param basis a sentence that says what the estimate is based on
     */
    record RunEstimate(Estimate estimate, int tasks, String basis) {}

    /** @throws InvalidRequestException if the specification has a problem, or there is no such data set */
    RunEstimate of(SpecificationResource.Planned planned) {
        if (planned.practice() == null) {
            throw new InvalidRequestException("practice: is missing; GET /data-sets lists the data sets there are");
        }
        Double rate = planned.failureRate();
        if (rate != null && !(rate >= 0 && rate <= 1)) {
            throw new InvalidRequestException("failureRate: must be from 0 to 1, is " + rate);
        }
        SpecificationResource.Checked checked =
                check.of(new SpecificationResource.Draft(planned.text(), planned.practice(), planned.practice()));
        if (!checked.problems().isEmpty()) {
            throw new InvalidRequestException(
                    "text:" + checked.problems().get(0).line() + ": "
                            + checked.problems().get(0).message());
        }
        RunSpecification specification = SpecificationReader.read(checked.specification());
        List<Task> tasks = dataSets.tasks(planned.practice());
        TokenCount tokens = TokenCount.byBytes();
        Estimate estimate =
                Estimate.of(specification, tasks.size(), CallSizes.of(tasks, specification, tokens), null, rate);
        String failures = rate == null ? "the failure rate is assumed" : "the failure rate is the given one";
        return new RunEstimate(
                estimate,
                tasks.size(),
                "Tokens of the real prompts are counted " + tokens.how() + "; " + failures + ".");
    }
}
