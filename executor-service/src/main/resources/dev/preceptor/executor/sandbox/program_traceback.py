"""Finds the program's own code in tracebacks."""

# The file names under which the code of a program and that of its tests are compiled. They find them as __file__.
PROGRAM, TASK = "<program>", "<task>"


def line_of_the_program(error):
    """The last line of the program in the traceback of an exception; None if there is none."""
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == PROGRAM:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
