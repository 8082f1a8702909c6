package dev.preceptor.contracts.specification;

/** The text of a specification cannot be used. {@link #problem()} says where and why. */
public final class InvalidTextException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient SpecificationProblem problem;

    InvalidTextException(SpecificationProblem problem, Throwable cause) {
        super(problem.line() + ": " + problem.message(), cause);
        this.problem = problem;
    }

    public SpecificationProblem problem() {
        return problem;
    }
}
