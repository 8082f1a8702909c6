"""Finds the program's own code in tracebacks."""

# The file name under which a program's code is compiled.
PROGRAM = "<program>"


def line_of_the_program(error):
    """The last line of the program in the traceback of an exception; None if there is none."""
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == PROGRAM:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
