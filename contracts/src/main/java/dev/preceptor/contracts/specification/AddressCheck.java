package dev.preceptor.contracts.specification;

/**
 * Checks of the addresses of teachers in a specification that a user submits. Specifications in stored events are read without them,
 * so that runs that were accepted earlier stay readable.
 */
final class AddressCheck {

    private AddressCheck() {}

    /**
     * Rejects an address that cannot be called, such as one without {@code http://}: the student would attempt all tasks first.
     *
     * @throws InvalidSpecificationException naming the setting
     */
    static void require(RunSpecification run) {
        if (run.teachers() == null) {
            require("teacher", run.teacher());
            return;
        }
        for (int rung = 0; rung < run.teachers().size(); rung++) {
            require("teachers[" + rung + "]", run.teachers().get(rung));
        }
    }

    /** As {@link #require(RunSpecification)}, for the teacher in this section. */
    static void require(String section, TeacherSpecification teacher) {
        String url = teacher.baseUrl();
        if (url == null || StudentSpecification.ADDRESS.matcher(url).matches()) {
            return;
        }
        // A user and a password may stand in front of an @.
        throw new InvalidSpecificationException(
                section + ".baseUrl",
                (url.contains("@") ? "is" : "'" + url + "' is")
                        + " no http or https URL, such as http://localhost:9000/v1");
    }
}
